import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readInput } from '../../../cli/inputs/read-input';
import type { Input, InputOptions } from '../../../cli/inputs/input';
import type { WrittenArtifact } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

const POLICY = { Version: '2012-10-17', Statement: [] };
const CONFIGURATION = {
  resource: { aws_iam_role: { r: { name: 'r', assume_role_policy: JSON.stringify(POLICY) } } },
};
const MAIN = `
variable "name" {
  default = "none"
}

variable "ids" {
  type    = list(string)
  default = []
}

resource "aws_iam_role" "r" {
  name               = var.name
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = var.ids })
}
`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-inputs-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes the files and reads one of them. */
async function read(
  name: string,
  files: Readonly<Record<string, unknown>>,
  options: InputOptions = {},
  more: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Input> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return readInput(name, fakeTerminal({ cwd: folder, env: {}, ...more }), options);
}

function only(input: Input): WrittenArtifact {
  if (input.kind === 'federation') throw new Error('not an artifact');
  expect(input.artifacts).toHaveLength(1);
  return input.artifacts[0] as WrittenArtifact;
}

describe('what an input is, it says itself', () => {
  const role = { RoleName: 'r', Arn: 'arn:aws:iam::111122223333:role/r', AssumeRolePolicyDocument: POLICY };
  const resource = {
    address: 'aws_iam_role.r',
    mode: 'managed',
    type: 'aws_iam_role',
    name: 'r',
    values: { name: 'r', assume_role_policy: JSON.stringify(POLICY) },
  };
  const values = { root_module: { resources: [resource] } };
  const KINDS: readonly (readonly [kind: string, note: string, content: unknown])[] = [
    ['policy', 'a bare policy', POLICY],
    ['terraform-json', 'a configuration', CONFIGURATION],
    [
      'plan',
      'a plan',
      {
        format_version: '1.2',
        planned_values: values,
        resource_changes: [{ ...resource, change: { actions: ['create'], after: resource.values } }],
        configuration: {},
      },
    ],
    ['state', 'a shown state', { format_version: '1.0', terraform_version: '1.11.4', values }],
    [
      'state',
      'a state file',
      {
        version: 4,
        resources: [
          {
            mode: 'managed',
            type: 'aws_iam_role',
            name: 'r',
            instances: [{ index_key: 'k', attributes: resource.values }],
          },
        ],
      },
    ],
    ['aws-cli', 'get-role', { Role: role }],
    ['aws-cli', 'list-roles', { Roles: [role] }],
    ['aws-cli', 'authorization details', { RoleDetailList: [role] }],
  ];

  test.each(KINDS)('%s: %s', async (kind, _, content) => {
    for (const [name, input] of [
      ['x.json', undefined],
      ['-', JSON.stringify(content)],
    ] as const) {
      const found = await read(name, { 'x.json': content }, {}, input === undefined ? {} : { input });
      expect(found.kind).toBe(kind);
      expect(only(found).roles).toMatchObject([{ document: POLICY }]);
    }
  });

  test('terraform: a folder, one of its files, and a file of JSON syntax', async () => {
    const files = { 'infra/main.tf': MAIN, 'infra/more.tf.json': { output: {} } };
    for (const name of ['infra', 'infra/', 'infra/main.tf', './infra']) {
      const found = await read(name, files);
      expect(found.kind).toBe('terraform');
      expect(only(found).roles[0]?.position).toEqual({
        file: expect.stringMatching(/^(?:\.\/)?infra\/main\.tf$/),
        line: 13,
        column: 3,
      });
    }
    expect((await read('only.tf.json', { 'only.tf.json': CONFIGURATION })).kind).toBe('terraform');
  });

  test('cdktf-out: every stack of the manifest, named as the user named the folder', async () => {
    const found = await read('out', {
      'out/manifest.json': {
        stacks: {
          a: { name: 'a', synthesizedStackPath: 'stacks/a/cdk.tf.json' },
          b: { name: 'b', synthesizedStackPath: 'stacks/b/cdk.tf.json' },
        },
      },
      'out/stacks/a/cdk.tf.json': CONFIGURATION,
      'out/stacks/b/cdk.tf.json': CONFIGURATION,
    });
    expect(found).toMatchObject({
      kind: 'cdktf-out',
      artifacts: [{ roles: [{}] }, { roles: [{ position: { file: 'out/stacks/b/cdk.tf.json' } }] }],
    });
  });

  test('federation: by its extension, by what it says, and in a folder', async () => {
    const files = {
      'a.yaml': 'x',
      declared: 'gitlab:\n  url: https://gitlab.com\nroles: {}\n',
      'app/federation.yaml': '',
    };
    expect(await read('a.yaml', files)).toEqual({ kind: 'federation', file: 'a.yaml' });
    expect(await read('declared', files)).toEqual({ kind: 'federation', file: 'declared' });
    expect(await read('app', files)).toEqual({ kind: 'federation', file: 'app/federation.yaml' });
  });
});

describe('what is not input is refused with what was got and what is accepted', () => {
  test.each([
    [
      'gone.json',
      {},
      {},
      /^ERR_INPUT_READ: cannot read `gone\.json`: .*; expected a declaration .*; name a file or a directory that is there/,
    ],
    [
      'x.json',
      { 'x.json': { a: 1, b: 2 } },
      {},
      /^ERR_INPUT_KIND: `x\.json` holds no trust policy; got a JSON object with `a`, `b`; expected a trust policy, a Terraform plan, .*; give a file of one of these kinds$/,
    ],
    ['x.json', { 'x.json': [] }, {}, /^ERR_INPUT_KIND: .*; got a JSON array/],
    ['x.json', { 'x.json': {} }, {}, /^ERR_INPUT_KIND: .*; got an empty JSON object/],
    ['x.json', { 'x.json': '{"Version": }' }, {}, /^ERR_JSON: the text is not valid JSON \(x\.json:1:13\)/],
    [
      'x.json',
      { 'x.json': '{\n  // deploy\n  "Version": "2012-10-17"\n}' },
      {},
      /^ERR_JSON: the text is not valid JSON \(x\.json:2:3\); got "\/\/ deploy"; expected strict JSON: no comments/,
    ],
    ['x.json', { 'x.json': '' }, {}, /^ERR_JSON: .*got the end of the text/],
    [
      'empty',
      { 'empty/readme': '' },
      {},
      /^ERR_INPUT_KIND: the directory `empty` holds no trust policies; got 1 files, none of them `\*\.tf`/,
    ],
    ['out', { 'out/manifest.json': {} }, {}, /^ERR_INPUT_KIND: `out\/manifest\.json` lists no stacks/],
    [
      'main.tf',
      { 'main.tf': 'resource "a" {\n  x = \n}' },
      {},
      /^ERR_TERRAFORM: invalid expression: Expected the start of an expression.* \(main\.tf:2:7\)/,
    ],
    [
      'x.tf.json',
      { 'x.tf.json': '[]' },
      {},
      /^ERR_INPUT_KIND: `x\.tf\.json` is not a Terraform configuration/,
    ],
    [
      'main.tf',
      { 'main.tf': MAIN },
      { var: ['nme=x'] },
      /^ERR_USAGE: the root module declares no variable `nme`; expected one of `ids`, `name`$/,
    ],
    [
      'main.tf',
      { 'main.tf': MAIN },
      { var: ['name'] },
      /^ERR_USAGE: `--var` names no variable; its value is not repeated here; expected `--var name=value`$/,
    ],
    [
      'main.tf',
      { 'main.tf': MAIN },
      { varFile: ['gone.tfvars'] },
      /^ERR_INPUT_READ: cannot read the variables file `gone\.tfvars`/,
    ],
    [
      'main.tf',
      { 'main.tf': MAIN, 'v.json': '[]' },
      { varFile: ['v.json'] },
      /^ERR_INPUT_KIND: `v\.json` is not a variables file/,
    ],
    [
      'main.tf',
      { 'main.tf': MAIN },
      { account: '123' },
      /^ERR_ACCOUNT: `123` is not an AWS account; expected twelve digits$/,
    ],
  ] as const)('%s %#', async (name, files, options, message) => {
    await expect(read(name, files, options)).rejects.toThrow(message);
  });
});

describe('variables, in the order of Terraform', () => {
  const files = {
    'main.tf': MAIN,
    'terraform.tfvars': 'name = "from terraform.tfvars"\nids = ["1"]\n',
    'terraform.tfvars.json': { name: 'from terraform.tfvars.json' },
    'b.auto.tfvars': 'name = "from b.auto"\n',
    'a.auto.tfvars.json': { name: 'from a.auto' },
    'given.tfvars': 'name = "from a file $${x}"\nunknown = 1\n',
    'given.tfvars.json': { name: 'from a file ${x}' },
  };
  const some = (...names: (keyof typeof files)[]): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, files[name]]));
  const env = { TF_VAR_name: 'from the environment' };

  test.each([
    ['none', some('main.tf'), {}, {}],
    ['from the environment', some('main.tf'), {}, env],
    ['from terraform.tfvars', some('main.tf', 'terraform.tfvars'), {}, env],
    ['from terraform.tfvars.json', some('main.tf', 'terraform.tfvars', 'terraform.tfvars.json'), {}, env],
    ['from b.auto', files, {}, env],
    ['from a file ${x}', files, { varFile: ['given.tfvars'] }, env],
    ['from a file ${x}', files, { varFile: ['given.tfvars.json'] }, env],
    [
      'from the command line=1',
      files,
      { varFile: ['given.tfvars'], var: ['name=first', 'name=from the command line=1'] },
      env,
    ],
  ])('%s', async (expected, written, options, variables) => {
    const { roles } = only(await read('.', written, options, { env: variables as Record<string, string> }));
    expect(roles[0]?.name).toBe(expected);
  });

  test.each(['TF_CLI_ARGS', 'TF_CLI_ARGS_plan', 'TF_CLI_ARGS_apply'])(
    'those of %s are named',
    async (name) => {
      const environment = { env: { [name]: '-no-color -var-file=prod.tfvars' } };
      const { unresolved } = only(await read('.', some('main.tf'), {}, environment));
      expect(unresolved).toContainEqual(
        expect.objectContaining({ address: name, reason: expect.stringContaining('which are not read') }),
      );
      const harmless = { env: { [name]: '-no-color -lock=false' } };
      const given = { var: ['name=x'] };
      for (const answer of [
        await read('.', some('main.tf'), {}, harmless),
        await read('.', some('main.tf'), given, environment),
      ])
        expect(only(answer).unresolved.filter(({ address }) => address === name)).toEqual([]);
    },
  );

  test('`--var` of a list is an expression', async () => {
    const { roles } = only(await read('.', some('main.tf'), { var: ['ids=["a", "b"]'] }));
    expect(roles[0]?.document).toMatchObject({ Statement: ['a', 'b'] });
  });
});

test('modules that `terraform init` fetched are read from `.terraform`', async () => {
  const { roles, unresolved } = only(
    await read('.', {
      'main.tf': 'module "ci" {\n  source = "acme/ci/aws"\n  name   = "x"\n}\n',
      '.terraform/modules/modules.json': {
        Modules: [
          { Key: '', Source: '', Dir: '.' },
          { Key: 'ci', Source: 'acme/ci/aws', Dir: '.terraform/modules/ci' },
        ],
      },
      '.terraform/modules/ci/main.tf': MAIN,
    }),
  );
  expect(unresolved).toEqual([]);
  expect(roles).toMatchObject([{ address: 'module.ci.aws_iam_role.r', name: 'x' }]);
});

test('a policy in a file of its own', async () => {
  const main =
    'resource "aws_iam_role" "r" {\n  assume_role_policy = file("${path.module}/policies/trust.json")\n}\n';
  const { roles } = only(await read('.', { 'main.tf': main, 'policies/trust.json': POLICY }));
  expect(roles[0]?.document).toEqual(POLICY);
});

test.each([
  ['UTF-8', Buffer.from(`\uFEFF${JSON.stringify(POLICY)}`, 'utf8')],
  [
    'UTF-16, little end first, as PowerShell redirects',
    Buffer.from(`\uFEFF${JSON.stringify(POLICY)}`, 'utf16le'),
  ],
  ['UTF-16, big end first', Buffer.from(`\uFEFF${JSON.stringify(POLICY)}`, 'utf16le').swap16()],
])('a byte order mark: %s', async (_, bytes) => {
  writeFileSync(join(folder, 'policy.json'), bytes);
  expect(only(await read('policy.json', {})).roles).toMatchObject([{ document: POLICY }]);
});

test('modules that call each other in a circle end', async () => {
  const call = 'module "x" {\n  source = "../b"\n}\n';
  const { unresolved } = only(
    await read('a', { 'a/main.tf': call, 'b/main.tf': call.replace('../b', '../a') }),
  );
  expect(unresolved).toMatchObject([
    { concerns: 'module', reason: expect.stringMatching(/nests more than 20 modules deep/) },
  ]);
});

test('modules that call each other twice end at the budget', async () => {
  const call = 'module "x" {\n  source = "."\n}\nmodule "y" {\n  source = "."\n}\n';
  const { unresolved } = only(await read('main.tf', { 'main.tf': call }));
  expect(unresolved.map(({ reason }) => reason)).toContain(
    'the configuration takes too many steps to evaluate',
  );
});

test('the account of the command line fills in what the configuration omits', async () => {
  const main = `
resource "aws_iam_openid_connect_provider" "p" {
  url            = "https://gitlab.com"
  client_id_list = ["a"]
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [], P = aws_iam_openid_connect_provider.p.arn })
}
`;
  const { roles } = only(await read('main.tf', { 'main.tf': main }, { account: '444455556666' }));
  expect(roles[0]).toMatchObject({
    account: '444455556666',
    document: { P: 'arn:aws:iam::444455556666:oidc-provider/gitlab.com' },
  });
});
