/* oxlint-disable no-new -- a construct joins its scope when it is made */
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { DataGitlabProject } from '@cdktf/provider-gitlab/lib/data-gitlab-project';
import { ProjectVariable } from '@cdktf/provider-gitlab/lib/project-variable';
import { GitlabProvider } from '@cdktf/provider-gitlab/lib/provider';
import { parse } from '@cdktf/hcl2json';
import {
  App,
  CloudBackend,
  DataTerraformRemoteState,
  Fn,
  HttpBackend,
  NamedCloudWorkspace,
  S3Backend,
  TaggedCloudWorkspaces,
  TerraformCount,
  TerraformHclModule,
  TerraformIterator,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  type TerraformBackend,
} from 'cdktf';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderHcl, stackTree, writeHcl, type HclOptions, type JsonObject } from '../../../modules/hcl/index';
import { describeTerraform, type OpenTerraform, type TerraformOptions } from '../../support/terraform/index';
import { AWKWARD_POLICIES, AWKWARD_VALUES } from './awkward-values';

const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [] });

const outdir = mkdtempSync(path.join(tmpdir(), 'refgate-hcl-'));
afterAll(() => rmSync(outdir, { recursive: true }));

function stackOf(build: (stack: TerraformStack) => void): TerraformStack {
  const stack = new TerraformStack(new App({ outdir }), 'stack');
  build(stack);
  return stack;
}

/** The policies of a plan, parsed: jsonencode sorts keys and escapes characters of HTML. */
function parsedPolicies(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, inner: unknown) =>
    /(?:^|_)policy$/.test(name) && typeof inner === 'string' && inner !== ''
      ? { parsed: JSON.parse(inner) }
      : inner,
  );
}

/** What must be equal in both forms: what is planned, and what the configuration says beside it. */
function planOf(terraform: OpenTerraform, files: Record<string, string>, options: TerraformOptions): unknown {
  const open = terraform(files, options).init().succeed();
  const { resource_changes: changes, output_changes: outputs, checks, configuration } = open.planJson();
  const root = (configuration as { root_module?: JsonObject }).root_module ?? {};
  const resources = root['resources'] as readonly JsonObject[] | undefined;
  return parsedPolicies({
    changes,
    outputs,
    checks,
    providers: (configuration as { provider_config?: unknown }).provider_config,
    variables: root['variables'],
    described: Object.entries((root['outputs'] ?? {}) as JsonObject).map(([name, output]) => [
      name,
      (output as JsonObject)['description'],
      (output as JsonObject)['sensitive'],
      (output as JsonObject)['depends_on'],
    ]),
    resources: resources?.map(({ address, provider_config_key, depends_on, provisioners }) => ({
      address,
      provider_config_key,
      depends_on,
      provisioners: (provisioners as readonly JsonObject[] | undefined)?.map(({ type }) => type),
    })),
  });
}

describeTerraform('HCL plans as the JSON form does, and terraform fmt would not change it', (terraform) => {
  function same(
    tree: JsonObject,
    hcl: ReadonlyMap<string, string>,
    more: { files?: Record<string, string>; options?: TerraformOptions } = {},
  ): void {
    const files = { ...more.files, ...Object.fromEntries(hcl) };
    expect(terraform(files).formatCheck().text).toBe('');
    const options = more.options ?? {};
    const json = planOf(terraform, { ...more.files, 'cdk.tf.json': JSON.stringify(tree, null, 1) }, options);
    expect(planOf(terraform, files, options)).toStrictEqual(json);
  }

  function sameStack(
    build: (stack: TerraformStack) => void,
    more: HclOptions & { files?: Record<string, string>; options?: TerraformOptions } = {},
  ): ReadonlyMap<string, string> {
    const stack = stackOf(build);
    const hcl = renderHcl(stack, more);
    same(stackTree(stack), hcl, more);
    return hcl;
  }

  const INPUTS: JsonObject = { s: { default: 's"\n${x}' }, n: { default: 42 } };

  test(`${AWKWARD_VALUES.length} awkward values`, () => {
    const output = Object.fromEntries(AWKWARD_VALUES.map(({ value }, index) => [`v${index}`, { value }]));
    const locals = Object.fromEntries(AWKWARD_VALUES.map(({ value }, index) => [`v${index}`, value]));
    const tree: JsonObject = { variable: INPUTS, locals, output };
    same(tree, writeHcl(tree));
  });

  test(`${AWKWARD_VALUES.length} awkward values where Terraform evaluates nothing`, () => {
    const variable = Object.fromEntries(
      AWKWARD_VALUES.map(({ value, note }, index) => [
        `v${index}`,
        { default: value ?? 0, description: `${note} \${x} %{y}` },
      ]),
    );
    const output = Object.fromEntries(
      AWKWARD_VALUES.map(({ note }, index) => [
        `v${index}`,
        { value: `\${var.v${index}}`, description: note },
      ]),
    );
    const tree: JsonObject = { variable, output };
    same(tree, writeHcl(tree));
  });

  test(`${AWKWARD_POLICIES.length} awkward policies`, () => {
    const roles = AWKWARD_POLICIES.map(({ value }, index) => [
      `r${index}`,
      { name: `r${index}`, assume_role_policy: value },
    ]);
    const tree: JsonObject = {
      terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
      variable: INPUTS,
      locals: { host: 'gitlab.com', map: { k: 'v' } },
      data: { aws_partition: { p: {} } },
      resource: {
        aws_iam_openid_connect_provider: {
          p: { url: 'https://gitlab.com', client_id_list: ['sts.amazonaws.com'] },
        },
        aws_iam_role: Object.fromEntries(roles) as JsonObject,
      },
    };
    const hcl = writeHcl(tree);
    expect(hcl.get('main.tf')?.match(/jsonencode\(\{/g)).toHaveLength(
      AWKWARD_POLICIES.filter(({ text }) => !text).length,
    );
    same(tree, hcl);
    const applied = (files: Record<string, string>) =>
      parsedPolicies(terraform(files).init().apply().run('show', '-json').json()) as {
        values: { root_module: unknown };
      };
    expect(applied(Object.fromEntries(hcl)).values.root_module).toStrictEqual(
      applied({ 'cdk.tf.json': JSON.stringify(tree, null, 1) }).values.root_module,
    );
  });

  test('a federation: providers with aliases, guards, policies with references, variables, outputs', () => {
    const hcl = sameStack((stack) => {
      new AwsProvider(stack, 'aws', {
        region: 'eu-west-1',
        defaultTags: [{ tags: { 'a:b': 'c' } }],
        allowedAccountIds: ['111122223333'],
      });
      const two = new AwsProvider(stack, 'aws-two', { region: 'us-east-1', alias: 'two' });
      new GitlabProvider(stack, 'gitlab', { baseUrl: 'https://gitlab.com/api/v4/' });
      const project = new DataGitlabProject(stack, 'api', { pathWithNamespace: 'acme/platform/api' });
      const partition = new DataAwsPartition(stack, 'partition', { provider: two });
      const idp = new IamOpenidConnectProvider(stack, 'idp', {
        url: 'https://gitlab.com',
        clientIdList: ['sts.amazonaws.com'],
      });
      const role = new IamRole(stack, 'role', {
        name: 'deploy',
        assumeRolePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Federated: idp.arn },
              Condition: { StringLike: { 'gitlab.com:sub': 'a"b\\c$${x}*' } },
            },
          ],
        }),
        inlinePolicy: [
          { name: 'a', policy: TRUST },
          { name: 'b', policy: `{"Resource":"arn:${partition.partition}:s3:::x"}` },
        ],
        tags: { 'k e y': 'v', Name: '$${x}' },
        dependsOn: [project],
        lifecycle: {
          createBeforeDestroy: true,
          ignoreChanges: 'all',
          precondition: [
            {
              condition: '${data.gitlab_project.api.namespace_id==12}',
              errorMessage: 'The project moved.',
            },
          ],
          postcondition: [
            { condition: '${self.name=="deploy"}', errorMessage: 'Not ${self.name} but "deploy".' },
          ],
        },
      });
      new IamRolePolicy(stack, 'policy', {
        role: role.name,
        provider: two,
        policy: Fn.jsonencode({ Resource: role.arn }),
      });
      new ProjectVariable(stack, 'arn', {
        project: project.id,
        key: 'AWS_ROLE_ARN',
        value: role.arn,
        raw: true,
        protected: false,
      });
      new TerraformLocal(stack, 'no', false);
      new TerraformOutput(stack, 'role-arn', {
        value: role.arn,
        description: 'ARN of "deploy"',
        staticId: true,
      });
      new TerraformOutput(stack, 'text', { value: '42', sensitive: true });
      stack.addOverride('terraform.required_version', '>= 1.5');
      stack.addOverride('terraform.required_providers.aws.version', '>= 5.40, < 7');
    });
    expect(hcl.get('main.tf')).toContain('Federated = aws_iam_openid_connect_provider.idp.arn');
    expect(hcl.get('main.tf')).toContain('ignore_changes        = all');
    expect(hcl.get('main.tf')).toContain('condition     = data.gitlab_project.api.namespace_id == 12');
  });

  test('variables: types, falsy defaults, validation, and what the user passes', () => {
    const build = (stack: TerraformStack): void => {
      const rows: [name: string, props: ConstructorParameters<typeof TerraformVariable>[2]][] = [
        ['empty', { default: '' }],
        ['no', { default: false, type: 'bool' }],
        ['zero', { default: 0, type: 'number' }],
        ['null', { type: 'string', nullable: true }],
        ['list', { default: [], type: 'list(string)' }],
        ['map', { default: {}, type: 'map(object({ a = optional(number, 1), b=string }))' }],
        ['secret', { default: 'x', sensitive: true, nullable: false }],
        [
          'checked',
          {
            default: 'abc',
            validation: [
              { condition: '${length(var.checked)>2}', errorMessage: 'Too short: "${var.checked}".' },
            ],
          },
        ],
        ['required', { description: 'say "x" \\ ${y}' }],
      ];
      for (const [name, props] of rows) new TerraformVariable(stack, name, props);
      stack.addOverride('variable.null.default', null);
      stack.addOverride('variable.map.default', { 'K-y': { b: '$' } });
      for (const [name] of rows)
        new TerraformOutput(stack, `o-${name}`, {
          value: `\${var.${name}}`,
          sensitive: name === 'secret',
          staticId: true,
        });
      new TerraformOutput(stack, 'guarded', {
        value: 1,
        staticId: true,
        precondition: { condition: '${var.zero==0}' as never, errorMessage: 'no' },
      });
    };
    sameStack(build, { options: { variables: { required: 'r$' } } });
    const stack = stackOf(build);
    const refused = terraform(Object.fromEntries(renderHcl(stack)), {
      variables: { required: '', checked: 'ab' },
    });
    expect(refused.init().plan().text).toContain('Too short: "ab".');
  });

  test('for_each, count, dynamic blocks, iterators, functions and operators of cdktf', () => {
    const hcl = sameStack(
      (stack) => {
        new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
        const names = new TerraformVariable(stack, 'names', { type: 'list(string)', default: ['a', 'b'] });
        const iterator = TerraformIterator.fromList(names.listValue);
        const map = TerraformIterator.fromMap({ x: { n: 1 }, y: { n: 2 } });
        const document = new DataAwsIamPolicyDocument(stack, 'document', {
          statement: iterator.dynamic({
            sid: iterator.value,
            actions: ['sts:AssumeRoleWithWebIdentity'],
            principals: [{ type: 'Federated', identifiers: ['x'] }],
          }) as never,
        });
        new IamRole(stack, 'each', {
          forEach: iterator,
          name: iterator.value,
          assumeRolePolicy: document.json,
        });
        new IamRole(stack, 'mapped', {
          forEach: map,
          name: `m-${map.key}`,
          maxSessionDuration: map.getNumber('n'),
          assumeRolePolicy: TRUST,
          lifecycle: { ignoreChanges: ['tags["x"]', 'name'] },
        }).addOverride('max_session_duration', 3600);
        const counted = TerraformCount.of(
          names.listValue.length === -1 ? 1 : (Fn.lengthOf(names.listValue) as never),
        );
        new IamRole(stack, 'counted', {
          count: counted,
          name: `c-${counted.index}`,
          assumeRolePolicy: TRUST,
        });
        new TerraformOutput(stack, 'joined', {
          value: Fn.join(Fn.upper('a'), names.listValue),
          staticId: true,
        });
        new TerraformOutput(stack, 'all', {
          value:
            iterator.pluckProperty('x') === undefined ? '' : Fn.merge([{ a: 1 }, { 'b c': names.listValue }]),
          staticId: true,
        });
      },
      { nested: { 'data.aws_iam_policy_document': { 'statement.principals': 'block' } } },
    );
    expect(hcl.get('main.tf')).toContain(
      'dynamic "statement" {\n    for_each = toset(var.names)\n    iterator = each',
    );
  });

  test('modules, moved, import, removed and check blocks, provisioners, connections, time-outs', () => {
    const module = 'variable "a" {}\nvariable "o" {}\noutput "a" {\n  value = [var.a, var.o]\n}\n';
    sameStack(
      (stack) => {
        new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
        const called = new TerraformHclModule(stack, 'called', {
          source: './called',
          variables: { a: 'x"${1+1}', o: { 'k-1': [1, { b: null }] } },
          skipAssetCreationFromLocalModules: true,
        });
        new TerraformOutput(stack, 'out', { value: called.get('a'), staticId: true });
        const role = new IamRole(stack, 'new', {
          name: 'r',
          assumeRolePolicy: TRUST,
          provisioners: [
            { type: 'local-exec', command: 'echo "${self.name}"', when: 'destroy' },
            { type: 'remote-exec', inline: ['a', 'b'], connection: { type: 'ssh', host: 'h' } },
          ],
        });
        role.importFrom('r');
        stack.addOverride('moved', [{ from: 'aws_iam_role.old', to: 'aws_iam_role.older["k"]' }]);
        stack.addOverride('removed', [{ from: 'aws_iam_role.gone', lifecycle: { destroy: false } }]);
        stack.addOverride('check.partition', {
          data: { aws_partition: { p: {} } },
          assert: [
            {
              condition: '${data.aws_partition.p.partition=="aws"}',
              error_message: 'Not ${data.aws_partition.p.partition}.',
            },
          ],
        });
        stack.addOverride('resource.terraform_data.t', {
          input: { a: '${timestamp()==""?1:2}' },
          triggers_replace: ['${aws_iam_role.new.arn}'],
          lifecycle: { replace_triggered_by: ['aws_iam_role.new.arn', 'aws_iam_role.new'] },
        });
      },
      { files: { 'called/main.tf': module }, nested: { terraform_data: { input: 'argument' } } },
    );
  });

  describe('backends', () => {
    const rows: [note: string, add: (stack: TerraformStack) => TerraformBackend][] = [
      [
        's3',
        (stack) =>
          new S3Backend(stack, {
            bucket: 'b',
            key: 'a/${x}/t.tfstate',
            region: 'eu-west-1',
            encrypt: true,
            assumeRole: { roleArn: 'arn:aws:iam::111122223333:role/s' },
          }),
      ],
      [
        'http',
        (stack) =>
          new HttpBackend(stack, {
            address: 'https://gitlab.com/api/v4/projects/101/terraform/state/x',
            lockMethod: 'POST',
            retryWaitMin: 5,
          }),
      ],
      [
        'cloud by name',
        (stack) => new CloudBackend(stack, { organization: 'o', workspaces: new NamedCloudWorkspace('w') }),
      ],
      [
        'cloud by tags',
        (stack) =>
          new CloudBackend(stack, { organization: 'o', workspaces: new TaggedCloudWorkspaces(['a', 'b']) }),
      ],
    ];
    test.each(rows)('%s', async (_, add) => {
      const stack = stackOf(add);
      const tree = stackTree(stack);
      const hcl = renderHcl(stack);
      expect(terraform(Object.fromEntries(hcl)).formatCheck().text).toBe('');
      expect(terraform(Object.fromEntries(hcl)).init('-backend=false').validate().succeed().status).toBe(0);
      const read = (await parse('versions.tf', hcl.get('versions.tf') ?? '')) as {
        terraform: readonly JsonObject[];
      };
      expect(unwrapped(read.terraform)).toStrictEqual(unescaped(unwrapped(tree['terraform'] ?? {})));
    });

    test('local: what init reads is the same', () => {
      const tree: JsonObject = { terraform: { backend: { local: { path: 'a ${x} "b".tfstate' } } } };
      expect(writeHcl(tree).get('versions.tf')).toContain('path = "a $${x} \\"b\\".tfstate"');
      expect(terraform(Object.fromEntries(writeHcl(tree))).init().status).toBe(0);
    });
  });

  test('remote state keeps its configuration as one argument', () => {
    const stack = stackOf((scope) => {
      new DataTerraformRemoteState(scope, 'other', {
        organization: 'o',
        workspaces: new NamedCloudWorkspace('w'),
      });
    });
    const hcl = renderHcl(stack, { nested: { 'data.terraform_remote_state': { config: 'argument' } } });
    expect(hcl.get('main.tf')).toContain('  config = {\n');
    expect(terraform(Object.fromEntries(hcl)).formatCheck().text).toBe('');
  });

  test('edited and commented, a stack is a module that another configuration calls', () => {
    const stack = stackOf((scope) => {
      new AwsProvider(scope, 'aws', { region: 'eu-west-1' });
      const name = new TerraformVariable(scope, 'name', { type: 'string' });
      const policy = JSON.stringify({ Version: '2012-10-17', Id: name.stringValue, Statement: [] });
      const role = new IamRole(scope, 'role', { name: name.stringValue, assumeRolePolicy: policy });
      new TerraformOutput(scope, 'arn', { value: role.arn, staticId: true });
    });
    const hcl = renderHcl(stack, {
      comments: (address) => (address === 'aws_iam_role.role' ? 'The role of one pipeline.' : undefined),
      edit: (tree) => {
        const { backend: _, ...settings } = tree['terraform'] as JsonObject;
        const kept = Object.entries(tree).filter(([kind]) => kind !== 'provider');
        return { ...Object.fromEntries(kept), terraform: settings };
      },
    });
    expect([...hcl.keys()]).toStrictEqual(['versions.tf', 'variables.tf', 'main.tf', 'outputs.tf']);
    expect(hcl.get('main.tf')).toBe(`# The role of one pipeline.
resource "aws_iam_role" "role" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Id        = var.name
    Statement = []
  })
  name = var.name
}
`);
    const files = Object.fromEntries([...hcl].map(([file, text]) => [`module/${file}`, text]));
    const root =
      'module "m" {\n  source = "./module"\n  name   = "ci"\n}\n\noutput "arn" {\n  value = module.m.arn\n}\n';
    const applied = terraform({ ...files, 'main.tf': root })
      .init()
      .apply()
      .succeed();
    expect(applied.outputs()).toStrictEqual({ arn: 'arn:aws:iam::111122223333:role/ci' });
  });

  test('an unknown override is refused instead of guessed, and can be named', () => {
    const build = (stack: TerraformStack): void => {
      new AwsProvider(stack, 'aws', { region: 'eu-west-1' });
      new IamRole(stack, 'r', { name: 'r', assumeRolePolicy: TRUST }).addOverride('inline_policy', [
        { name: 'x', policy: '{}' },
      ]);
    };
    expect(() => renderHcl(stackOf(build))).toThrow(
      'ERR_TERRAFORM: cannot tell whether `inline_policy` in `aws_iam_role.r` is an argument or a nested block',
    );
    sameStack(build, { nested: { aws_iam_role: { inline_policy: 'block' } } });
  });
});

/** hcl2json gives blocks as lists; one block is the same as a list with it. */
function unwrapped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    Array.isArray(inner) && inner.length === 1 && typeof inner[0] === 'object'
      ? (inner[0] as unknown)
      : inner,
  );
}

/** A literal text as hcl2json reads it back: with its escapes. */
function unescaped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll('${', () => '$${'));
}
