import { formatProblem } from '../../../policies/errors';
import { parseFederation } from '../../../policies/federation/index';
import { SMALL_FEDERATION } from './small-federation';

const problemsOf = (text: string): readonly string[] => {
  const parsed = parseFederation(text, 'f.yaml');
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

describe('what is not YAML is refused with its place', () => {
  test.each([
    [
      'an empty file',
      '',
      'ERR_YAML: the file is empty (f.yaml:1:1); write one, or have `refgate init` write it',
    ],
    [
      'only a comment',
      '# later\n',
      'ERR_YAML: the file is empty (f.yaml:1:1); write one, or have `refgate init` write it',
    ],
    [
      'two documents',
      'gitlab: {}\n---\nroles: {}\n',
      'ERR_YAML: the file has more than one YAML document (f.yaml:2:1); remove everything from the second `---`',
    ],
    [
      'a star that begins a text',
      'branches: [*]\n',
      'ERR_YAML: not YAML: `*` and `&` begin an alias or an anchor (f.yaml:1:12); got `branches: [*]`; quote a string that begins with `*` or `&`',
    ],
    [
      'an alias without its anchor',
      'branches: [*main]\n',
      'ERR_YAML: alias `*main` has no anchor `&main` before it at /branches/0 (f.yaml:1:12); a string that begins with `*` must be quoted: `"*main"`',
    ],
    [
      'an alias of itself',
      'roles: &roles { a: *roles }\n',
      'ERR_YAML: alias `*roles` stands inside of what it stands for at /roles/a (f.yaml:1:20); a string that begins with `*` must be quoted: `"*roles"`',
    ],
    [
      'a tab',
      'roles:\n\tdeploy: {}\n',
      'ERR_YAML: not YAML: tabs are not allowed as indentation (f.yaml:2:1); got `deploy: {}`; indent with spaces',
    ],
    [
      'an open bracket',
      'a: [1, 2\n',
      'ERR_YAML: not YAML: flow sequence in block collection must be sufficiently indented and end with a ] (f.yaml:2:1); align the line with the one it belongs to, and close every bracket and brace',
    ],
    [
      'a tag',
      'a: !secret b\n',
      'ERR_YAML: not YAML: unresolved tag: !secret (f.yaml:1:4); got `a: !secret b`; remove the tag',
    ],
    [
      'another YAML',
      '%YAML 1.1\n---\na: yes\n',
      'ERR_YAML: the file asks for YAML 1.1 (f.yaml:1:1); remove the `%YAML` line',
    ],
    [
      'a key that JavaScript keeps',
      '__proto__: { a: 1 }\n',
      'ERR_YAML: `__proto__` cannot be a name (f.yaml:1:1); give it another name',
    ],
    [
      'a tag of YAML 1.1',
      'a: !!binary aGVsbG8=\n',
      'ERR_YAML: not YAML: unresolved tag: tag:yaml.org,2002:binary (f.yaml:1:4); got `a: !!binary aGVsbG8=`; remove the tag',
    ],
    [
      'UTF-16',
      'a: b\nc: d\n'.replaceAll(/./g, '$&\u0000'),
      'ERR_YAML: the file is not UTF-8 text: it has U+0000 (f.yaml:1:2); save it as UTF-8',
    ],
    [
      'Latin-1, read as UTF-8',
      'a: b\nnote: caf\ufffd\n',
      'ERR_YAML: the file is not UTF-8 text: it has bytes that are no character (f.yaml:2:10); save it as UTF-8',
    ],
    [
      'no mapping',
      'null\n',
      'ERR_SCHEMA: the file has the wrong type (f.yaml:1:1); got nothing; expected a mapping; begin with `gitlab:`, or have `refgate init` write a first file',
    ],
    [
      'a list as a key',
      '? [a, b]\n: c\n',
      'ERR_YAML: a key is not plain text (f.yaml:1:3); quote a key that begins with `*`, `&`, `[` or `{`',
    ],
  ])('%s', (_note, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('a hostile file ends in one problem', () => {
  const bomb = [
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`),
  ].join('\n');
  const chain = [
    'a0: &a0 [x]',
    ...Array.from({ length: 300 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]`),
  ].join('\n');

  test.each([
    [
      'a megabyte of open brackets',
      '['.repeat(1_000_000),
      /nested more than 100 deep \(f\.yaml:1:101\); close a bracket/,
    ],
    ['a megabyte of open braces', '{a: '.repeat(250_000), /nested more than 100 deep/],
    ['a megabyte of nested lists', '- '.repeat(500_000), /nested more than 100 deep/],
    ['a megabyte of nested keys', '? '.repeat(500_000), /nested more than 100 deep/],
    ['a megabyte of closing brackets', ']'.repeat(1_000_000), /^ERR_YAML: not YAML: unexpected/],
    ['a megabyte of documents', '---\n'.repeat(250_000), /more than one YAML document/],
    ['a megabyte in a quote', `"${'a'.repeat(1_000_000)}`, /^ERR_YAML: not YAML: missing closing "quote/],
    ['aliases that multiply', bomb, /expands to more than 500000 values \(f\.yaml:\d+:\d+\); write out what/],
    ['aliases that nest', chain, /nested more than 100 deep/],
    ['three megabytes', '#'.repeat(3_000_000), /longer than 2097152 characters/],
  ])('%s', (_note, text, message) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });
});

test('10,000 roles are read', () => {
  const role = (n: number): string =>
    `  role-${n}: { account: production, trust: [{ project: api, branches: [b${n}] }] }\n`;
  const roles = Array.from({ length: 9998 }, (_, n) => role(n)).join('');
  const raised = SMALL_FEDERATION.replace('eu-west-1 }', 'eu-west-1, quotas: { roles: 10000 } }');
  const parsed = parseFederation(raised.replace('roles:\n', `roles:\n${roles}`), 'f.yaml');
  expect(parsed.ok && parsed.federation.roles.size).toBe(10_000);
});

test('anchors may save words', () => {
  const text = SMALL_FEDERATION.replace('branches: [main]', 'branches: &main [main]').replace(
    'branches: ["*"]',
    'branches: *main',
  );
  const parsed = parseFederation(text, 'f.yaml');
  expect(parsed.ok && parsed.federation.roles.get('plan')?.grant.rules[0]?.refs).toEqual([
    { type: 'branch', pattern: 'main' },
  ]);
});
