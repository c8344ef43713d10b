import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-diff-unread-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Condition: {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
        },
      },
    },
  ],
};
const TEXT = JSON.stringify(POLICY);
const CLOSED = `jsonencode(jsondecode(${JSON.stringify(TEXT)}))`;

const hcl = (policy: string, more = ''): string =>
  `resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = ${policy}\n}\n${more}`;
const other = `resource "aws_iam_role" "second" {\n  name = "second"\n  assume_role_policy = ${CLOSED}\n}\n`;

const role = (policy: unknown) => ({
  address: 'aws_iam_role.r',
  mode: 'managed',
  type: 'aws_iam_role',
  name: 'r',
  provider_name: 'registry.terraform.io/hashicorp/aws',
  schema_version: 0,
  values: { name: 'r', assume_role_policy: policy },
});
const state = (policy: unknown): string =>
  JSON.stringify({
    format_version: '1.0',
    terraform_version: '1.11.4',
    values: { root_module: { resources: [role(policy)] } },
  });
const template = (policy: unknown): string =>
  JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { P: { Type: 'String' } },
    Resources: {
      r: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: policy } },
    },
  });
const getRole = (document: unknown): string =>
  JSON.stringify({
    Role: {
      Path: '/',
      RoleName: 'r',
      RoleId: 'AROAEXAMPLE',
      Arn: 'arn:aws:iam::111122223333:role/r',
      AssumeRolePolicyDocument: document,
    },
  });

async function diff(before: string, after: string, name: string) {
  for (const [version, text] of [
    ['before', before],
    ['after', after],
  ] as const) {
    mkdirSync(join(folder, version), { recursive: true });
    writeFileSync(join(folder, version, name), text);
  }
  const isFolder = name === 'main.tf';
  const inputs = ['before', 'after'].map((version) => (isFolder ? version : `${version}/${name}`));
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const code = await run(['diff', ...inputs], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

test.each([
  ['a variable without a value', 'main.tf', hcl(CLOSED), hcl('var.p', 'variable "p" {}\n')],
  ['what Terraform reads later', 'main.tf', hcl(CLOSED), hcl('data.aws_ssm_parameter.x.value')],
  ['a file that is not there', 'main.tf', hcl(CLOSED), hcl('file("${path.module}/none.json")')],
  ['beside a role that is read', 'main.tf', hcl(CLOSED, other), hcl('timestamp()', other)],
  ['instances of it', 'main.tf', hcl(CLOSED), hcl('each.value\n  for_each = { a = timestamp() }')],
  ['a state without its policy', 'state.json', state(TEXT), state(null)],
  ['a state with a broken policy', 'state.json', state(TEXT), state('{bad')],
  ['a parameter without a value', 't.json', template(POLICY), template({ Ref: 'P' })],
  ['an import of another stack', 't.json', template(POLICY), template({ 'Fn::ImportValue': 'P' })],
  ['an answer of AWS with a broken policy', 'role.json', getRole(POLICY), getRole('{bad')],
])('a role that is not read any more is not gone: %s', async (_, name, before, after) => {
  const { code, out } = await diff(before, after, name);
  expect(code).toBe(2);
  expect(out).not.toMatch(/is gone|no new access/);
  expect(out).toMatch(/not read in the later version: |cannot tell/);
});

test('what is gone is not certain where a module is not read', async () => {
  const module = 'module "r" {\n  source = "git::https://example.com/roles.git"\n}\n';
  const { code, out } = await diff(hcl(CLOSED, other), other + module, 'main.tf');
  expect(code).toBe(2);
  expect(out).toContain('aws_iam_role.r cannot be compared: `module.r` was not read in the later version: ');
});

test('a role that is gone is said to be gone where all was read', async () => {
  const { code, out } = await diff(hcl(CLOSED, other), other, 'main.tf');
  expect(out).toMatch(/^aws_iam_role\.r is gone: one subject lost/m);
  expect(code).toBe(0);
});

/** Roles by address, name and subject. */
const named = (...roles: readonly (readonly [address: string, name: string, subject: string])[]): string =>
  roles
    .map(
      ([address, name, subject]) =>
        `resource "aws_iam_role" "${address}" {\n  name = "${name}"\n  assume_role_policy = ${CLOSED.replace('acme/api', subject)}\n}\n`,
    )
    .join('');

test.each([
  [
    'two names that were exchanged',
    named(['a', 'deploy', 'acme/api'], ['b', 'sandbox', 'acme/sandbox']),
    named(['a', 'sandbox', 'acme/api'], ['b', 'deploy', 'acme/sandbox']),
    1,
  ],
  [
    'two names that were exchanged, at other addresses',
    named(['a', 'deploy', 'acme/api'], ['b', 'sandbox', 'acme/sandbox']),
    named(['c', 'sandbox', 'acme/api'], ['d', 'deploy', 'acme/sandbox']),
    1,
  ],
  [
    'a name that another address took',
    named(['a', 'deploy', 'acme/api'], ['b', 'sandbox', 'acme/sandbox']),
    named(['b', 'deploy', 'acme/sandbox']),
    1,
  ],
  ['a role that moved', named(['a', 'deploy', 'acme/api']), named(['b', 'deploy', 'acme/api']), 0],
  ['a role with another name', named(['a', 'deploy', 'acme/api']), named(['a', 'ship', 'acme/api']), 0],
])('a role is the one that has its name in AWS: %s', async (_, before, after, code) => {
  const { code: got, out } = await diff(before, after, 'main.tf');
  expect(out).toMatch(code === 0 ? /admits the same/ : /one subject gained/);
  expect(got).toBe(code);
});

/** A role with one policy where a parameter is `production`, and another one elsewhere. */
const twoCases = (condition: unknown, yes: unknown, no: unknown = { Ref: 'AWS::NoValue' }): string =>
  JSON.stringify({
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: { P: { Type: 'String' } },
    Conditions: { C: condition },
    Resources: {
      r: {
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: 'r', AssumeRolePolicyDocument: { 'Fn::If': ['C', yes, no] } },
      },
    },
  });
const isP = (value: string) => ({ 'Fn::Equals': [{ Ref: 'P' }, value] });
const OPEN = JSON.parse(
  TEXT.replace(
    'project_path:acme/api:ref_type:branch:ref:main',
    'project_path:acme/other:ref_type:tag:ref:x',
  ),
);

test.each([
  ['of another condition', twoCases(isP('prod'), POLICY, OPEN), twoCases(isP('production'), POLICY, OPEN)],
  ['of none any more', twoCases(isP('prod'), POLICY, OPEN), template(OPEN)],
  ['of one that there was not', template(OPEN), twoCases(isP('prod'), POLICY, OPEN)],
])('cases of a role %s are no other roles, and none of them was renamed', async (_, before, after) => {
  const { code, out } = await diff(before, after, 't.json');
  expect(out).toMatch(/it depends on other conditions than before/);
  expect(out).not.toMatch(/renamed|no new access/);
  expect(code).toBe(2);
});

test('cases of a role are compared with themselves', async () => {
  const same = await diff(twoCases(isP('prod'), POLICY, OPEN), twoCases(isP('prod'), POLICY, OPEN), 't.json');
  expect(same.code).toBe(0);
  const swapped = await diff(
    twoCases(isP('prod'), POLICY, OPEN),
    twoCases(isP('prod'), OPEN, POLICY),
    't.json',
  );
  expect(swapped.code).toBe(1);
});
