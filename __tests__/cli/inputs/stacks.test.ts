import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../../cli/program';
import { edited, SMALL_FEDERATION } from '../../policies/federation/small-federation';
import { declaredArtifact, parseFederation } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-stacks-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** The roles of the small federation as a synth writes them, or with one trust of another declaration. */
function stack(declaration = SMALL_FEDERATION): Record<string, object> {
  const parsed = parseFederation(declaration, 'federation.yaml');
  if (!parsed.ok) throw new Error('not a declaration');
  const roles = declaredArtifact(parsed.federation).roles.map(({ address, name, text, permissions }) => [
    address.replace('aws_iam_role.', ''),
    { name, assume_role_policy: text, managed_policy_arns: permissions.managed },
  ]);
  return {
    provider: { aws: [{ region: 'eu-west-1', allowed_account_ids: ['111122223333'] }] },
    resource: { aws_iam_role: Object.fromEntries(roles) as object },
  };
}

function asHcl(declaration = SMALL_FEDERATION): string {
  const { resource } = stack(declaration) as {
    resource: { aws_iam_role: Record<string, Record<string, string>> };
  };
  return Object.entries(resource.aws_iam_role)
    .map(
      ([key, { name, assume_role_policy: text, managed_policy_arns: arns }]) =>
        `resource "aws_iam_role" "${key}" {\n  name = "${name}"\n  managed_policy_arns = ${JSON.stringify(arns)}\n  assume_role_policy = <<EOT\n${text}\nEOT\n}\n`,
    )
    .join('\n');
}

const ACCOUNT = 'provider "aws" {\n  allowed_account_ids = ["111122223333"]\n}\n';
const WIDER = edited(SMALL_FEDERATION, 'branches: [main], prot', "branches: ['*'], prot");
const MANIFEST = {
  stacks: { main: { name: 'production', synthesizedStackPath: 'stacks/main/cdk.tf.json' } },
};
const EVIL = 'resource "aws_iam_role" "evil" {\n  assume_role_policy = "{}"\n}\n';

async function check(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const terminal = fakeTerminal({ cwd: folder, env: {}, columns: 1000 });
  const code = await run(['check', ...args], terminal);
  return { code, text: terminal.stdout() + terminal.stderr() };
}

describe('a file that no synth wrote is an error', () => {
  const json = {
    'federation.yaml': SMALL_FEDERATION,
    'cdktf.out/manifest.json': MANIFEST,
    'cdktf.out/stacks/main/cdk.tf.json': stack(),
  };
  const hcl = {
    'federation.yaml': SMALL_FEDERATION,
    'cdktf.out/stacks/main/main.tf': asHcl(),
    'cdktf.out/stacks/main/providers.tf': ACCOUNT,
  };

  test('as it was written all holds', async () => {
    write(json);
    const { code: ofJson, text: onJson } = await check();
    expect(onJson).toContain('cdktf.out (synthesized stacks, without digests)');
    expect(ofJson).toBe(0);
    rmSync(join(folder, 'cdktf.out'), { recursive: true });
    write(hcl);
    const { code, text } = await check();
    expect(text).toContain('cdktf.out (synthesized stacks, without digests)');
    expect(code).toBe(0);
  });

  test.each([
    ['beside JSON', 'stacks/main/evil.tf', json],
    ['an override of JSON', 'stacks/main/cdk_override.tf', json],
    ['HCL beside JSON', 'stacks/main/main.tf', json],
    ['of OpenTofu', 'stacks/main/cdk.tofu', json],
    ['in a stack that is not listed', 'stacks/other/main.tf', json],
    ['below a folder that is not a stack', 'stacks/other/deep/main.tf', json],
    ['beside the manifest', 'evil.tf', json],
    ['beside HCL', 'stacks/main/evil.tf', hcl],
    ['JSON beside HCL', 'stacks/main/extra.tf.json', hcl],
    ['in the guards of HCL', 'stacks/main/guards/evil.tf', hcl],
  ])('%s: %s', async (_, extra, files) => {
    write({ ...files, [`cdktf.out/${extra}`]: extra.endsWith('.json') ? '{}' : EVIL });
    for (const args of [[], ['cdktf.out']]) {
      const { code, text } = await check(...args);
      expect(text).toContain(`ERR_INPUT_KIND: \`cdktf.out/${extra}\` was not written by a synth`);
      expect(code).toBe(2);
    }
  });

  test('what Terraform does not load is none, such as a state or a test', async () => {
    write({
      ...json,
      'cdktf.out/stacks/main/terraform.tfstate': '{}',
      'cdktf.out/stacks/main/tests/a.tftest.hcl': '',
      'cdktf.out/stacks/gone/terraform.tfstate': '{}',
      'cdktf.out/stacks/gone/.terraform/modules/m/main.tf': EVIL,
    });
    expect((await check()).code).toBe(0);
  });
});

test('both forms in one stack are refused, whichever is newer', async () => {
  write({
    'cdktf.out/stacks/main/cdk.tf.json': stack(),
    'cdktf.out/stacks/main/main.tf': asHcl(),
  });
  const { code, text } = await check('cdktf.out');
  expect(text).toMatch(/`cdktf\.out\/stacks\/main\/main\.tf` was not written by a synth/);
  expect(code).toBe(2);
});

test('stacks of HCL are judged, and not the declaration beside them', async () => {
  write({
    'federation.yaml': SMALL_FEDERATION,
    'cdktf.out/stacks/main/main.tf': asHcl(WIDER),
    'cdktf.out/stacks/main/providers.tf': ACCOUNT,
  });
  const { code, text } = await check();
  expect(text).toContain('`deploy` differs');
  expect(text.split('\n')[0]).toContain('(synthesized stacks, not of this federation.yaml, without digests)');
  expect(code).toBe(1);
});

test.each([
  ['an edited permission', 'ReadOnlyAccess', 'PowerUserAccess'],
  ['an edited session length', '"name": "deploy"', '"name": "deploy", "max_session_duration": 7200'],
])('%s is told on the first line', async (_, from, to) => {
  const text = JSON.stringify(stack());
  expect(text.replace('"name":"', '"name": "')).toContain(from);
  write({
    'federation.yaml': SMALL_FEDERATION,
    'cdktf.out/manifest.json': MANIFEST,
    'cdktf.out/stacks/main/cdk.tf.json': text.replace('"name":"', '"name": "').replace(from, to),
  });
  const report = await check();
  expect(report.text.split('\n')[0]).toContain(
    '(synthesized stacks, not of this federation.yaml, without digests)',
  );
});

describe('without digests, what no synth of the declaration writes beside roles is told on the first line', () => {
  const said = async (more: object): Promise<string> => {
    const { resource, provider } = stack() as { resource: object; provider: object };
    const json = {
      provider,
      ...more,
      resource: { ...resource, ...('resource' in more ? (more.resource as object) : {}) },
    };
    write({
      'federation.yaml': SMALL_FEDERATION,
      'cdktf.out/manifest.json': MANIFEST,
      'cdktf.out/stacks/main/cdk.tf.json': json,
    });
    const { text } = await check();
    const first = text.split('\n')[0] ?? '';
    return first.includes('not of this federation.yaml') ? (/\((`.*) differs?\)/.exec(text)?.[1] ?? '') : '';
  };
  const aws = { region: 'eu-west-1', allowed_account_ids: ['111122223333'] };
  const oidc = { url: 'https://gitlab.com', client_id_list: ['sts.amazonaws.com'] };
  const variable = {
    key: 'AWS_ROLE_ARN',
    environment_scope: 'production',
    protected: false,
    value: '${aws_iam_role.deploy.arn}',
  };

  test.each<[part: string, more: object]>([
    ['aws_sns_topic.x', { resource: { aws_sns_topic: { x: {} } } }],
    ['data.external.x', { data: { external: { x: { program: ['true'] } } } }],
    ['module.m', { module: { m: { source: './m' } } }],
    ['locals.x', { locals: { x: 1 } }],
    ['output.x', { output: { x: {} } }],
    ['import', { import: [{ to: 'aws_iam_role.deploy', id: 'other' }] }],
    ['moved', { moved: [{ from: 'aws_iam_role.a', to: 'aws_iam_role.deploy' }] }],
    ['provider.aws', { provider: { aws: [{ ...aws, endpoints: [{ iam: 'https://example.com' }] }] } }],
    [
      'provider.aws',
      { provider: { aws: [{ ...aws, assume_role: [{ role_arn: 'arn:aws:iam::1:role/x' }] }] } },
    ],
    ['terraform.backend', { terraform: { backend: { http: {} } } }],
    [
      'terraform.required_providers.aws',
      { terraform: { required_providers: { aws: { source: 'acme/aws' } } } },
    ],
    [
      'aws_iam_openid_connect_provider.gitlab',
      { resource: { aws_iam_openid_connect_provider: { gitlab: { ...oidc, client_id_list: ['evil'] } } } },
    ],
    [
      'gitlab_project_variable.v',
      { resource: { gitlab_project_variable: { v: { ...variable, value: 'arn:aws:iam::9:role/x' } } } },
    ],
    [
      'gitlab_project_variable.v',
      { resource: { gitlab_project_variable: { v: { ...variable, environment_scope: '*' } } } },
    ],
  ])('%s', async (part, more) => {
    expect(await said(more)).toBe(`\`${part}\``);
  });

  test('and nothing of what it does write', async () => {
    const resource = {
      aws_iam_openid_connect_provider: { gitlab: oidc },
      gitlab_project_variable: { v: variable },
    };
    const terraform = { required_providers: { aws: { source: 'hashicorp/aws' } } };
    expect(await said({ resource, terraform, output: { role_arns: {} } })).toBe('');
  });
});

test.each([
  ['../main.tf', 'a path that leads out'],
  ['/etc/main.tf', 'a path from the root'],
  ['stacks/main/stack.json', 'a file that Terraform does not load'],
])('a manifest that lists %s, %s, is refused', async (path) => {
  write({
    'out/manifest.json': { stacks: { a: { name: 'a', synthesizedStackPath: path } } },
    'main.tf': EVIL,
  });
  const { code, text } = await check('out');
  expect(text).toMatch(/ERR_INPUT_KIND: `out\/manifest\.json` lists/);
  expect(code).toBe(2);
});

test('variables that Terraform loads with a stack count', async () => {
  const { resource, ...rest } = stack() as { resource: { aws_iam_role: Record<string, object> } };
  const open = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
  });
  write({
    'out/manifest.json': MANIFEST,
    'out/stacks/main/cdk.tf.json': {
      ...rest,
      variable: { trust: { default: '{}' } },
      resource: { aws_iam_role: { ...resource.aws_iam_role, later: { assume_role_policy: '${var.trust}' } } },
    },
    'out/stacks/main/x.auto.tfvars.json': { trust: open },
  });
  expect((await check('out')).text).toContain('bare-allow');
});
