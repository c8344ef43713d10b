import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../cli/program';
import { configurationNames, type Engine } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';
import { terraformMissing } from '../../support/terraform/index';
import { describeWithTool } from '../../support/required-tools';

const PROVIDER = 'arn:aws:iam::222233334444:oidc-provider/gitlab.com';
const CONDITION = {
  StringEquals: {
    'gitlab.com:aud': 'sts.amazonaws.com',
    'gitlab.com:sub': 'project_path:mill/loom/shuttle:ref_type:branch:ref:weave',
    'gitlab.com:project_id': '7001',
    'gitlab.com:namespace_id': '700',
    'gitlab.com:ref_protected': 'true',
    'gitlab.com:pipeline_source': 'push',
  },
};

function policy(condition?: object): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(condition === undefined ? {} : { Condition: condition }),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

const OPEN = policy();
const NARROW = policy(CONDITION);

function hcl(name: string, text: string): string {
  return `resource "aws_iam_role" "${name}" {\n  name = "${name}"\n  assume_role_policy = <<EOT\n${text}\nEOT\n}\n`;
}

function role(name: string, text: string): object {
  return { aws_iam_role: { [name]: { name, assume_role_policy: text } } };
}

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-folder-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

async function check(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const terminal = fakeTerminal({ cwd: folder, env: {}, columns: 1000 });
  const code = await run(['check', ...args], terminal);
  return { code, text: terminal.stdout() + terminal.stderr() };
}

const NAMES = [
  'plain.tf',
  '#half.tf',
  '#whole.tf#',
  '#both#.tf',
  '.hidden.tf',
  'backup.tf~',
  'line\nbreak.tf',
  'UPPER.TF',
  'data.tf.json',
  '~front.tf',
  '\u001b[2Kescape.tf',
  'opposite.tofu',
  ' space.tf',
  '-dash.tf',
  'kept.tf.bak',
  'tf',
  'a.b.tf',
  'tofu.tofu.json',
];

describeWithTool(
  { tool: 'terraform', missing: terraformMissing() },
  'the files that are read are those that terraform loads',
  () => {
    test('by their names', () => {
      for (const name of NAMES)
        writeFileSync(join(folder, name), name.endsWith('.json') ? '{"nonsense": {}}' : 'nonsense {}\n');
      const { stdout } = spawnSync('terraform', ['validate', '-json'], { cwd: folder, encoding: 'utf8' });
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: { range: { filename: string } }[] };
      const loaded = diagnostics.map(({ range }) => range.filename);
      expect(loaded.toSorted()).toEqual([...configurationNames(NAMES, 'terraform')].toSorted());
    });
  },
);

test.each<[Engine, readonly string[], readonly string[]]>([
  ['opentofu', ['a.tf', 'a.tofu', 'b.tf.json', 'b.tofu.json'], ['a.tofu', 'b.tofu.json']],
  ['opentofu', ['a.tf', 'a.tofu.json'], ['a.tf', 'a.tofu.json']],
  ['terraform', ['a.tf', 'a.tofu', 'b.tofu.json'], ['a.tf']],
])('%s loads of %j only %j', (engine, names, loaded) => {
  expect(configurationNames(names, engine)).toEqual(loaded);
});

describe('an open trust is found, wherever the folder holds it', () => {
  const narrow = { 'main.tf': hcl('shuttle', NARROW) };

  test.each<[string, Readonly<Record<string, string | object>>, string]>([
    ['a name that begins with # and does not end with it', { ...narrow, '#warp.tf': hcl('warp', OPEN) }, '.'],
    ['a line break in a name', { ...narrow, 'we\nft.tf': hcl('warp', OPEN) }, '.'],
    ['a file of OpenTofu', { ...narrow, 'warp.tofu': hcl('warp', OPEN) }, '.'],
    ['a JSON file of OpenTofu', { ...narrow, 'warp.tofu.json': { resource: role('warp', OPEN) } }, '.'],
    [
      'a file that OpenTofu takes in the place of another',
      { ...narrow, 'main.tofu': hcl('shuttle', OPEN) },
      '.',
    ],
    [
      'a file that only Terraform loads',
      { 'main.tf': hcl('shuttle', OPEN), 'main.tofu': hcl('shuttle', NARROW) },
      '.',
    ],
    ['an override beside one file', { ...narrow, 'main_override.tf': hcl('shuttle', OPEN) }, 'main.tf'],
    [
      'an override named only so',
      { ...narrow, 'override.tf.json': { resource: role('shuttle', OPEN) } },
      'main.tf',
    ],
    [
      'a repeated block',
      {
        'main.tf.json': `{"resource": ${JSON.stringify(role('warp', OPEN))}, "resource": ${JSON.stringify(role('shuttle', NARROW))}}`,
      },
      '.',
    ],
    [
      'a repeated type, given as one file',
      {
        'main.tf.json': `{"resource": {"aws_iam_role": {"warp": {"assume_role_policy": ${JSON.stringify(OPEN)}}}, "aws_iam_role": [{"shuttle": {"assume_role_policy": ${JSON.stringify(NARROW)}}}]}}`,
      },
      'main.tf.json',
    ],
    [
      'a repeated module call',
      {
        'main.tf.json': `{"module": {"x": {"source": "./reed"}}, "module": {}, "resource": ${JSON.stringify(role('shuttle', NARROW))}}`,
        'reed/main.tf': hcl('warp', OPEN),
      },
      '.',
    ],
    [
      'a manifest of something else beside it',
      { 'main.tf': hcl('warp', OPEN), 'manifest.json': { icons: [] } },
      '.',
    ],
  ])('%s', async (_, files, input) => {
    write(files);
    const { code, text } = await check(input);
    expect(text).toMatch(/bare-allow/);
    expect(code).toBe(1);
  });

  test('an override of dynamic blocks replaces the blocks of that type', async () => {
    const document = (blocks: string): string => `data "aws_iam_policy_document" "d" {\n${blocks}\n}\n`;
    const statement = (effect: string, kind = 'statement {'): string => `
      ${kind}
        effect  = "${effect}"
        actions = ["sts:AssumeRoleWithWebIdentity"]
        principals {
          type        = "Federated"
          identifiers = ["${PROVIDER}"]
        }
      }`;
    write({
      'main.tf': `${document(statement('Allow') + statement('Deny'))}resource "aws_iam_role" "warp" {\n  assume_role_policy = data.aws_iam_policy_document.d.json\n}\n`,
      'x_override.tf': document(
        `dynamic "statement" {\n for_each = [1]\n ${statement('Allow', 'content {')}\n}`,
      ),
    });
    expect((await check('.')).text).toMatch(/bare-allow/);
  });
});

test('a repeated argument is refused with its place', async () => {
  write({
    'main.tf.json':
      '{"resource": {"aws_iam_role": {"r": {\n"assume_role_policy": "{}",\n"assume_role_policy": "{}"}}}}',
  });
  expect(await check('.')).toEqual({
    code: 2,
    text: 'ERR_JSON: the argument `assume_role_policy` is set twice in one block (main.tf.json:3:1); remove one of the two\n',
  });
});

describe('a file is judged with its folder, as Terraform loads it', () => {
  const narrow = { 'main.tf': hcl('shuttle', NARROW) };

  test.each<[string, Readonly<Record<string, string | object>>]>([
    ['a file beside it', { ...narrow, 'b.tf': hcl('warp', OPEN) }],
    ['a JSON file beside it', { ...narrow, 'b.tf.json': { resource: role('warp', OPEN) } }],
    ['a file of OpenTofu beside it', { ...narrow, 'b.tofu': hcl('warp', OPEN) }],
    ['a JSON file of OpenTofu in its place', { ...narrow, 'main.tofu': hcl('warp', OPEN) }],
    [
      'an override of another file',
      { ...narrow, 'other.tf': hcl('warp', NARROW), 'override.tf': hcl('warp', OPEN) },
    ],
    [
      'a module that another file calls',
      { ...narrow, 'b.tf': 'module "m" {\n  source = "./reed"\n}\n', 'reed/main.tf': hcl('warp', OPEN) },
    ],
    [
      'a template of CloudFormation beside it',
      {
        ...narrow,
        'template.json': {
          Resources: {
            Warp: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: JSON.parse(OPEN) } },
          },
        },
      },
    ],
  ])('%s', async (_, files) => {
    write(files);
    const { code, text } = await check('main.tf');
    expect(text).toMatch(/bare-allow/);
    expect(code).toBe(1);
    expect(text.includes('of its folder, so the whole folder is judged')).toBe(
      Object.keys(files).some(
        (name) => /\.(?:tf|tofu)(?:\.json)?$/.test(name) && !/^main\.tf$|\//.test(name),
      ),
    );
  });

  test('a file that wraps it is named', async () => {
    write({ ...narrow, 'terragrunt.hcl': 'include {\n  path = "x"\n}\n' });
    const { code, text } = await check('main.tf');
    expect(text).toMatch(/Terragrunt may generate files/);
    expect(code).toBe(2);
  });

  test('a file that cannot be read is an error, not the rest of its folder', async () => {
    write(narrow);
    expect((await check('missing.tf')).text).toMatch(/^ERR_INPUT_READ: cannot read `missing\.tf`/);
    mkdirSync(join(folder, 'x.tf'));
    expect((await check('x.tf')).code).toBe(2);
  });

  test('several files of one folder are one root module', async () => {
    write({ ...narrow, 'b.tf': hcl('warp', NARROW) });
    for (const inputs of [
      ['main.tf', 'b.tf'],
      ['.', 'b.tf'],
      ['b.tf', '.'],
    ]) {
      const { code, text } = await check(...inputs);
      expect(text).toContain('2 of 2 roles judged');
      expect(code).toBe(0);
    }
    const { code, text } = await check('main.tf', 'b.tf', '--account', 'b.tf=222233334444');
    expect(text).toMatch(/^ERR_USAGE: `--account` gives `main\.tf` and `b\.tf` different accounts/);
    expect(code).toBe(2);
  });
});

describe('what is not a readable file is an error and never waited for', () => {
  const cannot = (name: string, reason: string): RegExp =>
    new RegExp(`^ERR_INPUT_READ: cannot read .*\`${name}\`: ${reason}`);

  test.each([
    ['a folder', 'x.tf', (path: string) => mkdirSync(path), 'it is a folder'],
    ['a pipe', 'x.tf', (path: string) => execFileSync('mkfifo', [path]), 'it is a pipe'],
    [
      'a pipe of variables',
      'terraform.tfvars',
      (path: string) => execFileSync('mkfifo', [path]),
      'it is a pipe',
    ],
  ])('%s named %s', async (_, name, make, reason) => {
    write({ 'main.tf': hcl('shuttle', NARROW) });
    make(join(folder, name));
    const { code, text } = await check('.');
    expect(text).toMatch(cannot(name, reason));
    expect(code).toBe(2);
  });

  test.each(['policy.json', 'federation.yaml'])('a pipe named %s on the command line', async (name) => {
    execFileSync('mkfifo', [join(folder, name)]);
    const { code, text } = await check(name);
    expect(text).toMatch(cannot(name, 'it is a pipe'));
    expect(code).toBe(2);
  });
});

describe('modules.json is believed only for the module that is called', () => {
  const record = (entry: object): object => ({
    Modules: [
      { Key: '', Source: '', Dir: '.' },
      { Key: 'm', Dir: 'kept', ...entry },
    ],
  });

  async function called(call: string, entry: object): Promise<{ code: number; text: string }> {
    write({
      'main.tf': `module "m" {\n${call}\n}\n`,
      'kept/main.tf': hcl('shuttle', NARROW),
      '.terraform/modules/modules.json': record(entry),
    });
    return check('.');
  }

  test.each([
    [
      'source = "git::https://git.example/loom.git?ref=v1"',
      { Source: 'git::https://git.example/loom.git?ref=v1' },
    ],
    ['source = "github.com/mill/loom"', { Source: 'git::https://github.com/mill/loom.git' }],
    [
      'source = "github.com/mill/loom//iam?ref=v1"',
      { Source: 'git::https://github.com/mill/loom.git//iam?ref=v1' },
    ],
    ['source = "git@git.example:mill/loom.git"', { Source: 'git::ssh://git@git.example/mill/loom.git' }],
    ['source = "mill/loom/aws"', { Source: 'registry.terraform.io/mill/loom/aws', Version: '3.1.4' }],
    [
      'source = "mill/loom/aws"\nversion = "~> 3.1"',
      { Source: 'registry.opentofu.org/mill/loom/aws', Version: '3.9.0' },
    ],
    [
      'source = "mill/loom/aws"\nversion = ">= 3, != 3.2.0, < 4"',
      { Source: 'registry.terraform.io/mill/loom/aws', Version: '3.1.4' },
    ],
    ['source = "./kept"', { Source: './kept' }],
    ['source = "./kept"', { Source: './old', Dir: 'old' }],
  ])('%s is %j', async (call, entry) => {
    expect((await called(call, entry)).code).toBe(0);
  });

  test.each([
    [
      'source = "git::https://git.example/loom.git?ref=v2"',
      { Source: 'git::https://git.example/loom.git?ref=v1' },
    ],
    ['source = "git::https://git.example/loom.git"', { Source: 'git::https://git.example/comb.git' }],
    ['source = "mill/loom/aws"', { Source: 'registry.terraform.io/mill/comb/aws', Version: '3.1.4' }],
    ['source = "mill/loom/aws"', {}],
    [
      'source = "mill/loom/aws"\nversion = "~> 3.1"',
      { Source: 'registry.terraform.io/mill/loom/aws', Version: '4.0.0' },
    ],
    [
      'source = "mill/loom/aws"\nversion = "3.1.4"',
      { Source: 'registry.terraform.io/mill/loom/aws', Version: '3.1.5' },
    ],
    [
      'source = "mill/loom/aws"\nversion = "> 3"',
      { Source: 'registry.terraform.io/mill/loom/aws', Version: '4.0.0-beta' },
    ],
    [
      'source = "mill/loom/aws"\nversion = var.v',
      { Source: 'registry.terraform.io/mill/loom/aws', Version: '4.0.0' },
    ],
    ['source = "./main"', { Source: './main' }],
  ])('%s is not %j', async (call, entry) => {
    const { code, text } = await called(call, entry);
    expect(text).toMatch(/module\.m\b.*run `terraform init`/s);
    expect(code).toBe(2);
  });
});

test.each([
  ['beside', 'prod.tfvars', true],
  ['in a folder', 'environments/prod.tfvars', true],
  ['two folders down', 'environments/prod/eu.tfvars.json', true],
  ['in a folder that begins with a dot', '.old/prod.tfvars', false],
  ['in a root module of its own', 'other/prod.tfvars', false],
])('a file of variables %s that nobody loads is named, and the answer is open', async (_, file, isNamed) => {
  write({ 'main.tf': hcl('good', NARROW), 'other/main.tf': '', [file]: file.endsWith('json') ? {} : '' });
  const terminal = fakeTerminal({ cwd: folder, columns: 400 });
  expect(await run(['check', '.'], terminal)).toBe(isNamed ? 2 : 0);
  expect(terminal.stdout().includes(file)).toBe(isNamed);
});
