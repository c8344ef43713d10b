import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cliFolder } from '../../support/cli-folder';

const { folder, write: put, refgate } = cliFolder();

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder(), name)), { recursive: true });
  put(name, text);
}

const MODULE = `
variable "project" { type = string }
variable "branches" { type = list(string) }
variable "protected" { default = "true" }
resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
    Condition = {
      StringEquals = {
        "gitlab.com:aud"           = "sts.amazonaws.com"
        "gitlab.com:project_id"    = "101"
        "gitlab.com:namespace_id"  = "12"
        "gitlab.com:ref_protected" = var.protected
      }
      StringLike = { "gitlab.com:sub" = [for b in var.branches : "project_path:\${var.project}:ref_type:branch:ref:\${b}"] }
    }
  }] })
}
`;
const CHECK = ['check', 'live', '--account', '111122223333'];

const unit = (text: string): void => {
  write('modules/role/main.tf', MODULE);
  write('live/terragrunt.hcl', text);
};
const SOURCE = 'terraform { source = "../modules//role" }\n';
const LITERAL = `${SOURCE}
locals { group = "acme" }
inputs = {
  project  = "\${local.group}/api"
  branches = ["release/*"]
}
`;

test('inputs that are literal are the values of the variables', async () => {
  unit(LITERAL);
  const { code, out } = await refgate(...CHECK);
  expect(out).toMatch(/1 of 1 role judged/);
  expect(code).toBe(0);
  const described = await refgate('prove', 'live', '--describe', '--account', '111122223333');
  expect(described.out).toContain('branch `release/1.2`');
  // the file names the unit, too
  expect((await refgate('check', 'live/terragrunt.hcl', '--account', '111122223333')).code).toBe(0);
});

test.each([
  ['a path', 'terraform { source = "${get_terragrunt_dir()}/../modules/role" }'],
  ['a block around it', 'terraform {\n  source = "../modules/role"\n}'],
])('the module is found by %s', async (_, source) => {
  unit(LITERAL.replace(SOURCE, `${source}\n`));
  expect(await refgate(...CHECK)).toMatchObject({ code: 0 });
});

test.each<[string, string, RegExp]>([
  [
    'an output of another unit',
    `${SOURCE}dependency "p" { config_path = "../p" }\ninputs = { project = dependency.p.outputs.path, branches = ["main"] }`,
    /depends on `dependency\.p\.outputs\.path`; .*is an output of another unit of Terragrunt/,
  ],
  [
    'the environment',
    `${SOURCE}inputs = { project = get_env("PROJECT"), branches = ["main"] }`,
    /depends on `get_env\(…\)`/,
  ],
  [
    'an included file, for what the unit leaves out',
    `include "root" { path = "../root.hcl" }\n${LITERAL}`,
    /an included file of Terragrunt, which is not read, may set it/,
  ],
  [
    'inputs that are merged with others',
    `${SOURCE}locals { common = read_terragrunt_config("common.hcl") }\ninputs = merge(local.common.inputs, { branches = ["main"] })`,
    /`inputs` of `live\/terragrunt\.hcl` is not known/,
  ],
])('%s is unknown and named', async (_, text, reason) => {
  unit(text);
  const { code, out } = await refgate(...CHECK);
  expect(out.replaceAll(/\n\s+/g, ' ')).toMatch(reason);
  expect(code).toBe(2);
});

test('a unit of which only an included file may name the module is refused', async () => {
  write('live/terragrunt.hcl', 'include "root" {\n}\n');
  const { code, err } = await refgate(...CHECK);
  expect(err).toContain('an included file may name one');
  expect(code).toBe(2);
});

test('what holds whatever is unknown is found', async () => {
  unit(`include "root" { path = "../root.hcl" }\n${SOURCE}inputs = { project = "*", branches = ["*"] }`);
  write(
    'modules/role/main.tf',
    MODULE.replaceAll(/.*"gitlab.com:(?:project_id|namespace_id|ref_protected)".*\n/g, ''),
  );
  const { code, out } = await refgate(...CHECK);
  expect(out).toContain('any-project');
  expect(out).toContain('? live/terragrunt.hcl: include.root');
  expect(code).toBe(1);
});

test.each(['generate "x" {\n  path = "x.tf"\n}', 'terraform { extra_arguments "x" {} }', 'unit "x" {}'])(
  '%s is not read, and never green',
  async (block) => {
    const merged = block.startsWith('terraform')
      ? LITERAL.replace(SOURCE, 'terraform {\n  source = "../modules//role"\n  extra_arguments "x" {}\n}\n')
      : `${LITERAL}${block}`;
    unit(merged);
    const { code, out } = await refgate(...CHECK);
    expect(out).toMatch(/\? live\/terragrunt\.hcl: /);
    expect(code).toBe(2);
  },
);

test('files beside the unit are copied over the module, and named', async () => {
  unit(LITERAL);
  write('live/prod.auto.tfvars', 'protected = "*"');
  const { code, out } = await refgate(...CHECK);
  expect(out).toContain('? live/prod.auto.tfvars');
  expect(code).toBe(2);
});

test('a module of the registry is judged by its summary; one that is nowhere is named', async () => {
  write(
    'live/terragrunt.hcl',
    `terraform { source = "tfr:///terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc?version=5.39.0" }
inputs = {
  create_role  = true
  provider_url = "gitlab.com"
  oidc_subjects_with_wildcards = ["project_path:*"]
}`,
  );
  const known = await refgate(...CHECK);
  expect(known.out).toContain('any-project');
  expect(known.code).toBe(1);
  write('live/terragrunt.hcl', 'terraform { source = "git::https://git.example/x.git?ref=v1" }');
  const unknown = await refgate(...CHECK);
  expect(unknown.out).toContain('comes from `git::https://git.example/x.git?ref=v1`');
  expect(unknown.code).toBe(2);
});

test('`--recursive` judges the units, and not their modules by themselves', async () => {
  unit(LITERAL);
  write('live/web/terragrunt.hcl', LITERAL.replace('../modules', '../../modules').replace('/api', '/web'));
  write('root.hcl', 'remote_state {}');
  const { out } = await refgate('check', '-r', '.', '--account', '111122223333');
  expect(out).toContain('live, live/web');
  expect(out).toContain('2 of 2 roles judged');
});

test('of a module that is not at hand it is said that the copies of Terragrunt are not read', async () => {
  write(
    'live/terragrunt.hcl',
    'terraform { source = "git::https://github.com/acme/mods.git//modules/role?ref=v1" }\n',
  );
  write('live/.terragrunt-cache/a/b/modules/role/main.tf', MODULE);
  const { code, out } = await refgate(...CHECK);
  expect(out.replaceAll(/\s+/g, ' ')).toContain(
    '`.terragrunt-cache` is not read: give the plan, from `terragrunt plan',
  );
  expect(out).not.toContain('terraform init');
  expect(code).toBe(2);
});
