import { join } from 'node:path';
import { root } from './imports';
import {
  circles,
  gitlabComLiterals,
  pastIndex,
  READS_ARN,
  unusedPermissions,
  violation,
  WRITES_ARN,
  type Law,
} from './offences';

/** Offences, to see that each is found: a law that finds nothing is kept by any code. */
const LAW: Law = {
  'policies/evaluate': { layers: ['policies/trust'], packages: ['zod'] },
  cli: { layers: ['policies/index', 'policies/errors', 'package.json'], packages: ['node:*'] },
  bench: { layers: ['policies/*'], packages: [] },
};

test.each([
  {
    file: 'policies/evaluate/evaluate.ts',
    specifier: '../automata/index',
    found: '`policies/evaluate` may not import `policies/automata`',
  },
  {
    file: 'policies/evaluate/evaluate.ts',
    specifier: '../../package.json',
    found: "policies/evaluate/evaluate.ts imports '../../package.json'",
  },
  {
    file: 'policies/evaluate/evaluate.ts',
    specifier: 'cdktf',
    found: '`policies/evaluate` may not use that package',
  },
  {
    file: 'policies/evaluate/evaluate.ts',
    specifier: 'node:fs',
    found: '`policies/evaluate` may not use that package',
  },
  {
    file: 'cli/commands/check.ts',
    specifier: '../../policies/trust/index',
    found: '`cli` may not import `policies/trust`',
  },
  { file: 'bench/run.ts', specifier: '../modules/index', found: '`bench` may not import `modules`' },
  { file: 'policies/newcomer/x.ts', specifier: '../errors', found: '`policies/newcomer` is not in the law' },
])('$file imports $specifier', ({ file, specifier, found }) => {
  expect(violation(LAW, { from: join(root, file), specifier })).toContain(found);
});

test.each([
  { file: 'policies/evaluate/evaluate.ts', specifier: '../trust/index' },
  { file: 'policies/evaluate/evaluate.ts', specifier: './decide-policy' },
  { file: 'policies/evaluate/evaluate.ts', specifier: 'zod' },
  { file: 'cli/version.ts', specifier: '../package.json' },
  { file: 'cli/main.ts', specifier: '../policies/errors' },
  { file: 'cli/main.ts', specifier: 'node:process' },
  { file: 'bench/run.ts', specifier: '../policies/trust/index' },
])('$file may import $specifier', ({ file, specifier }) => {
  expect(violation(LAW, { from: join(root, file), specifier })).toBeUndefined();
});

test('a circle is found', () => {
  const graph = [
    { from: 'a.ts', to: 'b.ts' },
    { from: 'b.ts', to: 'c.ts' },
    { from: 'c.ts', to: 'b.ts' },
  ];
  expect(circles(graph)).toEqual(['b.ts → c.ts → b.ts']);
});

test('an import past an index is found', () => {
  const from = 'policies/grant/grant.ts';
  expect(pastIndex(LAW, { from, to: 'policies/trust/parse.ts' }, new Set(['policies/trust']))).toBe(
    "policies/grant/grant.ts imports 'policies/trust/parse.ts', past `policies/trust/index`",
  );
  expect(
    pastIndex(LAW, { from, to: 'policies/trust/index.ts' }, new Set(['policies/trust'])),
  ).toBeUndefined();
});

test('a permission that nobody needs is found', () => {
  const from = join(root, 'policies/grant/grant.ts');
  const law = { 'policies/grant': { layers: ['policies/trust', 'policies/gitlab'], packages: ['zod'] } };
  expect(unusedPermissions(law, [{ from, specifier: '../trust/index' }])).toEqual([
    '`policies/grant` may import `policies/gitlab` and does not',
    '`policies/grant` may import `zod` and does not',
  ]);
});

test('a literal of GitLab.com is found', () => {
  expect(gitlabComLiterals("hosts.includes('gitlab.com')")).toHaveLength(1);
  expect(gitlabComLiterals("const issuer = first ?? 'https://gitlab.com';")).toHaveLength(1);
  expect(
    gitlabComLiterals("// 'gitlab.com'\nconst text = 'for gitlab.com only, `https://gitlab.com`';"),
  ).toEqual([]);
});

test('a reading of an ARN is found', () => {
  expect('/^arn:[^:]+:iam::(\\d{12}):/.exec(text)').toMatch(READS_ARN);
  expect('/^(?:arn:[^:]+:iam::)?(\\d{12})$/.test(text)').toMatch(READS_ARN);
  expect("arn.split(':')[4]").toMatch(READS_ARN);
});

test('a writing of an ARN is found', () => {
  expect('`arn:${partition}:iam::${account}:role/${name}`').toMatch(WRITES_ARN);
  expect('an ARN such as `arn:aws:iam::111122223333:role/deploy`').not.toMatch(WRITES_ARN);
});
