import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { behaviourOf } from './support/terraform/behaviours/index';
import { bindingSchema } from './support/terraform/binding-schema';
import {
  cloudProject,
  describeTerraform,
  terraformAvailable,
  type Terraform,
} from './support/terraform/index';
import { decodeValue, encodeValue } from './support/terraform/msgpack';
import { decodeMessage, encodeMessage, stringOf } from './support/terraform/protobuf';
import { UNKNOWN, type Value } from './support/terraform/value';

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Condition: { StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' } },
    },
  ],
};

const PROVIDERS = `
terraform {
  required_providers {
    aws    = { source = "hashicorp/aws" }
    gitlab = { source = "gitlabhq/gitlab" }
  }
}
`;

function role(body: string): string {
  return `${PROVIDERS}\nresource "aws_iam_role" "r" {\n${body}\n}\n`;
}

function refusal(run: Terraform): string {
  expect(run.status).toBe(1);
  return run.text;
}

describe('the wire codecs', () => {
  const values: [note: string, value: Value][] = [
    ['null', null],
    ['true', true],
    ['zero', 0],
    ['a small number', 127],
    ['a negative number', -129],
    ['a number over 32 bits', 2 ** 40],
    ['a fraction', 0.1],
    ['empty text', ''],
    ['text over 64 KiB', 'é'.repeat(40_000)],
    ['unknown', UNKNOWN],
    ['a list with unknown inside', ['a', UNKNOWN, null]],
    ['an object', { a: { b: [] }, 'k-1': {} }],
  ];
  test.each(values)('msgpack: %s survives the round trip', (_, value) => {
    expect(decodeValue(encodeValue(value))).toStrictEqual(value);
  });

  test('msgpack: every short form that Terraform writes is read', () => {
    const bytes = Buffer.from('9a7fffd080d1ff00cc80cd0100c3a161c7010c80d40000', 'hex');
    expect(decodeValue(bytes)).toStrictEqual([127, -1, -128, -256, 128, 256, true, 'a', UNKNOWN, UNKNOWN]);
  });

  test('msgpack: a key named __proto__ is a key', () => {
    const value = decodeValue(Buffer.from('81a95f5f70726f746f5f5f01', 'hex'));
    expect(Object.keys(value as object)).toStrictEqual(['__proto__']);
  });

  test('protobuf: fields are found by number and zero values are omitted', () => {
    const bytes = encodeMessage([
      [1, 'text'],
      [2, 0],
      [3, 300],
      [11, true],
    ]);
    const message = decodeMessage(bytes);
    expect(stringOf(message, 1)).toBe('text');
    expect([...message.keys()]).toStrictEqual([1, 3, 11]);
    expect(message.get(3)).toBe(300n);
  });
});

describe('schemas from the installed bindings', () => {
  const lib = (provider: string, folder: string) => `node_modules/@cdktf/provider-${provider}/lib/${folder}`;

  test('a resource: required, optional, computed and nested blocks', () => {
    const schema = bindingSchema(lib('aws', 'iam-role'));
    expect(schema.attributes['assume_role_policy']).toStrictEqual({ type: 'string', required: true });
    expect(schema.attributes['max_session_duration']).toMatchObject({ type: 'number', optional: true });
    expect(schema.attributes['managed_policy_arns']).toMatchObject({ type: ['set', 'string'] });
    expect(schema.attributes['tags']).toMatchObject({ type: ['map', 'string'] });
    expect(schema.attributes['arn']).toStrictEqual({ type: 'string', computed: true });
    expect(Object.keys(schema.blocks)).toStrictEqual(['inline_policy']);
    expect(schema.blocks['inline_policy']?.nesting).toBe('set');
  });

  test('a data source: blocks in blocks, and computed attributes inside a block', () => {
    const document = bindingSchema(lib('aws', 'data-aws-iam-policy-document'));
    const statement = document.blocks['statement']?.block;
    expect(Object.keys(statement?.blocks ?? {}).toSorted()).toStrictEqual([
      'condition',
      'not_principals',
      'principals',
    ]);
    expect(statement?.blocks['condition']?.block.attributes['test']).toStrictEqual({
      type: 'string',
      required: true,
    });

    const branches = bindingSchema(lib('gitlab', 'data-gitlab-project-protected-branches'));
    expect(branches.blocks['protected_branches']?.block.attributes['name']).toStrictEqual({
      type: 'string',
      computed: true,
    });
  });

  test('a provider', () => {
    expect(bindingSchema(lib('gitlab', 'provider')).attributes['token']).toMatchObject({ type: 'string' });
  });
});

describe('aws_iam_policy_document as the provider writes it', () => {
  const read = (config: Record<string, Value>): string => {
    const behaviour = behaviourOf('data.aws_iam_policy_document');
    if (behaviour?.kind !== 'data') throw new Error('no behaviour');
    const answer = behaviour.read(config, { cloud: {} as never, provider: {} });
    return 'problem' in answer ? answer.problem.summary : String(answer.found['minified_json']);
  };

  test('sets are written in reverse order, single values bare, `&{` as `${`', () => {
    const statement = {
      actions: ['s3:Get', 's3:List'],
      resources: ['arn:aws:s3:::b/&{aws:username}'],
      condition: [
        { test: 'StringLike', variable: 'k', values: ['b', 'a'] },
        { test: 'StringLike', variable: 'k', values: ['c'] },
        { test: 'Bool', variable: 'x', values: ['true'] },
      ],
    };
    expect(read({ statement: [statement] })).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:List","s3:Get"],' +
        '"Resource":"arn:aws:s3:::b/${aws:username}",' +
        '"Condition":{"Bool":{"x":"true"},"StringLike":{"k":["b","a","c"]}}}]}',
    );
  });

  test('only {"*": "*"} becomes "*"', () => {
    const document = (type: string) => read({ statement: [{ principals: [{ type, identifiers: ['*'] }] }] });
    expect(document('*')).toContain('"Principal":"*"');
    expect(document('AWS')).toContain('"Principal":{"AWS":"*"}');
  });

  test('an override replaces the statement with the same Sid', () => {
    const override = JSON.stringify({ Statement: [{ Sid: 'A', Effect: 'Deny' }] });
    const text = read({ statement: [{ sid: 'A', actions: ['x'] }], override_policy_documents: [override] });
    expect(JSON.parse(text)).toStrictEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'A', Effect: 'Deny' }],
    });
  });

  test('a repeated Sid is refused', () => {
    expect(read({ statement: [{ sid: 'A' }, { sid: 'A' }] })).toContain('duplicate Sid (A)');
  });
});

describeTerraform('terraform with the stub providers', (terraform) => {
  const FEDERATION = `${PROVIDERS}
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
  default_tags {
    tags = { team = "platform" }
  }
}
data "aws_caller_identity" "me" {}
data "aws_partition" "p" {}
data "gitlab_project" "api" {
  path_with_namespace = "acme/platform/api"
}
data "gitlab_project_protected_branches" "api" {
  project_id = data.gitlab_project.api.id
}
data "gitlab_project_protected_tags" "api" {
  project = data.gitlab_project.api.id
}
data "gitlab_metadata" "m" {}
resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  path               = "/ci/"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = { role = "deploy" }
  lifecycle {
    precondition {
      condition     = data.gitlab_project.api.namespace_id == 12
      error_message = "The project moved to another namespace."
    }
    precondition {
      condition     = contains(data.gitlab_project_protected_branches.api.protected_branches[*].name, "main")
      error_message = "main is not protected."
    }
  }
}
resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.deploy.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "gitlab_project_variable" "arn" {
  project = data.gitlab_project.api.id
  key     = "AWS_ROLE_ARN"
  value   = aws_iam_role.deploy.arn
}
resource "gitlab_branch_protection" "main" {
  project = data.gitlab_project.api.id
  branch  = "main"
}
output "arn" { value = aws_iam_role.deploy.arn }
output "tags" { value = aws_iam_role.deploy.tags_all }
output "variable" { value = gitlab_project_variable.arn.id }
output "account" { value = data.aws_caller_identity.me.account_id }
output "partition" { value = data.aws_partition.p.partition }
output "gitlab" { value = data.gitlab_metadata.m.version }
output "push" { value = one(data.gitlab_project_protected_branches.api.protected_branches[0].push_access_levels).access_level }
output "trust" { value = jsondecode(aws_iam_role.deploy.assume_role_policy) }
`;

  test('init, validate, plan, apply, plan again, destroy', () => {
    const planned = terraform({ 'main.tf': FEDERATION }).init().validate();
    const changes = planned.planJson().resource_changes ?? [];
    expect(changes.filter(({ mode }) => mode === 'managed').map(({ address }) => address)).toStrictEqual([
      'aws_iam_openid_connect_provider.gitlab',
      'aws_iam_role.deploy',
      'aws_iam_role_policy_attachment.read',
      'gitlab_branch_protection.main',
      'gitlab_project_variable.arn',
    ]);
    const after = changes.find(({ address }) => address === 'aws_iam_role.deploy')?.change.after;
    expect(after).toMatchObject({ max_session_duration: 3600, path: '/ci/', tags_all: { team: 'platform' } });

    const applied = planned.apply().succeed();
    expect(applied.outputs()).toStrictEqual({
      account: '111122223333',
      arn: 'arn:aws:iam::111122223333:role/ci/deploy',
      gitlab: '18.6.1-ee',
      partition: 'aws',
      push: 'maintainer',
      tags: { role: 'deploy', team: 'platform' },
      trust: TRUST,
      variable: '101:AWS_ROLE_ARN:*',
    });
    expect(applied.plan('-detailed-exitcode').text).toContain('No changes.');

    const moved = applied.with({ cloud: { projects: [cloudProject({ namespaceId: 99 })] } });
    expect(refusal(moved.plan())).toContain('The project moved to another namespace.');
    const unprotected = applied.with({ cloud: { projects: [cloudProject({ protectedBranches: [] })] } });
    expect(refusal(unprotected.plan())).toContain('main is not protected.');
    const gone = applied.with({ cloud: { projects: [] } });
    expect(refusal(gone.plan())).toContain('404 {message: 404 Project Not Found}');
    expect(refusal(applied.with({ cloud: { account: '444455556666' } }).plan())).toContain(
      'AWS account ID not allowed: 444455556666',
    );

    expect(applied.destroy().succeed().text).toContain('5 destroyed');
  });

  test('the synthesized JSON form works, and its state stays in the temporary directory', () => {
    const stack = {
      terraform: {
        backend: { local: { path: '/nonexistent/terraform.stack.tfstate' } },
        required_providers: { aws: { source: 'aws', version: '6.25.0' } },
      },
      resource: { aws_iam_role: { r: { name: 'r', assume_role_policy: JSON.stringify(TRUST) } } },
      output: { id: { value: '${aws_iam_role.r.id}' } },
    };
    const applied = terraform({ 'cdk.tf.json': JSON.stringify(stack) })
      .init()
      .apply()
      .succeed();
    expect(applied.outputs()).toStrictEqual({ id: 'r' });
    expect(existsSync(`${applied.directory}/terraform.tfstate`)).toBe(true);
  });

  test('a policy that differs only in spelling is not a change; a new name replaces', () => {
    const main = (name: string, policy: string) => role(`name = "${name}"\nassume_role_policy = ${policy}`);
    const json = JSON.stringify(JSON.stringify(TRUST, null, 2));
    const applied = terraform({ 'main.tf': main('r', json) })
      .init()
      .apply()
      .succeed();
    const rewrite = (text: string) => writeFileSync(`${applied.directory}/main.tf`, text);

    rewrite(main('r', `jsonencode(${JSON.stringify(TRUST)})`));
    expect(applied.plan('-detailed-exitcode').text).toContain('No changes.');

    rewrite(main('s', json));
    expect(applied.planJson().resource_changes?.[0]?.change).toMatchObject({
      actions: ['delete', 'create'],
      replace_paths: [['name']],
    });
  });

  test('import reads back what the import id says', () => {
    const main = `${PROVIDERS}
import {
  to = aws_iam_openid_connect_provider.g
  id = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"
}
resource "aws_iam_openid_connect_provider" "g" {
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}`;
    const change = terraform({ 'main.tf': main }).init().planJson().resource_changes?.[0]?.change;
    expect(change).toMatchObject({ actions: ['update'], before: { url: 'https://gitlab.com' } });
  });

  test('an existing identity provider is found by url and by arn, and cannot be created twice', () => {
    const cloud = { oidcProviders: [{ url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'] }] };
    const main = `${PROVIDERS}
data "aws_iam_openid_connect_provider" "u" { url = "https://gitlab.com" }
data "aws_iam_openid_connect_provider" "a" { arn = data.aws_iam_openid_connect_provider.u.arn }
output "clients" { value = data.aws_iam_openid_connect_provider.a.client_id_list }`;
    expect(terraform({ 'main.tf': main }, { cloud }).init().apply().succeed().outputs()).toStrictEqual({
      clients: ['sts.amazonaws.com'],
    });
    expect(refusal(terraform({ 'main.tf': main }).init().plan())).toContain(
      "reading IAM OIDC Provider (https://gitlab.com): couldn't find resource",
    );
    const twice = `${PROVIDERS}
resource "aws_iam_openid_connect_provider" "g" {
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}`;
    expect(refusal(terraform({ 'main.tf': twice }, { cloud }).init().apply())).toContain(
      'EntityAlreadyExists',
    );
  });

  test('terraform test runs the native tests beside a module, variables included', () => {
    const run = terraform(
      {
        'main.tf': `variable "name" {}\n${role('name = var.name\nassume_role_policy = jsonencode({})')}
output "arn" { value = aws_iam_role.r.arn }`,
        'tests/role.tftest.hcl': `variables {\n  name = "ci"\n}
run "arn" {
  assert {
    condition     = output.arn == "arn:aws:iam::111122223333:role/ci"
    error_message = "wrong arn"
  }
}`,
      },
      {},
    );
    expect(run.init().test().succeed().text).toContain('1 passed, 0 failed');
  });

  describe('is refused by Terraform itself', () => {
    const rows: [note: string, body: string, message: string][] = [
      ['a missing argument', 'name = "r"', 'The argument "assume_role_policy" is required'],
      [
        'an unknown argument',
        'assume_role_policy = "{}"\nnmae = "r"',
        'An argument named "nmae" is not expected here',
      ],
      ['a wrong type', 'assume_role_policy = "{}"\nmax_session_duration = "long"', 'a number is required'],
      [
        'an unknown block',
        'assume_role_policy = "{}"\ntrust {}',
        'Blocks of type "trust" are not expected here',
      ],
    ];
    test.each(rows)('%s', (_, body, message) => {
      expect(
        refusal(
          terraform({ 'main.tf': role(body) })
            .init()
            .validate(),
        ),
      ).toContain(message);
    });
  });

  test('is refused by the imitated validators, each with its reason', () => {
    const json = JSON.stringify(JSON.stringify(TRUST));
    const rows: [name: string, body: string, message: string][] = [
      ['a', 'assume_role_policy = "{"', '"assume_role_policy" contains an invalid JSON policy'],
      ['b', 'assume_role_policy = ""', 'is an empty string, which is not a valid JSON value'],
      [
        'c',
        String.raw`assume_role_policy = "{\"a\":1,\"a\":2}"`,
        'contains duplicate JSON keys: duplicate key "a"',
      ],
      ['d', `assume_role_policy = ${json}\nmax_session_duration = 60`, 'in the range (3600 - 43200), got 60'],
      ['e', `assume_role_policy = ${json}\nname = "a b"`, 'invalid value for name'],
      [
        'f',
        `assume_role_policy = ${json}\nname = "${'x'.repeat(65)}"`,
        'expected length of name to be in the range (1 - 64)',
      ],
      [
        'g',
        `assume_role_policy = ${json}\npermissions_boundary = "x"`,
        '"permissions_boundary" (x) is an invalid ARN',
      ],
    ];
    const resources = rows.map(([name, body]) => `resource "aws_iam_role" "${name}" {\n${body}\n}`);
    const text = refusal(
      terraform({ 'main.tf': [PROVIDERS, ...resources].join('\n') })
        .init()
        .validate(),
    );
    for (const [, , message] of rows) expect(text).toContain(message);
  });

  test('is refused by GitLab: bad keys, types, scopes and levels at plan, a value that cannot be masked at apply', () => {
    const variable = (name: string, body: string) =>
      `resource "gitlab_project_variable" "${name}" {\nproject = "101"\n${body}\n}`;
    const bad = [
      PROVIDERS,
      variable('a', 'key = "A-B"\nvalue = ""'),
      variable('b', 'key = "B"\nvalue = ""\nvariable_type = "text"'),
      variable('c', 'key = "C"\nvalue = ""\nenvironment_scope = "a;b"'),
      'resource "gitlab_branch_protection" "d" {\nproject = "101"\nbranch = "main"\npush_access_level = "owner"\n}',
    ];
    const text = refusal(
      terraform({ 'main.tf': bad.join('\n') })
        .init()
        .validate(),
    );
    expect(text).toContain('invalid value for key');
    expect(text).toContain('expected variable_type to be one of');
    expect(text).toContain('invalid value for environment_scope');
    expect(text).toContain('expected push_access_level to be one of');

    const masked = (value: string) =>
      terraform({ 'main.tf': `${PROVIDERS}${variable('m', `key = "M"\nvalue = "${value}"\nmasked = true`)}` })
        .init()
        .apply();
    expect(refusal(masked('a value'))).toContain('400 {message: {value: [is invalid]}}');
    expect(masked('arn:aws:iam::111122223333:role/ci').status).toBe(0);
  });

  test('a trust policy over the quota is refused at apply', () => {
    const long = JSON.stringify(JSON.stringify({ ...TRUST, Id: 'x'.repeat(2048) }));
    const files = { 'main.tf': role(`name = "r"\nassume_role_policy = ${long}`) };
    expect(refusal(terraform(files).init().apply())).toContain(
      'Cannot exceed quota for ACLSizePerRole: 2048',
    );
    expect(
      terraform(files, { cloud: { trustPolicyQuota: 4096 } })
        .init()
        .apply().status,
    ).toBe(0);
  });

  test('a type without a behaviour is served as well, with empty values', () => {
    const main = `${PROVIDERS}
resource "aws_s3_bucket" "b" { bucket = "b" }
output "versioned" { value = aws_s3_bucket.b.versioning }`;
    expect(terraform({ 'main.tf': main }).init().apply().succeed().outputs()).toStrictEqual({
      versioned: [],
    });
  });

  test('installed from a mirror, the providers answer to version constraints and are locked', () => {
    const main = (constraint: string) =>
      `terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "${constraint}"\n    }\n  }\n}
data "aws_partition" "p" {}
output "partition" { value = data.aws_partition.p.partition }`;
    const open = (constraint: string) =>
      terraform({ 'main.tf': main(constraint) }, { providers: 'mirror' }).init();
    expect(refusal(open('~> 99.0'))).toContain('99.0');
    const applied = open('>= 5.40, < 7').apply().succeed();
    expect(applied.outputs()).toStrictEqual({ partition: 'aws' });
    expect(existsSync(`${applied.directory}/.terraform.lock.hcl`)).toBe(true);
  });

  test('variables are passed, and formatting is checked', () => {
    const open = terraform(
      { 'main.tf': 'variable "v" {}\noutput "v" { value = var.v }\n' },
      { variables: { v: ['a'] } },
    );
    expect(open.init().apply().succeed().outputs()).toStrictEqual({ v: '["a"]' });
    expect(terraform({ 'main.tf': 'output "v" {\n  value = 1\n}\n' }).formatCheck().status).toBe(0);
    expect(terraform({ 'main.tf': 'output "v" {\nvalue=1\n}\n' }).formatCheck().status).not.toBe(0);
  });
});

test('nothing is left in the temporary directory', () => {
  expect(
    terraformAvailable()
      ? readdirSync(tmpdir()).filter((name) => name.startsWith(`refgate-tf-${process.pid}-`))
      : [],
  ).toStrictEqual([]);
});
