import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-ships-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const trust = (condition: object): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  ],
});
const NARROW = trust({
  StringEquals: {
    'gitlab.com:aud': 'sts.amazonaws.com',
    'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
    'gitlab.com:project_id': '101',
    'gitlab.com:namespace_id': '12',
  },
});
const OPEN = trust({ StringLike: { 'gitlab.com:sub': 'project_path:*' } });
const terraform = (name: string, document: object): string =>
  `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = ${JSON.stringify(JSON.stringify(document))}\n}\n`;
const GOOD = terraform('good', NARROW);
const role = (document: object): object => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: document },
});
const template = (resources: object, more: object = {}): string =>
  JSON.stringify({ ...more, Resources: resources });

type Files = Readonly<Record<string, string>>;

async function check(
  files: Files,
  args: readonly string[] = ['.'],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly said: string }> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const terminal = fakeTerminal({ cwd: folder, env });
  const code = await run(['check', ...args], terminal);
  return { code, said: terminal.stdout() + terminal.stderr() };
}

describe('`-r` finds an open role in', () => {
  const LIVE = `variable "policy" {\n  default = ${JSON.stringify(JSON.stringify(OPEN))}\n}\nresource "aws_iam_role" "x" {\n  assume_role_policy = var.policy\n}\n`;
  const TEST = `module "m" {\n  source = "../live"\n  policy = ${JSON.stringify(JSON.stringify(NARROW))}\n}\n`;
  const manifest = {
    version: '0.21.0',
    stacks: { s: { name: 's', synthesizedStackPath: 'stacks/s/cdk.tf.json' } },
  };

  test.each<[note: string, files: Files]>([
    [
      'a called module that keeps a state',
      { 'live/a.tf': `terraform {\n  backend "s3" {}\n}\n${LIVE}`, 'test/a.tf': TEST },
    ],
    ['a called module with values', { 'live/a.tf': LIVE, 'live/terraform.tfvars': '', 'test/a.tf': TEST }],
    [
      'modules that call each other',
      {
        'a/a.tf': `${GOOD}module "b" {\n  source = "../b"\n}\n`,
        'b/b.tf': `${terraform('open', OPEN)}module "a" {\n  source = "../a"\n  count  = 0\n}\n`,
        'c/c.tf': GOOD,
      },
    ],
    ['a hidden folder', { 'a.tf': GOOD, '.live/a.tf': terraform('open', OPEN) }],
    ['a template beside Terraform', { 'a.tf': GOOD, 'b.json': template({ X: role(OPEN) }) }],
    ['a template elsewhere', { 'a/a.tf': GOOD, 'b/b.yaml': template({ X: role(OPEN) }) }],
    [
      'an output of cdktf',
      {
        'a/a.tf': GOOD,
        'cdktf.out/manifest.json': JSON.stringify(manifest),
        'cdktf.out/stacks/s/cdk.tf.json': JSON.stringify({
          resource: { aws_iam_role: { x: { name: 'x', assume_role_policy: JSON.stringify(OPEN) } } },
        }),
      },
    ],
  ])('%s', async (_, files) => {
    const { code, said } = await check(files, ['-r', '.']);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('any-project') });
  });

  test('nothing that programs fetch, or that a root module calls', async () => {
    const files = {
      'a/a.tf': `${GOOD}module "m" {\n  source = "../m"\n}\n`,
      'm/a.tf': `variable "p" {}\n`,
      '.git/a.tf': terraform('open', OPEN),
      'node_modules/x/a.json': template({ X: role(OPEN) }),
      'package.json': '{"name":"AWS::IAM::Role"}',
    };
    expect(await check(files, ['-r', '.'])).toMatchObject({ code: 0 });
  });
});

test('a template beside Terraform is judged with it, whatever values Terraform is given', async () => {
  const files = {
    'a.tf': `variable "x" {}\n${GOOD}`,
    't.yaml': `Resources:\n  X:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: ${JSON.stringify(OPEN)}\n`,
    'broken.json': '{"AWS::IAM::Role"',
  };
  const { code, said } = await check(files, ['.', '--var', 'x=1']);
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('any-project  t.yaml:') });
});

describe('TF_DATA_DIR', () => {
  const installed = (Dir: string): string =>
    JSON.stringify({ Modules: [{ Key: 'm', Source: 'git::https://example.com/m', Dir }] });
  const files = {
    'a.tf': `${GOOD}module "m" {\n  source = "git::https://example.com/m"\n}\n`,
    '.terraform/modules/modules.json': installed('narrow'),
    'data/modules/modules.json': installed('open'),
    'narrow/a.tf': GOOD,
    'open/a.tf': terraform('open', OPEN),
  };

  test('names the folder whose modules Terraform loads', async () => {
    expect(await check(files)).toMatchObject({ code: 0 });
    expect(await check(files, ['.'], { TF_DATA_DIR: 'data' })).toMatchObject({ code: 1 });
    expect(await check(files, ['.'], { TF_DATA_DIR: join(folder, 'none') })).toMatchObject({ code: 2 });
  });

  test('names the folder that has the workspace', async () => {
    const choice = {
      'a.tf': `resource "aws_iam_role" "x" {\n  assume_role_policy = terraform.workspace == "prod" ? ${JSON.stringify(JSON.stringify(OPEN))} : ${JSON.stringify(JSON.stringify(NARROW))}\n}\n`,
      '.terraform/environment': 'dev',
      'data/environment': 'prod',
    };
    expect(await check(choice)).toMatchObject({ code: 0 });
    expect(await check(choice, ['.'], { TF_DATA_DIR: 'data' })).toMatchObject({ code: 1 });
  });
});

test('a manifest that has cdktf run Terraform in another folder is refused', async () => {
  const stack = { name: 's', synthesizedStackPath: 'stacks/s/cdk.tf.json' };
  const files = (workingDirectory: string): Files => ({
    'o/manifest.json': JSON.stringify({ stacks: { s: { ...stack, workingDirectory } } }),
    'o/stacks/s/cdk.tf.json': JSON.stringify({
      resource: { aws_iam_role: { x: { name: 'x', assume_role_policy: JSON.stringify(NARROW) } } },
    }),
    'evil/a.tf': terraform('open', OPEN),
  });
  expect(await check(files('stacks/s'), ['o'])).toMatchObject({ code: 0 });
  const { code, said } = await check(files('../evil'), ['o']);
  expect({ code, said }).toEqual({
    code: 2,
    said: expect.stringContaining('run Terraform in another folder'),
  });
});

describe('a `cdk.out`', () => {
  const stack = (templateFile: string, more: object = {}): object => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://111122223333/eu-west-1',
    properties: { templateFile, ...more },
  });
  const assembly = (artifacts: object, files: Files, more: object = {}): Files => ({
    'cdk.out/manifest.json': JSON.stringify({ version: '48.0.0', artifacts, ...more }),
    'cdk.out/G.template.json': template({ Good: role(NARROW) }),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`cdk.out/${name}`, text])),
  });

  test('has the values of parameters that a deployment gives', async () => {
    const parameters = { Sub: { Type: 'String', Default: 'project_path:acme/api:ref_type:branch:ref:main' } };
    const resource = role({ 'Fn::Sub': JSON.stringify(OPEN).replace('project_path:*', '${Sub}') });
    const files = { 'X.template.json': template({ X: resource }, { Parameters: parameters }) };
    expect(await check(assembly({ X: stack('X.template.json') }, files), ['cdk.out'])).toMatchObject({
      code: 0,
    });
    const given = { X: stack('X.template.json', { parameters: { Sub: 'project_path:*' } }) };
    expect(await check(assembly(given, files), ['cdk.out'])).toMatchObject({ code: 1 });
  });

  test('has the nested template that its address names, whatever the metadata says', async () => {
    const key = `${'ab'.repeat(32)}.json`;
    const files = {
      'X.template.json': template({
        N: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: { 'Fn::Sub': `https://s3.amazonaws.com/assets/${key}` } },
          Metadata: { 'aws:asset:path': 'G.template.json', 'aws:asset:property': 'TemplateURL' },
        },
      }),
      'N.json': template({ X: role(OPEN) }),
      'X.assets.json': JSON.stringify({
        files: { a: { source: { path: 'N.json' }, destinations: { d: { objectKey: key } } } },
      }),
    };
    expect(await check(assembly({ X: stack('X.template.json') }, files), ['cdk.out'])).toMatchObject({
      code: 1,
    });
  });

  test('that lacks context is not what a deployment takes', async () => {
    const files = assembly({ G: stack('G.template.json') }, {}, { missing: [{ key: 'vpc' }] });
    const { code, said } = await check(files, ['cdk.out']);
    expect({ code, said }).toEqual({
      code: 2,
      said: expect.stringContaining('lists context that is missing'),
    });
  });
});
