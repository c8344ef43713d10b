import { CHECKS, runCatalog, type Finding } from '../../../policies/catalog/index';
import { judge, readTerraformJson } from '../../../policies/index';
import { parsePolicy } from '../../../policies/trust/index';
import { randomForm, randomTextOperator } from '../../support/operators';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';

const ACCOUNT = '111122223333';

interface Written {
  readonly sub?: unknown;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly principal?: unknown;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A role of which the conditions are expressions over variables without defaults. */
function configuration({ conditions, principal, variables = {} }: Written): unknown {
  const federated = `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`;
  const statement = {
    effect: 'Allow',
    actions: ['sts:AssumeRoleWithWebIdentity'],
    principals: { type: 'Federated', identifiers: [principal ?? federated] },
    condition: Object.entries(conditions ?? {}).flatMap(([test, keys]) =>
      Object.entries(keys).map(([variable, values]) => ({ test, variable, values })),
    ),
  };
  return {
    variable: variables,
    data: { aws_iam_policy_document: { t: { statement } } },
    resource: { aws_iam_role: { r: { assume_role_policy: '${data.aws_iam_policy_document.t.json}' } } },
  };
}

function judged(written: Written): {
  readonly findings: readonly Finding[];
  readonly reasons: readonly string[];
  readonly known: boolean;
} {
  const artifact = readTerraformJson(configuration(written));
  const { trusts, gaps } = judge({ artifacts: [artifact] });
  return {
    findings: trusts.flatMap(({ findings }) => findings),
    reasons: gaps.map(({ reason }) => reason),
    known: trusts.some(({ policy }) => policy !== undefined),
  };
}

const SURE = { 'gitlab.com:aud': ['sts.amazonaws.com'] };
const checks = (findings: readonly Finding[]): readonly string[] => findings.map(({ check }) => check);

test('what is found whatever a part is, is found; the rest depends on it, by name', () => {
  const { findings, reasons } = judged({
    variables: { branch: {}, aud: {} },
    conditions: {
      StringEquals: { 'gitlab.com:aud': ['${var.aud}'] },
      StringLike: {
        'gitlab.com:sub': ['project_path:*', 'project_path:acme/api:ref_type:branch:ref:${var.branch}'],
      },
    },
  });
  expect(checks(findings)).toContain('any-project');
  expect(reasons).toEqual([
    expect.stringMatching(
      /^depends on `var\.branch`; .*the audience from `var\.aud` is assumed to be one that the provider knows/,
    ),
  ]);
});

// Each of the parts needs another kind of string before any token has them all.
test('that no token can assume the role is not found where some strings let one', () => {
  const { findings } = judged({
    variables: { sub: {}, group: {}, source: {} },
    conditions: {
      StringLike: { 'gitlab.com:sub': ['${var.sub}'] },
      StringEquals: {
        ...SURE,
        'gitlab.com:namespace_id': ['${var.group}'],
        'gitlab.com:pipeline_source': ['${var.source}'],
      },
    },
  });
  expect(checks(findings)).not.toContain('no-token-can-assume');
});

test('a finding that is not proved for every value says that it is of those that were tried', () => {
  const { findings } = judged({
    variables: { branch: {} },
    conditions: {
      StringEquals: SURE,
      StringLike: {
        'gitlab.com:sub': ['project_path:*', 'project_path:acme/api:ref_type:branch:ref:${var.branch}'],
      },
    },
  });
  const message = (id: string) => findings.find(({ check }) => check === id)?.message;
  expect(message('any-project')).not.toContain('tried');
  expect(message('shadowed-value')).toMatch(
    /\(found for each of \d+ values that were tried in place of `var.branch`\)$/,
  );
});

test('a finding about an unknown value itself is not certain by the bound that leaves it out', () => {
  const { findings } = judged({
    variables: { branch: {} },
    conditions: {
      StringEquals: SURE,
      StringLike: {
        'gitlab.com:sub': ['project_path:*:${var.branch}', 'project_path:*'],
      },
    },
  });
  expect(
    findings
      .filter(({ check }) => check === 'any-project')
      .map(({ message, pointer }) => [pointer.at(-1), message.includes('tried')]),
  ).toEqual([['1', false]]);
});

test('what would make it bad is said, with the value', () => {
  const { findings, reasons } = judged({
    variables: { path: {} },
    conditions: {
      StringEquals: SURE,
      StringLike: { 'gitlab.com:sub': ['project_path:${var.path}:ref_type:branch:ref:main'] },
    },
  });
  expect(checks(findings)).not.toContain('any-project');
  expect(reasons).toEqual([expect.stringContaining('any-project')]);
  expect(reasons).toEqual([expect.stringContaining('if `var.path` is `*`')]);
});

test('a finding names the expression where the value would be', () => {
  const { findings } = judged({
    variables: { group: {} },
    conditions: {
      StringEquals: { ...SURE, 'gitlab.com:sub': ['project_path:acme/*:ref_type:branch:ref:${var.group}'] },
    },
  });
  const messages = findings.map(({ message }) => message).join('\n');
  expect(messages).toContain('${var.group}');
  expect(messages).not.toContain('refgate-unknown');
});

test.each([
  [
    'an account',
    'arn:aws:iam::${var.x}:oidc-provider/gitlab.com',
    "the account from `var.x` is assumed to be the role's own",
  ],
  [
    'a partition',
    'arn:${var.x}:iam::111122223333:oidc-provider/gitlab.com',
    "the partition from `var.x` is assumed to be the role's own",
  ],
  ['a whole ARN', '${var.x}', 'the provider from `var.x` is assumed to be that of `gitlab.com`'],
])('%s that is not known is assumed to be that of the role, and said', (_, principal, reason) => {
  const { findings, reasons } = judged({
    variables: { x: {} },
    principal,
    conditions: { StringEquals: SURE, StringLike: { 'gitlab.com:sub': ['project_path:*'] } },
  });
  expect(checks(findings)).toContain('any-project');
  expect(reasons).toEqual([expect.stringContaining(reason)]);
});

test.each([
  ['the effect', { effect: '${var.x}' }],
  ['the action', { actions: ['${var.x}'] }],
  ['the host of the keys', { condition: { test: 'StringLike', variable: '${var.x}:sub', values: ['*'] } }],
])('of a policy with %s unknown nothing is told', (_, members) => {
  const federated = `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`;
  const statement = {
    actions: ['sts:AssumeRoleWithWebIdentity'],
    principals: { type: 'Federated', identifiers: [federated] },
    ...members,
  };
  const artifact = readTerraformJson({
    variable: { x: {} },
    data: { aws_iam_policy_document: { t: { statement } } },
    resource: { aws_iam_role: { r: { assume_role_policy: '${data.aws_iam_policy_document.t.json}' } } },
  });
  const { trusts, gaps } = judge({ artifacts: [artifact] });
  expect(trusts).toEqual([]);
  expect(gaps.map(({ reason }) => reason)).toEqual(['`var.x` has no default and no value was given']);
});

test('what is computed from an unknown string is another one', () => {
  const { reasons, findings } = judged({
    variables: { x: {} },
    conditions: {
      StringEquals: {
        ...SURE,
        'gitlab.com:sub': ['project_path:${upper(var.x)}:ref_type:branch:ref:${var.x}'],
      },
    },
  });
  expect(reasons).toHaveLength(1);
  expect(findings.map(({ message }) => message).join('\n')).not.toContain('refgate-unknown');
});

test('what a validation excludes makes nothing bad, and what it allows is named', () => {
  const limited = (condition: string) => ({
    type: 'string',
    validation: { condition: `\${${condition}}` },
  });
  const { findings, reasons } = judged({
    variables: {
      path: limited('can(regex("^acme/[a-z-]+$", var.path))'),
      branch: limited('contains(["main", "develop"], var.branch)'),
    },
    conditions: {
      StringEquals: SURE,
      StringLike: { 'gitlab.com:sub': ['project_path:${var.path}:ref_type:branch:ref:${var.branch}'] },
    },
  });
  expect(reasons).toEqual([
    expect.stringMatching(
      /^depends on `var\.path` \(limited to `acme\/…`\), `var\.branch` \(limited to `main`, `develop`\); `var.path` has no default/,
    ),
  ]);
  expect(checks(findings)).toContain('impostor-admitted');
  expect(findings.map(({ message }) => message).join('\n')).not.toContain('refgate-unknown');
});

test('what every value that a validation allows makes bad is found', () => {
  const { findings } = judged({
    variables: {
      sub: {
        type: 'string',
        validation: { condition: '${contains(["project_path:*", "project_path:*:ref_type:*"], var.sub)}' },
      },
    },
    conditions: { StringEquals: SURE, StringLike: { 'gitlab.com:sub': ['${var.sub}'] } },
  });
  expect(checks(findings)).toContain('any-project');
});

const SUBJECTS = [
  '@',
  'project_path:@:ref_type:branch:ref:main',
  'project_path:acme/api:ref_type:@:ref:@',
  'project_path:acme/@:ref_type:branch:ref:*',
  'project_path:acme/api:@',
  'project_path:*:ref_type:branch:ref:@',
  'project_path:acme/api:ref_type:branch:ref:@*',
  'project_path:*',
  'project_path:acme/api:ref_type:branch:ref:main',
  'project_path:acme/@',
];
const KEYS = [
  'aud',
  'project_id',
  'namespace_id',
  'ref_protected',
  'pipeline_source',
  'environment',
  'user_login',
];
const OTHERS = ['@', 'sts.amazonaws.com', '101', 'true', 'push', '@-x', '*'];
const VALUES = [
  '*',
  '',
  'x',
  'acme/api',
  'main',
  'release/*',
  '101',
  'true',
  'sts.amazonaws.com',
  '?',
  'branch',
  'tag',
  'a:b',
  'acme/*',
  'project_path:acme/api:ref_type:branch:ref:main',
  'project_path:*',
  'false',
  'push',
  'web',
  '**',
  'A',
  'ref',
  'main:x',
  '$',
  'é',
  '12',
  'group/sub/api',
  'ref_type:branch:ref:main',
];

const pick = <T>(choose: Choose, from: readonly T[]): T => from[choose(from.length)] as T;
const randomOperator = (choose: Choose): string => randomForm(choose, randomTextOperator(choose));

/** Conditions with up to three unknown strings `${var.v0}` …, and their values. */
function randomConditions(choose: Choose): (values?: readonly string[]) => Required<Written>['conditions'] {
  let next = 0;
  const place = (template: string): string => template.replaceAll('@', () => `\${var.v${next++ % 3}}`);
  const conditions: Record<string, Record<string, string[]>> = {};
  const add = (operator: string, key: string, values: readonly string[]): void => {
    (conditions[operator] ??= {})[`gitlab.com:${key}`] = values.map(place);
  };
  const many = (from: readonly string[]): readonly string[] =>
    Array.from({ length: 1 + Number(choose(4) === 0) }, () => pick(choose, from));
  add(choose(4) === 0 ? randomOperator(choose) : 'StringLike', 'sub', many(SUBJECTS));
  for (let more = choose(3); more > 0; more -= 1)
    add(randomOperator(choose), pick(choose, KEYS), many(OTHERS));
  return (values) =>
    values === undefined
      ? conditions
      : (JSON.parse(
          JSON.stringify(conditions).replace(/\$\{var\.v(\d)\}/g, (_, index: string) =>
            JSON.stringify((values[Number(index)] ?? '').replaceAll('${', '$${')).slice(1, -1),
          ),
        ) as typeof conditions);
}

const FILLS = 130;

/** A listed string, or one that is put together of what means something in policies and subjects. */
function randomValue(choose: Choose): string {
  if (choose(2) === 0) return pick(choose, VALUES);
  return Array.from({ length: 1 + choose(5) }, () => pick(choose, PIECES)).join('');
}
const PIECES = [
  '*',
  '?',
  ':',
  '/',
  'acme',
  'api',
  'main',
  'ref',
  'ref_type',
  'branch',
  'project_path',
  'a',
  '1',
  '-',
  '$',
  ' ',
  '}',
];

test('random strings in the places of unknown ones never contradict what was found for all of them', () => {
  const choose = chooser(seedFor('partial trust'));
  const variables = { v0: {}, v1: {}, v2: {} };
  const policies = rounds({ short: 50, long: 1_000 });
  let filled = 0;
  let claims = 0;
  for (let number = 0; number < policies; number += 1) {
    const random = randomConditions(choose);
    const partly = judged({ variables, conditions: random() });
    if (partly.known) continue;
    const audiences = JSON.stringify(
      Object.values(random()).map((keys) => (keys as Readonly<Record<string, unknown>>)['gitlab.com:aud']),
    );
    const only = CHECKS.filter(({ id }) => partly.findings.some(({ check }) => check === id));
    for (let round = 0; round < FILLS; round += 1) {
      const values = [randomValue(choose), randomValue(choose), randomValue(choose)];
      filled += 1;
      // An unknown audience is assumed to be one that the provider knows, and the report says so: it is never empty or a pattern.
      const isOddAudience = values.some(
        (value, index) => /^$|[*?]/.test(value) && audiences.includes(`\${var.v${index}}`),
      );
      if (only.length === 0 || isOddAudience) continue;
      const [role] = readTerraformJson(configuration({ conditions: random(values) })).roles;
      const parsed = parsePolicy(role?.document);
      // a policy that is malformed with these values is not stored
      if (role === undefined || !parsed.ok) continue;
      const { findings } = runCatalog(
        {
          policy: parsed.policy,
          document: role.document,
          issuers: { policies: [parsed.policy] },
          partition: 'aws',
        },
        { checks: only, judgeUnused: false },
      );
      for (const { check, pointer, message } of partly.findings) {
        if (message.includes('that were tried')) continue;
        claims += 1;
        if (!findings.some((other) => other.check === check && other.pointer === pointer))
          throw new Error(
            `${check} at ${pointer} of ${JSON.stringify(random())} does not hold for ${JSON.stringify(values)}`,
          );
      }
    }
  }
  expect(filled).toBeGreaterThan(Math.max(5_000, policies * FILLS * 0.6));
  expect(claims).toBeGreaterThan(policies);
});
