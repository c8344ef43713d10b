import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createFederation,
  type FederationOptions,
  type GitlabAwsFederation,
  PortableStack,
  synthFederation,
  TrustValidation,
} from '../../../modules/index';
import { DIGESTS_FILE, type Federation, parseFederation } from '../../../policies/index';
import { bundledProgram } from '../../support/bundled-program';
import { addresses, federationOf, jsonOf, refusal, type StackJson, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const ROOT = path.join(__dirname, '../../..');

function sample(): Federation {
  const parsed = parseFederation(readFileSync(path.join(ROOT, 'federation.yaml'), 'utf8'), 'federation.yaml');
  if (!parsed.ok) throw new Error('the sample federation does not parse');
  return parsed.federation;
}

function stacksOf(federation: Federation, options: FederationOptions = {}): readonly GitlabAwsFederation[] {
  return createFederation(workbench.app(), federation, options);
}

/** The one stack of a small federation. */
function jsonFor(parts: Readonly<Record<string, string>>, options: FederationOptions = {}): StackJson {
  const [stack] = stacksOf(federationOf(parts), options);
  return jsonOf(stack as GitlabAwsFederation);
}

/** Everything below a folder as text, by relative path. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]),
  );
}

describe('the sample federation', () => {
  test('is one stack for each account, and its addresses are a public contract', () => {
    const stacks = stacksOf(sample());
    const named = stacks.map((stack) => [stack.node.id, addresses(jsonOf(stack))]);
    expect(Object.fromEntries(named)).toEqual({
      production: [
        'aws_iam_openid_connect_provider.gitlab',
        'aws_iam_role.deploy',
        'aws_iam_role.plan',
        'aws_iam_role.release',
        'aws_iam_role_policy.deploy_push-image',
        'aws_iam_role_policy.release_upload-release',
        'aws_iam_role_policy_attachment.deploy_AmazonECS_FullAccess',
        'aws_iam_role_policy_attachment.plan_ReadOnlyAccess',
        'gitlab_project_variable.deploy_api_AWS_ROLE_ARN_production',
        'gitlab_project_variable.plan_api_AWS_PLAN_ROLE_ARN',
        'gitlab_project_variable.release_api_AWS_RELEASE_ROLE_ARN',
      ],
      staging: [
        'aws_iam_openid_connect_provider.gitlab',
        'aws_iam_role.mr-readonly',
        'aws_iam_role.web-deploy',
        'aws_iam_role_policy.web-deploy_sync-site',
        'aws_iam_role_policy_attachment.mr-readonly_ReadOnlyAccess',
        'gitlab_project_variable.mr-readonly_api_AWS_ROLE_ARN_review_any',
        'gitlab_project_variable.mr-readonly_web_AWS_ROLE_ARN_review_any',
        'gitlab_project_variable.web-deploy_web_AWS_REGION_staging',
        'gitlab_project_variable.web-deploy_web_AWS_ROLE_ARN_staging',
      ],
    });
  });

  test('is written twice with the same bytes, and names no machine', () => {
    const [one, two] = [workbench.folder(), workbench.folder()];
    for (const outdir of [one, two]) synthFederation(sample(), { outdir });
    const files = filesIn(one);
    expect([...files.keys()]).toEqual([
      'manifest.json',
      DIGESTS_FILE,
      'stacks/production/cdk.tf.json',
      'stacks/staging/cdk.tf.json',
    ]);
    expect(filesIn(two)).toEqual(files);
    for (const text of files.values()) {
      expect(text).not.toContain(process.cwd());
      expect(text).not.toContain(tmpdir());
      expect(text).not.toMatch(/tfstate/);
    }
  });

  test('asks for ranges of providers by their full names, and for no backend', () => {
    expect(jsonOf(stacksOf(sample())[0] as GitlabAwsFederation).terraform).toEqual({
      required_version: '>= 1.5.0',
      required_providers: {
        aws: { source: 'hashicorp/aws', version: '>= 5.81.0, < 7.0.0' },
        gitlab: { source: 'gitlabhq/gitlab', version: '>= 18.0.0, < 19.0.0' },
      },
    });
  });

  test('gives the ARN of each role and of the provider', () => {
    expect(jsonOf(stacksOf(sample())[0] as GitlabAwsFederation).output).toMatchObject({
      provider_arn: { value: '${aws_iam_openid_connect_provider.gitlab.arn}' },
      role_arns: {
        value: '${local.role_arns}',
      },
      gitlab_ci_jobs: { value: expect.stringContaining('yamlencode(') as unknown },
    });
  });
});

describe('an account', () => {
  test('its provider refuses every other account', () => {
    expect(jsonFor({}).provider['aws']).toEqual([
      { region: 'eu-west-1', allowed_account_ids: ['111122223333'] },
    ]);
  });

  test('profile, role to assume and state backend are options of it', () => {
    const json = jsonFor(
      {},
      {
        accounts: {
          production: {
            profile: 'prod',
            assumeRole: { roleArn: 'arn:aws:iam::111122223333:role/terraform', externalId: 'xy' },
            backend: {
              kind: 's3',
              bucket: 'state',
              key: 'refgate/production',
              region: 'eu-west-1',
              useLockfile: true,
            },
          },
        },
      },
    );
    expect(json.provider['aws']).toMatchObject([
      {
        profile: 'prod',
        assume_role: [
          {
            role_arn: 'arn:aws:iam::111122223333:role/terraform',
            external_id: 'xy',
            session_name: 'refgate',
          },
        ],
      },
    ]);
    expect(json.terraform['backend']).toEqual({
      s3: {
        bucket: 'state',
        key: 'refgate/production',
        region: 'eu-west-1',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  test('state that GitLab keeps is locked as GitLab has it', () => {
    const address = 'https://gitlab.com/api/v4/projects/101/terraform/state/production';
    const { terraform } = jsonFor({}, { accounts: { production: { backend: { kind: 'http', address } } } });
    expect(terraform['backend']).toEqual({
      http: {
        address,
        lock_address: `${address}/lock`,
        lock_method: 'POST',
        unlock_address: `${address}/lock`,
        unlock_method: 'DELETE',
      },
    });
  });

  test('a state in HCP Terraform is a cloud block', () => {
    const backend = { kind: 'cloud', organization: 'acme', workspace: 'refgate' } as const;
    expect(jsonFor({}, { accounts: { production: { backend } } }).terraform['cloud']).toMatchObject({
      organization: 'acme',
      workspaces: { name: 'refgate' },
    });
  });

  test.each([
    { note: 'before the host', address: 'https://user:s3cret@gitlab.com/x' },
    { note: 'as a parameter', address: 'https://gitlab.com/x?private_token=s3cret' },
    { note: 'as what GitLab calls one', address: 'https://gitlab.com/glpat-s3cretabcdefghij0123' },
    {
      note: 'for the lock',
      address: 'https://gitlab.com/x',
      lockAddress: 'https://gitlab.com/x?job_token=s3cret',
    },
  ])('credentials in the address of a state are refused: $note', ({ address, lockAddress }) => {
    const backend = { kind: 'http', address, lockAddress } as const;
    const text = refusal(() => stacksOf(federationOf(), { accounts: { production: { backend } } }));
    expect(text).toContain('set TF_HTTP_USERNAME and TF_HTTP_PASSWORD');
    expect(text).not.toContain('s3cret');
  });

  test('a template in a backend is refused, because Terraform expands nothing there', () => {
    const backend = { kind: 's3', bucket: 'acme', key: '${CI_PROJECT_ID}/x', region: 'eu-west-1' } as const;
    expect(refusal(() => stacksOf(federationOf(), { accounts: { production: { backend } } }))).toContain(
      'a backend expands nothing, and `${CI_PROJECT_ID}/x` has a template; expected the value itself',
    );
  });

  test('a role of another account cannot be assumed to write this one', () => {
    const assumeRole = { roleArn: 'arn:aws:iam::444455556666:role/terraform' };
    expect(refusal(() => stacksOf(federationOf(), { accounts: { production: { assumeRole } } }))).toContain(
      'expected an ARN that begins with `arn:aws:iam::111122223333:role/`',
    );
  });

  test('more roles than the account may have are refused, unless its quota was raised', () => {
    const names = Array.from({ length: 3 }, (_, n) => `r${n}`);
    const federation = federationOf({
      roles: `{ ${names.map((name) => `${name}: { account: production, trust: [{ project: api, branches: [main] }] }`).join(', ')} }`,
    });
    const accounts = (roles: number): FederationOptions => ({
      accounts: { production: { quotas: { roles } } },
    });
    expect(refusal(() => stacksOf(federation, accounts(2)))).toMatch(
      /^ERR_QUOTA: account `production` has too many roles \(federation\.yaml:3:\d+\); got 3 roles; expected at most 2;/,
    );
    expect(() => stacksOf(federation, accounts(3))).not.toThrow();
  });

  test('an OIDC provider that exists is looked up, or named by its ARN', () => {
    const lookup = '{ production: { id: "111122223333", region: eu-west-1, provider: lookup } }';
    expect(addresses(jsonFor({ accounts: lookup }))).toContain('data.aws_iam_openid_connect_provider.gitlab');
    const arn = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
    const named = jsonFor({
      accounts: `{ production: { id: "111122223333", region: eu-west-1, provider: { arn: "${arn}" } } }`,
    });
    expect(addresses(named)).toEqual(['aws_iam_role.deploy']);
    expect(named.resource['aws_iam_role']?.['deploy']?.['assume_role_policy']).toContain(
      `"Federated":"${arn}"`,
    );
  });

  test.each([
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
  ])('partition %s: its ARNs are checked as they will be', (partition, region) => {
    const accounts = `{ production: { id: "111122223333", region: ${region}, partition: ${partition} } }`;
    expect(jsonFor({ accounts }).provider['aws']).toMatchObject([{ region }]);
  });
});

describe('GitLab', () => {
  const roles = `{ deploy: { account: production, trust: [{ project: api, branches: [main] }], variables: [{ key: A }, { key: B, value: account_id }] } }`;

  test('no provider is asked for where nothing is written to GitLab', () => {
    expect(jsonFor({}).provider).not.toHaveProperty('gitlab');
  });

  test('its address is written for another instance only, its token never', () => {
    expect(jsonFor({ roles }).provider['gitlab']).toEqual([{}]);
    const gitlab = '{ url: https://gitlab.example.com, audience: sts.amazonaws.com }';
    const projects =
      '{ api: { path: acme/platform/api, protected_branches: { main: { push: maintainer, merge: maintainer } }, protected_tags: {} } }';
    expect(jsonFor({ gitlab, projects, roles }).provider['gitlab']).toEqual([
      { base_url: 'https://gitlab.example.com/api/v4/' },
    ]);
  });

  test('a variable holds the ARN as a reference, and belongs to the project by id', () => {
    expect(jsonFor({ roles }).resource['gitlab_project_variable']).toMatchObject({
      deploy_api_A: { project: '101', key: 'A', value: '${aws_iam_role.deploy.arn}' },
      deploy_api_B: { project: '101', key: 'B', value: '111122223333' },
    });
  });
});

describe('what two parts of a declaration would both own is refused', () => {
  test('the OIDC provider of one account', () => {
    const federation = federationOf();
    const production = federation.accounts.get('production');
    if (production === undefined) throw new Error('no account');
    const accounts = new Map([
      ['production', production],
      ['again', { ...production, key: 'again', region: 'eu-west-2' }],
    ]);
    const text = refusal(() => stacksOf({ ...federation, accounts }));
    expect(text).toContain('accounts `production` and `again` are the same AWS account');
    expect(text).toMatch(/\(federation\.yaml:3:\d+\)/);
  });

  test('every problem of every role is told, with its place', () => {
    const federation = federationOf();
    const deploy = federation.roles.get('deploy');
    if (deploy === undefined) throw new Error('no role');
    const roles = new Map([
      ['deploy', { ...deploy, name: 'no/slash' }],
      ['other', { ...deploy, key: 'other', name: 'other', maxSessionSeconds: 1 }],
    ]);
    const lines = refusal(() => stacksOf({ ...federation, roles })).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^ERR_ROLE_NAME: .* \(federation\.yaml:4:\d+\); expected 1 to 64 letters, digits or `_\+=,\.@-`; write `no-slash`$/,
    );
    expect(lines[1]).toMatch(/^ERR_SESSION_LENGTH: .* \(federation\.yaml:4:\d+\); got 1 seconds/);
  });

  test('role names that differ only in case', () => {
    const federation = federationOf();
    const deploy = federation.roles.get('deploy');
    if (deploy === undefined) throw new Error('no role');
    const roles = new Map([
      ['deploy', deploy],
      ['other', { ...deploy, key: 'other', name: 'Deploy', path: '/x/' }],
    ]);
    expect(refusal(() => stacksOf({ ...federation, roles }))).toContain(
      'roles `deploy` and `other` have one name in one account (federation.yaml:4:10); got `Deploy`',
    );
  });

  test('text that would pass for a reference', () => {
    const federation = federationOf();
    const deploy = federation.roles.get('deploy');
    if (deploy === undefined) throw new Error('no role');
    const roles = new Map([['deploy', { ...deploy, tags: { team: '${TfToken[TOKEN.0]}' } }]]);
    expect(refusal(() => stacksOf({ ...federation, roles }))).toContain(
      'the text `TfToken[` stands for a Terraform reference and cannot be declared at /roles/deploy/tags/team',
    );
  });
});

describe('TrustValidation', () => {
  const judge = ({ stack, json }: { stack: string; json: string }): readonly string[] =>
    json.includes('"protected"') ? [] : [`row 1 does not hold for stack ${stack}`];

  test('a broken promise in any stack stops the synth before anything is written', () => {
    const outdir = workbench.folder();
    const text = refusal(() =>
      synthFederation(sample(), { outdir, validation: { judge: ({ stack }) => [`${stack} broken`] } }),
    );
    expect(text).toBe('ERR_BROKEN_PROMISE: production broken\nERR_BROKEN_PROMISE: staging broken');
    expect(existsSync(path.join(outdir, 'manifest.json'))).toBe(false);
  });

  test('the judge sees what ships: a change by an escape hatch is judged too', () => {
    const seen: string[] = [];
    const [stack] = stacksOf(federationOf(), {
      validation: {
        judge: ({ json }) => {
          seen.push(json);
          return [];
        },
      },
    });
    stack?.roles.get('deploy')?.resource.addOverride('assume_role_policy', '{"changed":true}');
    expect(stack?.node.validate()).toEqual([]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain('{\\"changed\\":true}');
  });

  test('in a stack of one’s own it fails `app.synth()` with the line', () => {
    const app = workbench.app();
    const stack = new PortableStack(app, 'mine');
    TrustValidation.addTo(stack, { judge });
    expect(() => app.synth()).toThrow('[mine] row 1 does not hold for stack mine');
  });

  test('a broken promise may be allowed, and then it is told, once', () => {
    const lines: string[] = [];
    const outdir = workbench.folder();
    const warn = (line: string): void => void lines.push(line);
    synthFederation(federationOf(), { outdir, validation: { judge, allowBroken: true, warn } });
    expect(lines).toEqual([
      'broken promise in stack production, allowed: row 1 does not hold for stack production',
    ]);
    expect(existsSync(path.join(outdir, 'stacks/production/cdk.tf.json'))).toBe(true);
  });

  test('it is not allowed where nobody is told', () => {
    const outdir = workbench.folder();
    const text = refusal(() =>
      synthFederation(federationOf(), { outdir, validation: { judge, allowBroken: true } }),
    );
    expect(text).toContain('ERR_BROKEN_PROMISE');
  });
});

describe('the output folder', () => {
  test('cdktf’s own HCL is refused: it breaks policies', () => {
    const [stack] = stacksOf(federationOf());
    expect(refusal(() => stack?.toHclTerraform())).toContain('unset SYNTH_HCL_OUTPUT');
  });
});

describe('main.ts', () => {
  const program = bundledProgram('main.ts');
  afterAll(() => program.remove());

  function run(env: Readonly<Record<string, string>>): {
    status: number | null;
    stdout: string;
    stderr: string;
  } {
    const result = spawnSync(process.execPath, [program.file], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    return { status: result.status, stdout: result.stdout, stderr: result.stderr };
  }

  test('writes the Terraform of federation.yaml into CDKTF_OUTDIR, and says nothing', () => {
    const outdir = path.join(workbench.folder(), 'deep/er');
    expect(run({ CDKTF_OUTDIR: outdir })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(path.join(outdir, 'stacks/production/cdk.tf.json'))).toBe(true);
  });

  test('a declaration that is wrong gives its problems, a line each, and exit code 2', () => {
    const file = path.join(workbench.folder(), 'broken.yaml');
    writeFileSync(file, 'gitlab: { url: http://gitlab.com }\nroles: {}\n');
    const { status, stderr } = run({ REFGATE_FEDERATION: file, CDKTF_OUTDIR: workbench.folder() });
    expect(status).toBe(2);
    expect(stderr).toContain(`(${file}:1:`);
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^ERR_[A-Z_]+: /);
  });

  const TABLE = `
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: { path: acme/platform/api, id: 101, namespace_id: 12, protected_branches: { main: { push: no_one, merge: maintainer } }, protected_tags: {} }
accounts: { production: { id: '111122223333', region: eu-west-1 } }
roles: { plan: { account: production, trust: [{ project: api, branches: ['*'] }] } }
table:
  - { pipeline: { project: api, branch: main }, assumes: [] }
`;

  test('a row that does not hold gives its line and exit code 1, and nothing is written', () => {
    const folder = workbench.folder();
    const file = path.join(folder, 'broken.yaml');
    writeFileSync(file, TABLE);
    const env = {
      REFGATE_FEDERATION: file,
      REFGATE_FEDERATION_NAME: 'broken.yaml',
      CDKTF_OUTDIR: path.join(folder, 'out'),
    };
    const { status, stderr } = run(env);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^ERR_BROKEN_PROMISE: row 1 \(broken\.yaml:8:5\) `.*` must not assume `plan`, but can assume it: /,
    );
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(path.join(folder, 'out/manifest.json'))).toBe(false);
    const allowed = run({ ...env, REFGATE_ALLOW_BROKEN: '1' });
    expect(allowed.status).toBe(0);
    expect(allowed.stderr).toMatch(/^WARNING: broken promise in stack production, allowed: row 1 /);
    expect(existsSync(path.join(folder, 'out/manifest.json'))).toBe(true);
  });

  test('a folder that cannot be written gives one line and exit code 2', () => {
    const file = path.join(workbench.folder(), 'file');
    writeFileSync(file, '');
    expect(run({ CDKTF_OUTDIR: file })).toEqual({
      status: 2,
      stdout: '',
      stderr: `ERR_OUTPUT_WRITE: cannot write \`${file}\`: it, or a part of its path, is not a folder; set CDKTF_OUTDIR, or \`--out\`, to a folder that can be written; the last output is as it was\n`,
    });
  });

  test('a file that is not there gives one line and exit code 2', () => {
    const { status, stderr } = run({ REFGATE_FEDERATION: 'nowhere.yaml' });
    expect(status).toBe(2);
    expect(stderr).toBe(
      'ERR_INPUT_READ: cannot read `nowhere.yaml`; got ENOENT; set REFGATE_FEDERATION to the file that declares the federation\n',
    );
  });
});

describe('HCL', () => {
  test('replaces the JSON of a stack, and is replaced by it', () => {
    const outdir = workbench.folder();
    synthFederation(sample(), { outdir, form: 'hcl' });
    const names = (): readonly string[] =>
      [...filesIn(outdir).keys()].filter((name) => !name.includes('staging') && name !== DIGESTS_FILE);
    const prefix = 'stacks/production/';
    expect(names()).toEqual(
      [
        'main.tf',
        'outputs.tf',
        'providers.tf',
        'tests/decisions/main.tf',
        'tests/pipelines.tftest.hcl',
        'variables.tf',
        'versions.tf',
      ].map((name) => `${prefix}${name}`),
    );
    synthFederation(sample(), { outdir });
    expect(names()).toEqual(['manifest.json', `${prefix}cdk.tf.json`]);
  });

  test('says above each role whom it admits', () => {
    const outdir = workbench.folder();
    synthFederation(sample(), { outdir, form: 'hcl' });
    const text = readFileSync(path.join(outdir, 'stacks/staging/main.tf'), 'utf8');
    expect(text).toContain(
      [
        '# Only CI jobs with these tokens can assume it:',
        '# - acme/platform/api (project 101): every branch; started by merge_request_event',
        '# - acme/platform/web (project 102): every branch; started by merge_request_event',
        'resource "aws_iam_role" "mr-readonly" {',
      ].join('\n'),
    );
  });
});
