import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-callers-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** `ci` in account 111122223333: any branch of shop/web, and what it may do. */
const ENTRY = (permissions: unknown): string =>
  JSON.stringify({
    RoleDetailList: [
      {
        Path: '/',
        RoleName: 'ci',
        Arn: 'arn:aws:iam::111122223333:role/ci',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRoleWithWebIdentity',
              Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
              Condition: {
                StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
                StringLike: { 'gitlab.com:sub': 'project_path:shop/web:*' },
              },
            },
          ],
        },
        RolePolicyList: [{ PolicyName: 'own', PolicyDocument: permissions }],
        AttachedManagedPolicies: [],
      },
    ],
    Policies: [],
  });

const assumes = (resource: string): unknown => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: resource }],
});

/** `prod` in account 444455556666, for protected refs and for an AWS principal. */
const TARGET = (principal: string, effect = 'Allow'): string => `
variable "trusted" {}
resource "aws_iam_role" "prod" {
  name = "prod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::444455556666:oidc-provider/gitlab.com" }
    Condition = { StringEquals = { "gitlab.com:ref_protected" = "true" } }
  }, { Effect = "${effect}", Action = "sts:AssumeRole", Principal = { AWS = ${principal} } }] })
}
`;

const PROD = 'arn:aws:iam::444455556666:role/prod';

async function proveProd(permissions: unknown, target: string) {
  mkdirSync(join(folder, 'prod'), { recursive: true });
  writeFileSync(join(folder, 'ci.json'), ENTRY(permissions));
  writeFileSync(join(folder, 'prod', 'main.tf'), target);
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const words = ['prove', 'ci.json', 'prod', '--account', 'prod=444455556666', '--role', 'prod'];
  const code = await run([...words, '--only', 'protected_refs'], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

test.each<[note: string, principal: string, permissions: unknown, code: number, text: RegExp]>([
  [
    'a principal that is unknown as a whole',
    'var.trusted',
    assumes(PROD),
    2,
    /undecided: .*depends on `var.trusted`/,
  ],
  [
    'one in a list',
    '["arn:aws:iam::444455556666:root", var.trusted]',
    assumes(PROD),
    2,
    /undecided: .*`var.trusted`/,
  ],
  [
    'an unknown account',
    '"arn:aws:iam::${var.trusted}:root"',
    assumes(PROD),
    2,
    /undecided: .*`var.trusted`/,
  ],
  [
    'an unknown account, twelve digits alone',
    '"${var.trusted}"',
    assumes(PROD),
    2,
    /undecided: .*`var.trusted`/,
  ],
  [
    'an unknown name',
    '"arn:aws:iam::111122223333:role/${var.trusted}"',
    assumes(PROD),
    2,
    /undecided: .*`var.trusted`/,
  ],
  [
    'an unknown kind',
    '"arn:aws:iam::111122223333:${var.trusted}"',
    assumes(PROD),
    2,
    /undecided: .*`var.trusted`/,
  ],
  [
    'an unknown session',
    '"arn:aws:sts::111122223333:assumed-role/ci/${var.trusted}"',
    assumes(PROD),
    2,
    /undecided: .*`var.trusted`/,
  ],
  [
    'an unknown session of another role',
    '"arn:aws:sts::111122223333:assumed-role/other/${var.trusted}"',
    assumes(PROD),
    0,
    /proved/,
  ],
  ['no permission to assume it', 'var.trusted', assumes('arn:aws:iam::444455556666:role/test'), 0, /proved/],
  [
    'the name of a role of a third account',
    '"arn:aws:iam::777788889999:role/${var.trusted}"',
    assumes(PROD),
    0,
    /proved/,
  ],
  [
    'certain beside what is unknown',
    '["arn:aws:iam::111122223333:role/ci", var.trusted]',
    assumes(PROD),
    1,
    /refuted: .*through/,
  ],
])('a role of another account and %s', async (_, principal, permissions, code, text) => {
  const result = await proveProd(permissions, TARGET(principal));
  expect(result.out).toMatch(text);
  expect(result.code).toBe(code);
});

test('an unknown principal that is denied makes a certain chain uncertain', async () => {
  const certain = TARGET('"arn:aws:iam::111122223333:role/ci"');
  expect(await proveProd(assumes(PROD), certain)).toMatchObject({ code: 1 });
  const denied = certain.replace(
    '] })',
    ', { Effect = "Deny", Action = "sts:AssumeRole", Principal = { AWS = var.trusted } }] })',
  );
  const { code, out } = await proveProd(assumes(PROD), denied);
  expect(out).toMatch(/undecided: .*`var.trusted`/);
  expect(code).toBe(2);
});

/** `lost` has a trust policy that cannot be read; `prod`, in the same account, is for protected refs and for `principal`. */
const UNREAD = (principal: string, permissions = '', trust = 'var.policy'): string => `
variable "policy" {}
variable "managed" {}
resource "aws_iam_role" "lost" {
  name = "lost"
  assume_role_policy = ${trust}
}
${permissions}
resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
    Condition = { StringEquals = { "gitlab.com:ref_protected" = "true" } }
  }] })
}
resource "aws_iam_role" "prod" {
  name = "prod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
    Condition = { StringEquals = { "gitlab.com:ref_protected" = "true" } }
  }, { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "${principal}" } }] })
}
`;

const INLINE = (resource: string): string => `
resource "aws_iam_role_policy" "own" {
  role = aws_iam_role.lost.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRole", Resource = "${resource}"
  }] })
}
`;
const ATTACHED = `
resource "aws_iam_role_policy_attachment" "own" {
  role = aws_iam_role.lost.name
  policy_arn = var.managed
}
`;
const ROOT = 'arn:aws:iam::111122223333:root';

async function inUnread(text: string, ...args: readonly string[]) {
  mkdirSync(join(folder, 'unread'), { recursive: true });
  writeFileSync(join(folder, 'unread', 'main.tf'), text);
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const words = ['prove', 'unread', '--account', '111122223333', '--role', 'prod', ...args];
  const code = await run(words, terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

const OPEN = /undecided: .*depends on `the trust policy of aws_iam_role.lost`/;

test.each<[note: string, text: string, code: number, answer: RegExp]>([
  ['may assume it', UNREAD(ROOT, INLINE('arn:aws:iam::111122223333:role/prod')), 2, OPEN],
  ['has permissions that are not known', UNREAD(ROOT, ATTACHED), 2, OPEN],
  ['is named by it', UNREAD('arn:aws:iam::111122223333:role/lost'), 2, OPEN],
  ['may not assume any role', UNREAD(ROOT), 0, /proved/],
  ['may assume another', UNREAD(ROOT, INLINE('arn:aws:iam::111122223333:role/test')), 0, /proved/],
  ['is not the one that it names', UNREAD('arn:aws:iam::111122223333:role/ci', ATTACHED), 0, /proved/],
  [
    'is of an account that it does not name',
    UNREAD('arn:aws:iam::444455556666:root', INLINE('*')),
    0,
    /proved/,
  ],
])('beside a role whose trust policy cannot be read and that %s', async (_, text, code, answer) => {
  const result = await inUnread(text, '--only', 'protected_refs');
  expect(result.out).toMatch(answer);
  expect(result.code).toBe(code);
});

test('`--describe` lists a way through a role whose trust policy cannot be read, and is not green', async () => {
  const { code, out } = await inUnread(UNREAD(ROOT, INLINE('*')), '--describe');
  expect(out).toMatch(
    /through `aws_iam_role.lost`, which depends on `the trust policy of aws_iam_role.lost`: cannot be determined/,
  );
  expect(code).toBe(2);
});

test('so it is in a template', async () => {
  const role = (name: string, trust: unknown, policies: readonly unknown[] = []) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: name, AssumeRolePolicyDocument: trust, Policies: policies },
  });
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Condition: { StringEquals: { 'gitlab.com:ref_protected': 'true' } },
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ROOT } },
    ],
  };
  const proof = async (resource: string) => {
    const own = { PolicyName: 'own', PolicyDocument: assumes(resource) };
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Lost: role('lost', { 'Fn::ImportValue': 'trust' }, [own]), Prod: role('prod', trust) },
    };
    writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
    const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
    const words = ['prove', 'template.json', '--account', '111122223333', '--role', 'prod'];
    const code = await run([...words, '--only', 'protected_refs'], terminal);
    return { code, out: terminal.stdout() + terminal.stderr() };
  };
  const open = await proof('arn:aws:iam::111122223333:role/prod');
  expect(open.out).toMatch(/undecided: .*depends on `the trust policy of Lost`/);
  expect(open.code).toBe(2);
  expect(await proof('arn:aws:iam::111122223333:role/test')).toMatchObject({ code: 0 });
});
