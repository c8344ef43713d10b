import { readTerraformConfiguration, readTerraformJson, readTerraformPlan } from '../../../policies/index';

const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const ROLE = { aws_iam_role: { good: { name: 'good', assume_role_policy: TRUST } } };
const TEMPLATE = (type: string): string => JSON.stringify({ Resources: { R: { Type: type } } });

const beside = (type: string, body: object, more: object = {}): object => ({
  ...more,
  resource: { ...ROLE, [type]: { evil: body } },
});
const command = (text: string, more: object = {}): object => ({
  provisioner: { 'local-exec': [{ command: text, ...more }] },
});

const OPEN = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' }] };
const INVOKED = { x: { config: [{ payload: JSON.stringify(OPEN) }] } };
const HELD = { locals: { p: JSON.stringify(OPEN) }, resource: ROLE };

test.each<[note: string, configuration: object]>([
  ['a stack', beside('aws_cloudformation_stack', { template_body: TEMPLATE('AWS::IAM::Role') })],
  ['a stack set', beside('aws_cloudformation_stack_set', { template_body: TEMPLATE('AWS::IAM::Role') })],
  [
    'a template by expression',
    beside('aws_cloudformation_stack', {
      template_body: '${jsonencode({ Resources = { R = { Type = "AWS::IAM::Role" } } })}',
    }),
  ],
  [
    'a template elsewhere',
    beside('aws_cloudformation_stack', { template_url: 'https://example.com/t.json' }),
  ],
  [
    'a template beside another',
    beside('aws_cloudformation_stack', {
      template_body: TEMPLATE('AWS::S3::Bucket'),
      template_url: '${var.u}',
    }),
  ],
  [
    'a template that is not known',
    beside('aws_cloudformation_stack', { template_body: '${data.http.t.body}' }),
  ],
  [
    'a stack in a stack',
    beside('aws_cloudformation_stack', { template_body: TEMPLATE('AWS::CloudFormation::Stack') }),
  ],
  ['a macro', beside('aws_cloudformation_stack', { template_body: '{"Transform":"X"}' })],
  [
    'an escape in a template',
    beside('aws_cloudformation_stack', { template_body: '{"Type":"AWS\\u003a:IAM::Role"}' }),
  ],
  ['the Cloud Control API', beside('aws_cloudcontrolapi_resource', { type_name: 'AWS::IAM::Role' })],
  ['a type that is not known', beside('aws_cloudcontrolapi_resource', { type_name: '${var.type}' })],
  ['awscc', beside('awscc_iam_role', {})],
  ['a product', beside('aws_servicecatalog_provisioned_product', {})],
  ['aws iam', beside('null_resource', command('aws iam create-role --role-name evil'))],
  ['a script', beside('terraform_data', command('./setup.sh'))],
  ['a command that is not known', beside('terraform_data', command('${var.command}'))],
  ['another interpreter', beside('terraform_data', command('true', { interpreter: ['python', '-c', 'x'] }))],
  ['another path to programs', beside('terraform_data', command('mkdir x', { environment: { PATH: '.' } }))],
  ['a script of a provider', beside('shell_script', { lifecycle_commands: { create: 'make role' } })],
  ['the AWS CLI elsewhere', beside('aws_instance', { user_data: 'aws iam create-role --role-name x' })],
  [
    'the AWS CLI in a list',
    beside('docker_container', { command: ['iam', 'update-assume-role-policy', '--role-name', 'x'] }),
  ],
  [
    'base64 of a command',
    beside('aws_instance', { user_data_base64: btoa('#!/bin/sh\naws iam create-role --role-name x') }),
  ],
  [
    'a command of a function',
    beside('aws_launch_template', { user_data: '${base64encode(join(" ", ["aws", "iam", "create-role"]))}' }),
  ],
  ['a compressed text', beside('aws_instance', { user_data_base64: `H4sIAAAAAAAAA${'A'.repeat(60)}` })],
  [
    'a script of cloud-init',
    { data: { cloudinit_config: { x: { part: [{ content: 'aws iam create-role' }] } } }, resource: ROLE },
  ],
  [
    'a step of Systems Manager',
    beside('aws_ssm_document', {
      content: '${yamlencode({ mainSteps = [{ inputs = { Service = "iam", Api = "CreateRole" } }] })}',
    }),
  ],
  [
    'code of a function',
    {
      data: { archive_file: { x: { source_content: "boto3.client('iam').create_role(RoleName='x')" } } },
      resource: ROLE,
    },
  ],
  ['the query API', beside('http_call', { url: 'https://iam.amazonaws.com/?Action=UpdateAssumeRolePolicy' })],
  ['instances of a stack set', beside('aws_cloudformation_stack_instances', { stack_set_name: 'x' })],
  ['a chart with a trust', beside('helm_release', { chart: 'x', values: ['assumeRolePolicy: {}'] })],
  [
    'a chart of a controller',
    beside('helm_release', { chart: 'iam-chart', repository: 'oci://x/aws-controllers-k8s' }),
  ],
  ['a product to be', beside('aws_servicecatalog_product', { provisioning_artifact_parameters: {} })],
  ['an artifact of a product', beside('aws_servicecatalog_provisioning_artifact', {})],
  [
    'a role of ACK',
    beside('kubernetes_manifest', {
      manifest: { apiVersion: 'iam.services.k8s.aws/v1alpha1', kind: 'Role' },
    }),
  ],
  [
    'a role of Crossplane in text',
    beside('kubectl_manifest', { yaml_body: 'apiVersion: iam.aws.upbound.io/v1beta1\nkind: Role' }),
  ],
  [
    'an application of Argo CD',
    beside('argocd_application', { spec: { source: { repo_url: 'x', chart: 'crossplane' } } }),
  ],
  ['two commands in one', beside('terraform_data', command('echo a; aws iam create-role'))],
  [
    'a command of a role',
    { resource: { aws_iam_role: { good: { ...ROLE.aws_iam_role.good, ...command('x') } } } },
  ],
  [
    'a provisioner on another machine',
    beside('aws_instance', { provisioner: [{ 'remote-exec': { inline: ['x'] } }] }),
  ],
  ['a program', { data: { external: { x: { program: ['sh', 'x'] } } }, resource: ROLE }],
  ['an action', { action: { local_command: { x: { config: { command: 'x' } } } }, resource: ROLE }],
  [
    'a manifest of another operator',
    beside('kubernetes_manifest', { manifest: { kind: 'Role', spec: { assumeRolePolicy: '{}' } } }),
  ],
  [
    'a trust in an unknown type',
    beside('acme_role', { body: '{\\"Action\\":\\"sts:AssumeRoleWithWebIdentity\\"}' }),
  ],
  ['an action with a trust', { action: { aws_lambda_invoke: INVOKED }, resource: ROLE }],
  [
    'an action with a trust that another block holds',
    { action: { aws_lambda_invoke: { x: { config: [{ payload: '${local.p}' }] } } }, ...HELD },
  ],
  ['an ephemeral resource', { ephemeral: { aws_lambda_invocation: INVOKED }, resource: ROLE }],
  [
    'an invocation with a trust that another block holds',
    { ...HELD, ...beside('aws_lambda_invocation', { input: '${jsonencode({ p = local.p })}' }) },
  ],
  [
    'an invocation with a document',
    {
      ...beside('acme_thing', { body: 'x${data.aws_iam_policy_document.d.json}' }),
      data: { aws_iam_policy_document: { d: { statement: { actions: ['sts:AssumeRoleWithWebIdentity'] } } } },
    },
  ],
  ['a data source that invokes', { data: { aws_lambda_invocation: INVOKED }, resource: ROLE }],
  ['a data source that sends', { data: { http: INVOKED }, resource: ROLE }],
  [
    'a program in a check',
    { check: { c: { data: { external: { x: { program: ['x'] } } } } }, resource: ROLE },
  ],
  [
    'a trust that Terraform ignores',
    {
      resource: {
        aws_iam_role: {
          good: { ...ROLE.aws_iam_role.good, lifecycle: { ignore_changes: ['assume_role_policy'] } },
        },
      },
    },
  ],
  [
    'all changes ignored',
    {
      resource: {
        aws_iam_role: { good: { ...ROLE.aws_iam_role.good, lifecycle: [{ ignore_changes: 'all' }] } },
      },
    },
  ],
])('not judged, and never green: %s', (_, configuration) => {
  const { roles, unresolved } = readTerraformJson(JSON.stringify(configuration), { file: 'x.tf.json' });
  expect(roles).toHaveLength(1);
  expect(unresolved).toMatchObject([
    { reason: expect.stringMatching(/is not judged/), position: { file: 'x.tf.json' } },
  ]);
});

test.each<[note: string, configuration: object, address: string]>([
  [
    'a template without roles',
    beside('aws_cloudformation_stack', { template_body: TEMPLATE('AWS::S3::Bucket') }),
    'aws_cloudformation_stack.evil',
  ],
  [
    'another type',
    beside('aws_cloudcontrolapi_resource', { type_name: 'AWS::S3::Bucket' }),
    'aws_cloudcontrolapi_resource.evil',
  ],
  ['a chart', beside('helm_release', { chart: 'x' }), 'helm_release.evil'],
  ['echo', beside('null_resource', command('echo done')), 'null_resource.evil'],
  ['a folder', beside('null_resource', command('mkdir x', { working_dir: 'y' })), 'null_resource.evil'],
  [
    'no role with these values',
    { resource: { aws_iam_role: { ...ROLE.aws_iam_role, evil: { count: 0 } } } },
    'aws_iam_role.evil',
  ],
  [
    'no role for an empty set',
    { resource: { aws_iam_role: { ...ROLE.aws_iam_role, evil: { for_each: {} } } } },
    'aws_iam_role.evil',
  ],
  ['a module that is not called', { module: { m: { count: 0, source: './m' } }, resource: ROLE }, 'module.m'],
])('listed, and no obstacle: %s', (_, configuration, address) => {
  const file = { path: 'x.tf.json', text: '', syntax: 'json' as const, body: configuration };
  const child = { path: 'm/x.tf.json', text: '', syntax: 'json' as const, body: {} };
  const source = {
    root: '.',
    directories: new Map([
      ['.', [file]],
      ['m', [child]],
    ]),
  };
  expect(readTerraformConfiguration(source)).toMatchObject({
    roles: [{}],
    unresolved: [],
    notices: [{ address }],
  });
});

test.each<[note: string, more: object]>([
  ['a template of a trust', { data: { template_file: INVOKED } }],
  ['data of a service control policy', beside('aws_organizations_policy', { content: 'iam:CreateRole' })],
  [
    'an action without a trust',
    { action: { aws_lambda_invoke: { x: { config: [{ payload: '${local.q}' }] } } }, locals: { q: 'x' } },
  ],
  [
    'a policy of a bucket',
    {
      data: { aws_iam_policy_document: { d: { statement: { actions: ['s3:GetObject'] } } } },
      resource: {
        ...ROLE,
        aws_s3_bucket_policy: { p: { policy: '${data.aws_iam_policy_document.d.json}' } },
      },
    },
  ],
])('not listed: %s', (_, more) => {
  expect(readTerraformJson(JSON.stringify({ resource: ROLE, ...more }))).toMatchObject({
    roles: [{}],
    unresolved: [],
    notices: [],
  });
});

test.each([
  ['aws_iam_role.evil', 'trust'],
  ['module.evil', 'module'],
])('%s, which Terraform forgets, stays in AWS and cannot be judged', (from, concerns) => {
  const configuration = { removed: { from, lifecycle: { destroy: false } }, resource: ROLE };
  expect(readTerraformJson(configuration)).toMatchObject({
    roles: [{}],
    unresolved: [{ address: from, concerns, reason: expect.stringContaining('stay in AWS') }],
  });
});

test('a role that Terraform destroys is not listed', () => {
  const configuration = {
    removed: { from: 'aws_iam_role.evil', lifecycle: { destroy: true } },
    resource: ROLE,
  };
  expect(readTerraformJson(configuration).notices).toEqual([]);
});

test.each([
  [false, { unresolved: [{ address: 'infra/prod.tfvars' }], notices: [] }],
  [true, { unresolved: [], notices: [{ address: 'infra/prod.tfvars' }] }],
])('variables that are omitted are listed; on purpose: %s', (onPurpose, expected) => {
  const file = { path: 'x.tf.json', text: '', syntax: 'json' as const, body: { resource: ROLE } };
  const leftOut = [{ path: 'infra/prod.tfvars', onPurpose }];
  const source = { root: '.', directories: new Map([['.', [file]]]), leftOut };
  expect(readTerraformConfiguration(source)).toMatchObject(expected);
});

test('the commands that a plan will run', () => {
  const named = { address: 'null_resource.x', mode: 'managed', type: 'null_resource', name: 'x' };
  const provisioners = [{ type: 'local-exec', expressions: { command: { references: ['var.x'] } } }];
  const plan = {
    format_version: '1.2',
    planned_values: { root_module: { resources: [{ ...named, values: {} }] } },
    resource_changes: [{ ...named, change: { actions: ['create'], after: {} } }],
    configuration: { root_module: { resources: [{ ...named, provisioners }] } },
  };
  expect(readTerraformPlan(JSON.stringify(plan)).unresolved).toMatchObject([
    { address: 'null_resource.x', reason: expect.stringContaining('local-exec') },
  ]);
});

test('an action that a plan will invoke with a trust', () => {
  const invoked = { address: 'action.aws_lambda_invoke.x', type: 'aws_lambda_invoke', config_values: OPEN };
  const plan = { format_version: '1.2', planned_values: {}, action_invocations: [invoked] };
  expect(readTerraformPlan(JSON.stringify(plan)).unresolved).toMatchObject([
    { address: invoked.address, reason: expect.stringContaining('what looks like a trust policy') },
  ]);
});

test.each([
  [
    'of one block',
    { aws_iam_role: { r: { count: 20_000, assume_role_policy: TRUST } } },
    /has 20000 instances; at most 5000/,
  ],
  [
    'of many blocks',
    {
      aws_iam_role: Object.fromEntries(
        Array.from({ length: 30 }, (_, i) => [`r${i}`, { count: 4_000, assume_role_policy: TRUST }]),
      ),
    },
    /too many steps/,
  ],
])('instances are bounded: %s', (_, resource, reason) => {
  const { roles, unresolved } = readTerraformJson({ resource });
  expect(roles.length).toBeLessThan(15_000);
  expect(unresolved.map((entry) => entry.reason)).toContainEqual(expect.stringMatching(reason));
});

test.each([
  ['local_command', true],
  ['aws_cloudformation_x', true],
  ['aws_sns_publish', false],
])('an action that a plan invokes: %s', (type, isUnread) => {
  const plan = JSON.stringify({
    format_version: '1.2',
    planned_values: { root_module: { resources: [] } },
    resource_changes: [],
    action_invocations: [{ address: `action.${type}.x`, type, name: 'x', provider_name: 'p' }],
  });
  const { unresolved } = readTerraformPlan(plan, { file: 'plan.json' });
  expect(unresolved.map(({ address }) => address)).toEqual(isUnread ? [`action.${type}.x`] : []);
});

test.each(['file', 'templatefile', 'filebase64'])('a file that `%s` hands to a program is read', (name) => {
  const more = name === 'templatefile' ? ', { who = var.who }' : '';
  const body = beside('aws_instance', { user_data: `\${${name}("\${path.module}/u.sh"${more})}` });
  const source = {
    root: '.',
    directories: new Map([['.', [{ path: 'x.tf.json', text: '', syntax: 'json' as const, body }]]]),
    texts: new Map([['u.sh', '#!/bin/sh\naws iam create-role --role-name ${who}']]),
  };
  expect(readTerraformConfiguration(source).unresolved).toMatchObject([
    { address: 'aws_instance.evil', reason: expect.stringContaining('a call of IAM in `aws_instance`') },
  ]);
});
