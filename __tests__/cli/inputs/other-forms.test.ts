import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Input } from '../../../cli/inputs/input';
import { readInput } from '../../../cli/inputs/read-input';
import { fakeTerminal } from '../../support/fake-terminal';

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: PROVIDER },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main' } },
    },
  ],
};
const PERMISSIONS = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-forms-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: unknown, fromStdin = false): Promise<Input> {
  const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  const terminal = fakeTerminal({ cwd: folder, env: {}, ...(fromStdin ? { input: text } : {}) });
  return readInput(fromStdin ? '-' : name, terminal);
}

const role = { RoleName: 'r', Arn: 'arn:aws:iam::111122223333:role/r', AssumeRolePolicyDocument: TRUST };

const OTHERS: readonly (readonly [name: string, content: unknown, got: string, fix: RegExp])[] = [
  ['plan.tfplan', 'PK\u0003\u0004\u0000\u0000', 'a saved plan of Terraform', /terraform show -json plan/],
  ['plan.json', '{"@level":"info"}\n{"@level":"info"}\n', 'the log of `terraform plan -json`', /-out plan/],
  [
    'plan.txt',
    '\nTerraform will perform the following actions:\n  # x\n',
    'a plan of Terraform in words',
    /-out/,
  ],
  ['s.json', { encrypted_data: 'x', meta: {} }, 'a state or plan that OpenTofu has encrypted', /tofu show/],
  [
    'job.jwt',
    'eyJhbGciOiJ9.eyJzdWIiOiJ9.c2VjcmV0',
    'a token',
    /treat the token as compromised .*--token FILE/,
  ],
  ['claims.json', { iss: 'https://gitlab.com', sub: 'x' }, 'the payload of a token', /--claims FILE/],
  ['c.json', { issuer: 'x', jwks_uri: 'y' }, 'the discovery document of an issuer', /refgate doctor/],
  ['role.yaml', 'Role:\n  AssumeRolePolicyDocument:\n    Statement: []\n', 'an answer .* in YAML', /json/],
  ['role.txt', 'ROLE\tarn:aws:iam::111122223333:role/r\n', 'an answer .* as text or', /--output json/],
  ['role.txt', '------------\n|   GetRole   |\n', 'an answer .* as text or as a table', /--output json/],
  ['trust.yaml', "Version: '2012-10-17'\nStatement: []\n", 'a trust policy in YAML', /convert it to JSON/],
  ['p.json', PERMISSIONS, 'the permissions of a role', /give the trust policy.*get-role/],
  ['p.json', { PolicyVersion: { Document: PERMISSIONS } }, 'the permissions of a role', /get-role/],
  [
    'p.json',
    { RoleName: 'r', PolicyName: 'p', PolicyDocument: '{}' },
    'the permissions of a role',
    /get-role/,
  ],
  ['common.hcl', 'include "root" {\n}\n', 'a Terragrunt configuration', /terragrunt show -json/],
  ['.terraform.lock.hcl', 'provider "x" {\n}\n', 'the lock file of Terraform', /the folder/],
  ['x.tfvars', 'a = "b"\n', 'values of Terraform variables', /--var-file/],
  ['notes.txt', 'variable "x" {\n}\n', 'a Terraform configuration', /ends in `\.tf`/],
  ['Pulumi.yaml', 'name: x\nruntime: nodejs\n', 'a Pulumi project', /pulumi stack export/],
  ['index.ts', "import * as aws from '@pulumi/aws';\n", 'a Pulumi program', /pulumi stack export/],
  ['main.py', 'import pulumi\n', 'a Pulumi program', /pulumi stack export/],
  ['app.ts', "import { Stack } from 'aws-cdk-lib';\n", 'a program for the AWS CDK', /cdk synth/],
  ['app.py', 'from aws_cdk import Stack\n', 'a program for the AWS CDK', /cdk synth/],
  ['main.ts', "import { App } from 'cdktf';\n", 'a program for CDKTF', /cdktf synth/],
  [
    'role.sh',
    "#!/bin/sh\naws iam create-role --role-name a --assume-role-policy-document '{}'\n",
    'a script that calls `aws iam`',
    /save the document of `--assume-role-policy-document` in a file/,
  ],
  ['k.yaml', 'apiVersion: v1\nkind: ConfigMap\n', 'a Kubernetes manifest', /aws iam get-role/],
  ['k.json', { apiVersion: 'v1', kind: 'ConfigMap' }, 'a Kubernetes manifest', /aws iam get-role/],
  ['w.yml', 'on: push\njobs:\n  a: {}\n', 'a workflow of GitHub Actions', /get-role/],
  ['.gitlab-ci.yml', 'job:\n  script: x\n', 'a CI/CD configuration of GitLab', /refgate ci --lint/],
  ['ci.yml', 'stages: [a]\njob:\n  script: x\n', 'a CI/CD configuration of GitLab', /refgate ci --lint/],
  ['play.yml', '- hosts: all\n  tasks: []\n', 'an Ansible playbook', /get-role/],
  ['serverless.yml', 'service: x\nprovider:\n  name: aws\n', 'a configuration of the Serverless', /package/],
  ['x.html', '<!DOCTYPE html>\n<html>', 'an HTML page', /get-role/],
];

describe('a file that is not an input says what it is and how to get an input', () => {
  test.each(OTHERS)('%s %#: %s', async (name, content, got, fix) => {
    const message = new RegExp(`^ERR_INPUT_KIND: no trust policy can be read from \`.*\`; got ${got}`);
    const refused = read(name, content);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(fix);
  });

  test.each(['role.json', '.gitlab-ci.yml'])('on standard input, too: as %s', async () => {
    await expect(read('x', PERMISSIONS, true)).rejects.toThrow(/from `stdin`; got the permissions of a role/);
    await expect(read('x', 'apiVersion: v1\nkind: X\n', true)).rejects.toThrow(
      /from the text; got a Kubernetes manifest/,
    );
  });

  test.each([
    ['x.json', '$ANSIBLE_VAULT;1.1;AES256\n6162\n', 'Ansible Vault'],
    ['x.yaml', 'roles: ENC[AES256_GCM,data:x]\nsops:\n  mac: x\n', 'SOPS'],
    ['x.json', { data: 'ENC[AES256_GCM,data:x]', sops: { mac: 'x' } }, 'SOPS'],
    ['x.json', { gitlab: 'ENC[AES256_GCM,data:x]', sops: { mac: 'x' } }, 'SOPS'],
  ])('%s %#: a file that is encrypted says with what', async (name, content, tool) => {
    await expect(read(name, content)).rejects.toThrow(
      new RegExp(`^ERR_INPUT_READ: cannot read \`${name}\`: it is encrypted with ${tool}; decrypt it`),
    );
  });

  test('a token is never repeated', async () => {
    await expect(read('job.jwt', 'eyJhbGciOiJ9.eyJzdWIiOiJ9.c2VjcmV0')).rejects.toThrow(
      /^(?!.*(?:eyJ|c2VjcmV0))/s,
    );
  });
});

describe('what has the words of another form and is an input is read', () => {
  test.each([
    [
      'a declaration with a comment',
      'f.yaml',
      '# kind: x\ngitlab:\n  url: https://gitlab.com\n',
      'federation',
    ],
    ['a template that has Statement in it', 't.yaml', 'Resources:\n  Statement: {}\n', 'cloudformation'],
    ['a trust policy with a resource too many', 'p.json', withResource(), 'policy'],
    ['Terraform in a file of another name', 'role.hcl', terraform(), 'terraform'],
    ['the same, generated by a template', 'role.tf.j2', terraform(), 'terraform'],
  ])('%s', async (_, name, content, kind) => {
    expect((await read(name, content)).kind).toBe(kind);
  });
});

function withResource(): object {
  return { ...TRUST, Statement: [{ ...TRUST.Statement[0], Resource: '*' }] };
}

function terraform(): string {
  return `resource "aws_iam_role" "r" {\n  assume_role_policy = ${JSON.stringify(JSON.stringify(TRUST))}\n}\n`;
}

describe('requests of `aws iam` are read as their answers', () => {
  const AS_TEXT = JSON.stringify(TRUST);
  const boundary = 'arn:aws:iam::111122223333:policy/limit';

  test.each([
    ['create-role, the answer', { Role: role }, {}],
    ['create-role --cli-input-json', { RoleName: 'r', AssumeRolePolicyDocument: AS_TEXT, Path: '/' }, {}],
    [
      'create-role --cli-input-json with a boundary',
      { RoleName: 'r', AssumeRolePolicyDocument: AS_TEXT, PermissionsBoundary: boundary },
      { permissions: { boundary } },
    ],
    [
      'create-role --generate-cli-skeleton, filled in part',
      { RoleName: 'r', AssumeRolePolicyDocument: AS_TEXT, PermissionsBoundary: '', Description: '' },
      {},
    ],
    ['update-assume-role-policy --cli-input-json', { RoleName: 'r', PolicyDocument: AS_TEXT }, {}],
  ])('%s', async (_, content, more) => {
    const found = await read('x.json', content);
    expect(found).toMatchObject({
      kind: 'aws-cli',
      artifacts: [{ roles: [{ name: 'r', document: TRUST, ...more }], unresolved: [] }],
    });
  });

  test('the policy document of --assume-role-policy-document is a trust policy', async () => {
    expect((await read('trust.json', TRUST)).kind).toBe('policy');
  });

  test('a request whose policy is not JSON is not passed over', async () => {
    const found = await read('x.json', { RoleName: 'r', PolicyDocument: 'file://trust.json' });
    expect(found).toMatchObject({
      artifacts: [{ roles: [], unresolved: [{ reason: 'the role shows no trust policy that is JSON' }] }],
    });
  });
});
