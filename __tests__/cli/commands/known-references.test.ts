import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { judge, readTerraformJson } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
let inputs = 0;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-references-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

const anyRef = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: PROVIDER },
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          'gitlab.com:project_id': '101',
          'gitlab.com:namespace_id': '12',
        },
        StringLike: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:*' },
      },
    },
  ],
};

const trusts = (principal: unknown): unknown => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }],
});

async function check(file: string, text: string, ...options: readonly string[]) {
  const name = `input-${(inputs += 1)}`;
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, file), text);
  const terminal = fakeTerminal({ cwd: join(folder, name), columns: 4000 });
  const code = await run(['check', file.endsWith('.tf') ? '.' : file, ...options], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

const ACCOUNT = ['--account', '111122223333'];

/** `a`, which any ref of acme/api can assume. @param name its argument for the name */
const entry = (name: string, more = ''): string =>
  `resource "aws_iam_role" "a" {
  ${name}
  assume_role_policy = jsonencode(${JSON.stringify(anyRef)})
  ${more}
}
`;

const administrator = (principal: string): string => `variable "who" {}
resource "aws_iam_role" "b" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = ${principal} } }
  ] })
  managed_policy_arns = ["${ADMIN}"]
}
`;

const FOUND = /✗ error {2}chain-to-stronger-role/;

test.each<[note: string, entry: string, principal: string, options: readonly string[]]>([
  ['a role without a name', entry(''), 'aws_iam_role.a.arn', ACCOUNT],
  ['a role without a name, in no known account', entry(''), 'aws_iam_role.a.arn', []],
  ['a role with a prefix', entry('name_prefix = "a-"'), '[aws_iam_role.a.arn]', ACCOUNT],
  ['a named role in no known account', entry('name = "a"'), 'aws_iam_role.a.arn', []],
  ['one of several', entry('count = 2'), 'aws_iam_role.a[1].arn', ACCOUNT],
  [
    'one with signs of ARNs in its key, in no known account',
    entry('for_each = toset(["x:%3A}y"])\n  name = "a"'),
    'aws_iam_role.a["x:%3A}y"].arn',
    [],
  ],
])('a trust policy that refers to %s names it', async (_note, a, principal, options) => {
  const { code, out } = await check('main.tf', a + administrator(principal), ...options);
  expect([code, out]).toEqual([1, expect.stringMatching(FOUND)]);
});

test.each<[note: string, others: string, principal: string]>([
  [
    'another role without a name',
    'resource "aws_iam_role" "c" {\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })\n}\n',
    'aws_iam_role.c.arn',
  ],
])('a trust policy that refers to %s does not name it', async (_note, others, principal) => {
  const { code, out } = await check('main.tf', entry('') + others + administrator(principal), ...ACCOUNT);
  expect([code, out]).toEqual([0, expect.not.stringContaining('chain')]);
});

test.each<[note: string, others: string, principal: string, named: string]>([
  ['a variable', '', 'var.who', 'var.who'],
  [
    'a role that a data source finds',
    'data "aws_iam_role" "q" { name = "q" }\n',
    'data.aws_iam_role.q.arn',
    'data.aws_iam_role.q.arn',
  ],
  ['a unique ID', '', 'aws_iam_role.a.unique_id', 'aws_iam_role.a.unique_id'],
])('a trust policy that names %s cannot be judged', async (_note, others, principal, named) => {
  const { code, out } = await check('main.tf', entry('') + others + administrator(principal), ...ACCOUNT);
  const words =
    'cannot determine whether any unprotected ref reaches `aws_iam_role.b` by role chain: it depends on';
  expect([code, out]).toEqual([2, expect.stringMatching(new RegExp(`${words} .*\`${named}\``))]);
});

const template = (principal: unknown, name = {}): string =>
  JSON.stringify({
    Parameters: { Who: { Type: 'String' } },
    Resources: {
      A: { Type: 'AWS::IAM::Role', Properties: { ...name, AssumeRolePolicyDocument: anyRef } },
      B: {
        Type: 'AWS::IAM::Role',
        Properties: { ManagedPolicyArns: [ADMIN], AssumeRolePolicyDocument: trusts(principal) },
      },
    },
  });

test.each<[note: string, principal: unknown, options: readonly string[], code: number, text: RegExp]>([
  ['the ARN of a role without a name', { 'Fn::GetAtt': ['A', 'Arn'] }, ACCOUNT, 1, FOUND],
  ['that in no known account', { 'Fn::GetAtt': ['A', 'Arn'] }, [], 1, FOUND],
  ['a parameter', { Ref: 'Who' }, ACCOUNT, 2, /cannot determine whether any unprotected ref reaches `B`/],
])('a template that refers to %s', async (_note, principal, options, code, text) => {
  const checked = await check('template.json', template(principal), ...options);
  expect([checked.code, checked.out]).toEqual([code, expect.stringMatching(text)]);
});

const EVERYTHING =
  'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })';
const DOCUMENT =
  'data "aws_iam_policy_document" "all" {\n  statement {\n    actions = ["*"]\n    resources = ["*"]\n  }\n}\n';
const policy = (text: string, name = 'name = "p"'): string =>
  `resource "aws_iam_policy" "p" {\n  ${name}\n  policy = ${text}\n}\n`;
const ATTACHED =
  'resource "aws_iam_role_policy_attachment" "x" {\n  role = aws_iam_role.a.name\n  policy_arn = aws_iam_policy.p.arn\n}\n';
const POLICY_ATTACHED =
  'resource "aws_iam_policy_attachment" "x" {\n  name = "x"\n  roles = [aws_iam_role.a.name]\n  policy_arn = aws_iam_policy.p.arn\n}\n';
const EXCLUSIVE =
  'resource "aws_iam_role_policy_attachments_exclusive" "x" {\n  role_name = aws_iam_role.a.name\n  policy_arns = [aws_iam_policy.p.arn]\n}\n';
const NAMED = entry('name = "a"');

describe.each([
  ['in a known account', ACCOUNT],
  ['in no known account', []],
])('a managed policy of the configuration, %s', (_where, options) => {
  test.each<[note: string, text: string]>([
    ['attached', NAMED + policy(EVERYTHING) + ATTACHED],
    ['of a data source', NAMED + DOCUMENT + policy('data.aws_iam_policy_document.all.json') + ATTACHED],
    ['without a name, to a role without one', entry('') + policy(EVERYTHING, '') + ATTACHED],
    ['attached by itself', NAMED + policy(EVERYTHING) + POLICY_ATTACHED],
    ['attached alone', NAMED + policy(EVERYTHING) + EXCLUSIVE],
    ['in the role', entry('name = "a"', 'managed_policy_arns = [aws_iam_policy.p.arn]') + policy(EVERYTHING)],
  ])('%s counts', async (_note, text) => {
    const { code, out } = await check('main.tf', text, ...options);
    expect([code, out]).toEqual([1, expect.stringContaining('admin-permissions-on-any-ref')]);
  });

  test('that is not known is an open question', async () => {
    const text = `variable "text" {}\n${NAMED}${policy('var.text')}${ATTACHED}`;
    const { code, out } = await check('main.tf', text, ...options);
    expect([code, out]).toEqual([2, expect.stringContaining('var.text')]);
  });
});

test('a chain by a managed policy of the configuration is found', async () => {
  const assumes =
    'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "*" }] })';
  const text = NAMED + policy(assumes) + ATTACHED + administrator('"arn:aws:iam::111122223333:root"');
  const { code, out } = await check('main.tf', text, ...ACCOUNT);
  expect([code, out]).toEqual([1, expect.stringMatching(FOUND)]);
});

test('a plan that knows the ARN of a managed policy holds its statements', async () => {
  const resource = (type: string, name: string, values: unknown) => ({
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    values,
  });
  const arn = 'arn:aws:iam::111122223333:policy/p';
  const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const resources = [
    resource('aws_iam_role', 'a', { name: 'a', assume_role_policy: JSON.stringify(anyRef) }),
    resource('aws_iam_policy', 'p', { name: 'p', arn, policy: JSON.stringify(all) }),
    resource('aws_iam_role_policy_attachment', 'x', { role: 'a', policy_arn: arn }),
  ];
  const changes = resources.map(({ values, ...rest }) => ({
    ...rest,
    change: { actions: ['create'], before: null, after: values, after_unknown: {} },
  }));
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: { root_module: { resources } },
    resource_changes: changes,
    configuration: { root_module: {} },
  };
  const { code, out } = await check('plan.json', JSON.stringify(plan), ...ACCOUNT);
  expect([code, out]).toEqual([1, expect.stringContaining('admin-permissions-on-any-ref')]);
});

test('a reference names the role of its own input where two have its address', async () => {
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  for (const [name, principal] of [
    ['one', 'aws_iam_role.a.arn'],
    ['two', '"arn:aws:iam::444455556666:role/none"'],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'main.tf'), entry('name = "a"') + administrator(principal));
  }
  expect(await run(['check', 'one', 'two'], terminal)).toBe(1);
  const out = terminal.stdout();
  expect(out).toMatch(/any unprotected ref reaches `one:aws_iam_role.b` .* through `one:aws_iam_role.a`/);
  expect(out).not.toMatch(/through `two:aws_iam_role.a`/);
});

test.each<[note: string, role: string | undefined, gaps: number]>([
  ['of the role', 'aws_iam_role.a', 0],
  ['of every role', undefined, 0],
  ['of another role', 'aws_iam_role.c', 1],
])('a suppression %s accepts an open chain, or not', (_note, role, gaps) => {
  const body = {
    resource: {
      aws_iam_role: {
        a: { name: 'a', assume_role_policy: JSON.stringify(anyRef) },
        b: {
          name: 'b',
          managed_policy_arns: [ADMIN],
          assume_role_policy: JSON.stringify(trusts('${var.who}')),
        },
      },
    },
    variable: { who: {} },
  };
  const artifacts = [readTerraformJson(JSON.stringify(body), { account: '111122223333' })];
  const suppressions = [{ check: 'undetermined-chain', role, reason: 'a bastion of the network team' }];
  expect(judge({ artifacts, suppressions }).gaps).toHaveLength(gaps);
});

/** An answer of IAM in which `prod` trusts a principal. @param ci what the answer shows of the role of tokens, beside its policies */
const dump = (principal: string, ci: object): string =>
  JSON.stringify({
    RoleDetailList: [
      {
        RoleName: 'ci',
        Arn: 'arn:aws:iam::111122223333:role/ci',
        AssumeRolePolicyDocument: anyRef,
        RolePolicyList: [],
        AttachedManagedPolicies: [],
        ...ci,
      },
      {
        RoleName: 'prod',
        RoleId: 'AROAEXAMPLEPROD123456',
        Arn: 'arn:aws:iam::111122223333:role/prod',
        AssumeRolePolicyDocument: trusts(principal),
        RolePolicyList: [],
        AttachedManagedPolicies: [{ PolicyArn: ADMIN }],
      },
    ],
    Policies: [],
  });

const CI_ID = 'AROAEXAMPLECI12345678';

test.each<[note: string, principal: string, ci: object, code: number, text: RegExp]>([
  ['of a role in the input is that role', CI_ID, { RoleId: CI_ID }, 1, FOUND],
  ['of another role is not a role in the input', 'AROAEXAMPLEGONE123456', { RoleId: CI_ID }, 0, /✓/],
  [
    'may be that of a role whose own is not known',
    CI_ID,
    {},
    2,
    /any unprotected ref reaches .* depends on `the role with the unique ID AROAEXAMPLECI12345678`/,
  ],
  ['of a user is not a role', 'AIDAEXAMPLEUSER123456', {}, 0, /✓/],
])('a unique ID %s', async (_note, principal, ci, code, text) => {
  const checked = await check('roles.json', dump(principal, ci));
  expect([checked.code, checked.out]).toEqual([code, expect.stringMatching(text)]);
});
