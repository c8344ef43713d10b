import { judge, readAllTrusts, readTerraformConfiguration, readTerraformJson } from '../../../policies/index';
import { compilePolicy, evaluate } from '../../../policies/evaluate/index';
import { parsePolicy, type Policy } from '../../../policies/trust/index';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const ANY_REF = 'project_path:acme/api:*';

type Given = Readonly<Record<string, unknown>>;

/** A role of which the subjects are an expression, in a configuration where some variables have values. */
function configuration(subjects: string, given: Given = {}, dynamic?: string): unknown {
  const types: Given = { on: 'bool', env: 'string', branch: 'string', branches: 'list(string)', cfg: 'any' };
  const variable = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      { type, ...(Object.hasOwn(given, name) ? { default: given[name] } : {}) },
    ]),
  );
  const subject = { test: 'StringLike', variable: 'gitlab.com:sub', values: `\${${subjects}}` };
  const statement = {
    actions: ['sts:AssumeRoleWithWebIdentity'],
    principals: { type: 'Federated', identifiers: [PROVIDER] },
    condition: [
      { test: 'StringEquals', variable: 'gitlab.com:aud', values: ['sts.amazonaws.com'] },
      { test: 'StringEquals', variable: 'gitlab.com:project_id', values: ['101'] },
      ...(dynamic === undefined ? [subject] : []),
    ],
    ...(dynamic === undefined
      ? {}
      : { dynamic: { condition: { for_each: `\${${dynamic}}`, content: subject } } }),
  };
  return {
    variable,
    locals: { subs: { prod: MAIN, dev: ANY_REF, any: 'project_path:*' }, is_prod: '${var.env == "prod"}' },
    data: { aws_iam_policy_document: { t: { statement } } },
    resource: { aws_iam_role: { r: { assume_role_policy: '${data.aws_iam_policy_document.t.json}' } } },
  };
}

function told(
  subjects: string,
  dynamic?: string,
): { readonly because: string; readonly checks: readonly string[] } {
  const { trusts, gaps } = judge({ artifacts: [readTerraformJson(configuration(subjects, {}, dynamic))] });
  const found = trusts.flatMap(({ findings }) => findings);
  return { because: gaps.map(({ reason }) => reason).join('\n'), checks: found.map(({ check }) => check) };
}

test.each([
  [
    'a conditional',
    `[var.on ? "project_path:*" : "${MAIN}"]`,
    'any-ref-of-project, if `var.on` is true; `var.on` has',
  ],
  ['a comparison', `[var.env == "prod" ? "${MAIN}" : "${ANY_REF}"]`, 'if `var.env` is not `prod`;'],
  ['a local', `[local.is_prod ? "${MAIN}" : "${ANY_REF}"]`, 'if `var.env` is not `prod`;'],
  [
    '`&&`',
    `[var.on && local.is_prod ? "${MAIN}" : "${ANY_REF}"]`,
    'if `var.on` is true, `var.env` is not `prod`, or `var.on` is false;',
  ],
  ['`!`', `[!var.on ? "${MAIN}" : "${ANY_REF}"]`, 'any-ref-of-project, if `var.on` is true;'],
  ['a map by a key', '[local.subs[var.env]]', 'if `var.env` is `any`, or `var.env` is `dev`;'],
  ['`lookup`', `[lookup(local.subs, var.env, "${MAIN}")]`, 'if `var.env` is `any`, or `var.env` is `dev`;'],
  [
    '`coalesce`',
    `[coalesce(var.branch, "${ANY_REF}")]`,
    'any-ref-of-project, if `var.branch == null` is true;',
  ],
  ['`try`', `[try(var.cfg.sub, "${ANY_REF}")]`, 'any-ref-of-project, if `can(var.cfg.sub)` is false;'],
  [
    '`contains`',
    `[contains(["a", "b"], var.env) ? "${MAIN}" : "${ANY_REF}"]`,
    'if `var.env` is not `a` or `b`;',
  ],
  [
    'a number',
    `[length(var.branches) > 0 ? "${MAIN}" : "${ANY_REF}"]`,
    'if `length(var.branches) > 0` is false;',
  ],
  [
    'a filter',
    '[for k, v in local.subs : v if k == var.env]',
    'if `var.env` is `any`, or `var.env` is `dev`;',
  ],
  [
    'an addition',
    `concat(["${MAIN}"], var.on ? ["${ANY_REF}"] : [])`,
    'any-ref-of-project, if `var.on` is true;',
  ],
  [
    'a directive',
    '["project_path:acme/api:%{ if var.on }*%{ else }ref_type:branch:ref:main%{ endif }"]',
    'if `var.on` is true;',
  ],
])('of %s that is not known what holds in one case is named', (_, subjects, because) => {
  const { because: reason, checks } = told(subjects);
  expect(reason).toContain(because);
  expect(checks).not.toContain('any-ref-of-project');
});

test('what holds in every case is certain', () => {
  expect(told('[var.on ? "project_path:*" : "*"]').checks).toContain('any-ref-of-project');
});

test('a block that a condition decides is there and is not', () => {
  expect(told(`["${MAIN}"]`, 'var.on ? [1] : []').because).toMatch(
    /^depends on `var\.on`; missing-sub, refused-by-iam, if `var\.on` is false;/,
  );
});

test('a policy that is the same in every case is known', () => {
  const { because, checks } = told(`[var.on ? "${MAIN}" : "${MAIN}"]`);
  expect(because).toBe('');
  expect(checks).toContain('like-without-wildcard');
});

test.each([
  ['an index under `try`', `[try({ prod = "${MAIN}", stage = "${MAIN}" }[var.env], "*")]`],
  ['`lookup` under `try`', `[try(lookup({ prod = "${MAIN}" }, var.env), "*")]`],
  ['a test under `try`', `[try(var.cfg.name == "x" ? "${MAIN}" : "${MAIN}", "*")]`],
  ['a test under `can`', `[can(var.branches[0] == "x" ? 1 : 2) ? "${MAIN}" : "*"]`],
  ['a string that is a bool', `[var.env == "true" ? "${MAIN}" : (var.env ? "*" : "${MAIN}")]`],
  ['a string that is no bool', `[contains(["true"], var.env) ? "${MAIN}" : (var.env ? "*" : "${MAIN}")]`],
  ['a value of any type', `[var.cfg == "true" ? (var.cfg == true ? "*" : "${MAIN}") : "${MAIN}"]`],
])('%s may come out otherwise', (_, subjects) => {
  const open = readTerraformJson(configuration(subjects));
  const [trust] = readAllTrusts({ artifacts: [open] }).trusts;
  expect(trust !== undefined && 'open' in trust && allows(trust.open.atMost, 'other')).toBe('allow');
});

test('a case that Terraform refuses makes no role', () => {
  const { trusts } = judge({
    artifacts: [
      readTerraformJson({
        variable: { on: { type: 'bool' } },
        resource: {
          aws_iam_role: {
            r: {
              assume_role_policy: `\${[for p in [jsonencode(${JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: PROVIDER } }] })})] : p if var.on][0]}`,
            },
          },
        },
      }),
    ],
  });
  expect(trusts.map(({ policy }) => policy !== undefined)).toEqual([true]);
});

test('a module of which it is not known how often it is called is judged as one call', () => {
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: PROVIDER },
  };
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ ...statement, Condition: { StringLike: { 'gitlab.com:sub': '*' } } }],
  });
  const files = (body: unknown, path: string) => [{ path, text: '', syntax: 'json' as const, body }];
  const artifact = readTerraformConfiguration({
    root: '.',
    directories: new Map([
      [
        '.',
        files(
          {
            variable: { on: { type: 'bool' } },
            module: { ci: { source: './ci', count: '${var.on ? 1 : 0}' } },
          },
          'main.tf.json',
        ),
      ],
      [
        'ci',
        files(
          { resource: { aws_iam_role: { r: { name: 'r', assume_role_policy: policy } } } },
          'ci/main.tf.json',
        ),
      ],
    ]),
  });
  const { trusts, gaps } = judge({ artifacts: [artifact] });
  expect(
    trusts.map(({ key, findings }) => [key, findings.map(({ check }) => check).includes('any-project')]),
  ).toEqual([['module.ci[0].aws_iam_role.r', true]]);
  expect(gaps.map(({ reason }) => reason)).toEqual(['`var.on` has no default and no value was given']);
});

const pick = <T>(choose: Choose, from: readonly T[]): T => from[choose(from.length)] as T;

const CONDITIONS = [
  'var.on',
  '!var.on',
  'var.env == "prod"',
  'var.env != "dev"',
  'local.is_prod',
  'contains(["prod", "any"], var.env)',
  'var.branch == null',
  'length(var.branches) > 1',
  'can(var.cfg.sub)',
  'startswith(var.env, "p")',
];

function randomCondition(choose: Choose, depth: number): string {
  if (depth > 1 || choose(3) > 0) return pick(choose, CONDITIONS);
  return `(${randomCondition(choose, depth + 1)} ${pick(choose, ['&&', '||'])} ${randomCondition(choose, depth + 1)})`;
}

function randomSubject(choose: Choose, depth = 0): string {
  const next = (): string => randomSubject(choose, depth + 1);
  switch (depth > 2 ? 0 : choose(8)) {
    case 1:
    case 2:
      return `(${randomCondition(choose, 0)} ? ${next()} : ${next()})`;
    case 3:
      return 'local.subs[var.env]';
    case 4:
      return `lookup(local.subs, var.env, ${next()})`;
    case 5:
      return `coalesce(var.branch, ${next()})`;
    case 6:
      if (choose(2) === 0) return `try({ prod = ${next()}, dev = ${next()} }[var.env], ${next()})`;
      return `try(var.cfg.sub, ${next()})`;
    case 7:
      return '"project_path:acme/api:ref_type:branch:ref:${coalesce(var.branch, "x")}"';
    default:
      return JSON.stringify(pick(choose, [MAIN, ANY_REF, 'project_path:*', '*']));
  }
}

function randomSubjects(choose: Choose): string {
  const list = `[${randomSubject(choose)}]`;
  switch (choose(4)) {
    case 1:
      return `concat(${list}, ${randomCondition(choose, 0)} ? [${randomSubject(choose)}] : [])`;
    case 2:
      return `concat(${list}, [for k, v in local.subs : v if ${pick(choose, ['k == var.env', 'k != var.env && var.on'])}])`;
    default:
      return list;
  }
}

const VALUES = {
  on: [true, false],
  env: ['prod', 'dev', 'any', 'x', '', '1', 'true'],
  branch: [null, '', 'main', ANY_REF, '*'],
  branches: [[], ['a'], ['a', 'b']],
  cfg: [{}, { sub: MAIN }, { sub: '*' }, null],
};

const SUBJECTS = [
  MAIN,
  'project_path:acme/api:ref_type:tag:ref:v1',
  'project_path:other/x:ref_type:branch:ref:main',
  'main',
  '',
];

const allows = (policy: Policy, sub: string): string =>
  evaluate(compilePolicy(policy), {
    principal: PROVIDER,
    actions: ['sts:AssumeRoleWithWebIdentity'],
    context: new Map([
      ['gitlab.com:sub', sub],
      ['gitlab.com:aud', 'sts.amazonaws.com'],
      ['gitlab.com:project_id', '101'],
    ]),
    isUnknown: () => false,
  }).outcome;

test('no value of the unknown variables contradicts what is said of every case', () => {
  const choose = chooser(seedFor('cases'));
  let compared = 0;
  let inCases = 0;
  for (let round = 0; round < rounds({ short: 60, long: 5_000 }); round += 1) {
    const expression = randomSubjects(choose);
    const dynamic = choose(4) === 0 ? `${randomCondition(choose, 0)} ? [1] : []` : undefined;
    const open = readTerraformJson(configuration(expression, {}, dynamic));
    const [trust] = readAllTrusts({ artifacts: [open] }).trusts;
    const certain = judge({ artifacts: [open] }).trusts.flatMap(({ findings, policy }) =>
      policy === undefined
        ? findings.filter(({ message }) => !message.includes('values that were tried'))
        : [],
    );
    if (trust === undefined || !('open' in trust)) continue;
    inCases += Number((open.partial?.[0]?.cases?.length ?? 0) > 1);
    for (let world = 0; world < 6; world += 1) {
      const given = Object.fromEntries(
        Object.entries(VALUES).map(([name, values]) => [name, pick<unknown>(choose, values)]),
      );
      const artifact = readTerraformJson(configuration(expression, given, dynamic));
      const [role] = artifact.roles;
      const parsed = role === undefined ? undefined : parsePolicy(role.document);
      if (parsed?.ok !== true) continue;
      const text = JSON.stringify({ expression, dynamic, given });
      for (const sub of SUBJECTS) {
        const [low, is, high] = [trust.open.atLeast, parsed.policy, trust.open.atMost].map((one) =>
          allows(one, sub),
        );
        if (is === 'allow' && high !== 'allow') throw new Error(`above the upper bound: ${text}`);
        if (low === 'allow' && is !== 'allow') throw new Error(`below the lower bound: ${text}`);
        compared += 1;
      }
      if (certain.length === 0) continue;
      const real = new Set(
        judge({ artifacts: [artifact] }).trusts.flatMap(({ findings }) => findings.map(({ check }) => check)),
      );
      const wrong = certain.find(({ check }) => !real.has(check));
      if (wrong !== undefined) throw new Error(`${wrong.check} is not certain: ${text}`);
    }
  }
  expect(inCases).toBeGreaterThan(20);
  expect(compared).toBeGreaterThan(500);
});
