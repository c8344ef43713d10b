import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-unchanged-'))));
afterEach(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Record<string, string>>;

/** Compares two versions of a folder, or of the only file in it. */
async function diff(before: Files, after: Files, ...args: readonly string[]) {
  for (const [version, files] of Object.entries({ before, after }))
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, version, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  const only = Object.hasOwn(before, 'template.yaml') ? '/template.yaml' : '';
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const code = await run(['diff', `before${only}`, `after${only}`, ...args], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

const ROLE = `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = local.subjects
    }
  }
}
resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
variable "branch" {}
`;

const locals = (subjects: string): string => `locals {\n  subjects = ${subjects}\n}\n`;
const BRANCH = locals('["project_path:shop/web:ref_type:branch:ref:${lower(var.branch)}"]');

test('an unchanged policy gives no new access, whatever is unknown of it', async () => {
  const { code, out } = await diff(
    { 'main.tf': ROLE, 'locals.tf': BRANCH },
    { 'main.tf': `${ROLE}resource "aws_s3_bucket" "logs" {}\n`, 'locals.tf': BRANCH },
  );
  expect(out).toMatch(/^aws_iam_role\.ci: no new access, whatever `var\.branch` is: .* are unchanged\n/);
  expect(out).toMatch(/no new access: proved for every token of 1 role \(needs: same-unknown-values\)/);
  expect(code).toBe(0);
});

/** Each is one policy text, `….:ref:${var.branch}`, computed in another way. */
const OTHER_VALUES: readonly (readonly [note: string, before: Files, after: Files])[] = [
  [
    'another function of the same variable',
    { 'main.tf': ROLE, 'locals.tf': BRANCH },
    { 'main.tf': ROLE, 'locals.tf': BRANCH.replace('lower', 'upper') },
  ],
  [
    'an argument of a function that is known',
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('["project_path:shop/web:ref_type:branch:ref:${replace(var.branch, local.from, "*")}"]')}locals { from = "a" }`,
    },
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('["project_path:shop/web:ref_type:branch:ref:${replace(var.branch, local.from, "*")}"]')}locals { from = "b" }`,
    },
  ],
  [
    'the argument of a data source',
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('["project_path:${data.aws_ssm_parameter.p.value}:*"]')}data "aws_ssm_parameter" "p" { name = "/one" }`,
    },
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('["project_path:${data.aws_ssm_parameter.p.value}:*"]')}data "aws_ssm_parameter" "p" { name = "/two" }`,
    },
  ],
  [
    'the configuration of a provider',
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('["project_path:${data.gitlab_project.p.path_with_namespace}:*"]')}data "gitlab_project" "p" { id = 1 }\nprovider "gitlab" { base_url = "https://one.example/api/v4" }`,
    },
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('["project_path:${data.gitlab_project.p.path_with_namespace}:*"]')}data "gitlab_project" "p" { id = 1 }\nprovider "gitlab" { base_url = "https://two.example/api/v4" }`,
    },
  ],
  [
    'an argument of a module, which passes it on',
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('[module.m.subject]')}module "m" {\n source = "./m"\n value = upper(var.branch)\n}`,
      'm/main.tf':
        'variable "value" {}\noutput "subject" { value = "project_path:shop/web:ref_type:branch:ref:${var.value}" }',
    },
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('[module.m.subject]')}module "m" {\n source = "./m"\n value = lower(var.branch)\n}`,
      'm/main.tf':
        'variable "value" {}\noutput "subject" { value = "project_path:shop/web:ref_type:branch:ref:${var.value}" }',
    },
  ],
  [
    'an output of a module',
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('[module.m.subject]')}module "m" {\n source = "./m"\n value = var.branch\n}`,
      'm/main.tf':
        'variable "value" {}\noutput "subject" { value = "project_path:shop/web:ref_type:branch:ref:${upper(var.value)}" }',
    },
    {
      'main.tf': ROLE,
      'locals.tf': `${locals('[module.m.subject]')}module "m" {\n source = "./m"\n value = var.branch\n}`,
      'm/main.tf':
        'variable "value" {}\noutput "subject" { value = "project_path:shop/web:ref_type:branch:ref:${lower(var.value)}" }',
    },
  ],
  [
    'a template file',
    {
      'main.tf': ROLE,
      'locals.tf': locals('[templatefile("${path.module}/s.tftpl", { branch = var.branch })]'),
      's.tftpl': 'project_path:shop/web:ref_type:branch:ref:${lower(branch)}',
    },
    {
      'main.tf': ROLE,
      'locals.tf': locals('[templatefile("${path.module}/s.tftpl", { branch = var.branch })]'),
      's.tftpl': 'project_path:shop/web:ref_type:branch:ref:${upper(branch)}',
    },
  ],
];

test.each(OTHER_VALUES)('the same text is not the same policy: %s', async (_, before, after) => {
  const { code, out } = await diff(before, after);
  expect(out).toMatch(/^aws_iam_role\.ci cannot be compared: the policy has the same text, but depends on /);
  expect(out).toMatch(/\? cannot tell: 1 policy could not be read or compared\n/);
  expect(code).toBe(2);
  const same = await diff(before, before);
  expect(same.out).toMatch(/^aws_iam_role\.ci: no new access, whatever /);
  expect(same.code).toBe(0);
});

test('a policy of which nothing is known, and nothing that it is computed from has changed', async () => {
  const lost =
    'variable "policy" {}\nresource "aws_iam_role" "lost" {\n  assume_role_policy = var.policy\n}\n';
  const before = { 'main.tf': ROLE, 'locals.tf': BRANCH, 'lost.tf': lost };
  const same = await diff(before, before);
  expect(same.out).toMatch(/aws_iam_role\.lost: no new access, whatever its trust policy is: /);
  expect(same.code).toBe(0);
  const other = await diff(before, {
    ...before,
    'lost.tf': lost.replace('= var.policy', '= trimspace(var.policy)'),
  });
  expect(other.out).toMatch(/aws_iam_role\.lost cannot be compared: /);
  expect(other.code).toBe(2);
});

test('a narrower policy gives no new access, whatever is unknown of it; a repeated block may make more roles', async () => {
  const wide = ROLE.replace('local.subjects', '["project_path:shop/web:*"]');
  const narrower = await diff({ 'main.tf': wide }, { 'main.tf': ROLE, 'locals.tf': BRANCH });
  expect(narrower.out).toMatch(/^aws_iam_role\.ci changes\n {2}- .*\n[^]*✓ no new access/);
  expect(narrower.code).toBe(0);
  const each = (text: string): string =>
    `${text.replace(/name +=/, 'for_each = toset(var.names)\n  name =')}variable "names" {}\n`;
  const repeated = await diff({ 'main.tf': each(wide) }, { 'main.tf': each(ROLE), 'locals.tf': BRANCH });
  expect(repeated.out).not.toContain('no new access');
  expect(repeated.code).toBe(2);
});

const TEMPLATE = `
Parameters:
  Branch: { Type: String }
  Prefix: { Type: String, Default: release }
Conditions:
  IsOpen: !Equals [!Ref Branch, '*']
Resources:
  Ci:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Action: sts:AssumeRoleWithWebIdentity
            Principal: { Federated: arn:aws:iam::111122223333:oidc-provider/gitlab.com }
            Condition:
              StringEquals: { 'gitlab.com:aud': sts.amazonaws.com }
              StringLike:
                gitlab.com:sub: !Sub
                  - project_path:shop/web:ref_type:branch:ref:\${B}
                  - B: !Select [1, !Split ['-', !Sub 'x-\${Branch}']]
`;

test('an unchanged role of a template gives no new access, whatever a parameter is', async () => {
  const more = `${TEMPLATE}  Bucket: { Type: AWS::S3::Bucket }\n`;
  const { code, out } = await diff({ 'template.yaml': TEMPLATE }, { 'template.yaml': more });
  expect(out).toMatch(/no new access, whatever `Branch` is/);
  expect(code).toBe(0);
});

test('a part of a template that is computed in another way is another one', async () => {
  const other = TEMPLATE.replace("Split ['-'", "Split ['/'");
  const { code, out } = await diff({ 'template.yaml': TEMPLATE }, { 'template.yaml': other });
  expect(out).not.toContain('no new access');
  expect(code).toBe(2);
});

const FILE_ROLE = (policy: string, blocks = ''): string =>
  `${blocks}\nresource "aws_iam_role" "ci" {\n  name = "ci"\n  assume_role_policy = ${policy}\n}\n`;
const POLICY = (sub: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Condition: { StringLike: { 'gitlab.com:sub': sub } },
      },
    ],
  });

test.each([
  [
    'a data source',
    'data.local_file.p.content',
    'data "local_file" "p" { filename = "${path.module}/p.json" }',
  ],
  ['a program', 'data.external.p.result.p', 'data "external" "p" { program = ["cat", "p.json"] }'],
  ['a function that is not computed', 'base64decode(filebase64("p.json"))', ''],
  ['the digest of a file', 'filesha256("p.json") == "x" ? var.a : var.b', 'variable "a" {}\nvariable "b" {}'],
  ['a function of a provider', 'provider::x::read("p.json")', ''],
  ['a file that is not named', 'file(var.a)', 'variable "a" {}'],
  [
    'a local state',
    'data.terraform_remote_state.p.outputs.p',
    'data "terraform_remote_state" "p" { backend = "local" }',
  ],
])('%s may read a file of the folder that has changed', async (_, policy, blocks) => {
  const text = FILE_ROLE(policy, blocks);
  const { code, out } = await diff(
    { 'main.tf': text, 'p.json': POLICY('project_path:shop/web:ref_type:branch:ref:main') },
    { 'main.tf': text, 'p.json': POLICY('*') },
  );
  expect(out).not.toContain('no new access, whatever');
  expect(code).toBe(2);
});

test('a nested stack may have another template', async () => {
  const text = JSON.stringify({
    Resources: {
      Nested: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: 'https://example.com/t.yaml' },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sts:AssumeRoleWithWebIdentity',
                Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
                Condition: { StringLike: { 'gitlab.com:sub': { 'Fn::GetAtt': ['Nested', 'Outputs.Sub'] } } },
              },
            ],
          },
        },
      },
    },
  });
  const { code, out } = await diff({ 'template.yaml': text }, { 'template.yaml': text });
  expect(out).not.toContain('no new access, whatever');
  expect(code).toBe(2);
});
