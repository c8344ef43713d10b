import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import {
  createFederation,
  type GitlabAwsFederation,
  synthesizedStack,
  synthFederation,
} from '../../../modules/index';
import { type Federation, parseFederation } from '../../../policies/index';
import {
  type Cloud,
  cloudProject,
  describeTerraform,
  type ResourceChange,
} from '../../support/terraform/index';
import { federationOf, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

function sample(): Federation {
  const file = path.join(__dirname, '../../../federation.yaml');
  const parsed = parseFederation(readFileSync(file, 'utf8'), file);
  if (!parsed.ok) throw new Error('the sample federation does not parse');
  return parsed.federation;
}

function files(stack: GitlabAwsFederation): Readonly<Record<string, string>> {
  return { 'cdk.tf.json': synthesizedStack(stack).json };
}

function stacks(federation: Federation): readonly GitlabAwsFederation[] {
  return createFederation(workbench.app(), federation);
}

/** The projects of the sample federation, as GitLab has them. */
const GITLAB = [
  cloudProject({
    protectedBranches: [
      { name: 'main', push: 'no one', merge: 'maintainer' },
      { name: 'release/*', push: 'maintainer', merge: 'maintainer' },
      { name: 'hotfix-*', push: 'developer', merge: 'developer' },
    ],
    protectedTags: [{ name: 'v*', create: 'maintainer' }],
  }),
  cloudProject({
    id: 102,
    pathWithNamespace: 'acme/platform/web',
    protectedBranches: [
      { name: 'main', push: 'no one', merge: 'maintainer' },
      { name: 'release/*', push: 'maintainer', merge: 'maintainer' },
    ],
  }),
];

/** `jsonencode` sorts keys: policies are compared as values. */
function withParsedPolicies(changes: readonly ResourceChange[]): readonly unknown[] {
  return changes.map(({ address, change: { actions, after } }) => ({
    address,
    actions,
    after: Object.fromEntries(
      Object.entries(after ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' && value.startsWith('{') ? (JSON.parse(value) as unknown) : value,
      ]),
    ),
  }));
}

const AWKWARD = federationOf({
  roles: `
  deploy:
    account: production
    path: /ci/
    description: 'costs \${5}, %{6} and "quotes"'
    tags: { team: 'a b+c=d' }
    max_session: 2h
    trust:
      - { project: api, branches: [main, 'x\${aws/x}', '%{if}', 'release/*', 'q"uote'] }
    permissions:
      managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::111122223333:policy/ReadOnlyAccess']
      boundary: 'arn:aws:iam::111122223333:policy/boundary'
      inline:
        home:
          Version: '2012-10-17'
          Statement: { Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::home/\${aws:username}/*' }
    variables:
      - { key: AWS_ROLE_ARN, masked: true, environment: 'review/*' }
      - { key: PATTERN, text: '\${HOME} %{x}', raw: true }`,
});

/** Everything that a declaration may say of an account, a project and a role beside trust. */
const MANAGED = federationOf({
  gitlab: '{ url: https://gitlab.com, audience: sts.amazonaws.com, guards: true }',
  projects: `
  api:
    path: acme/platform/api
    id: 101
    namespace_id: 12
    protected_branches: { main: { push: no_one, merge: maintainer }, release/*: { push: maintainer, merge: maintainer } }
    protected_tags: { v*: { create: maintainer } }
    protected_environments: { production: { deploy: maintainer }, eu/live: { deploy: developer } }
    protect_from: production`,
  accounts: `
  production:
    id: "111122223333"
    region: eu-west-1
    provider: { thumbprints: [${'ab'.repeat(20)}], tags: { team: platform } }
    quotas: { trust_policy_size: 4096, managed_policies: 20 }
    moved: [{ from: aws_iam_role.old, to: aws_iam_role.deploy }]`,
  roles: `
  deploy:
    account: production
    force_detach: true
    trust: [{ project: api, branches: [main], protected: true }]
    variables:
      - { key: AWS_ROLE_ARN, group: acme/platform, masked: true, hidden: true }
      - { key: AWS_REGION, value: region }`,
});

interface CiJob {
  readonly id_tokens: unknown;
  readonly variables: Readonly<Record<string, string>>;
  readonly before_script: readonly string[];
}

describeTerraform('terraform takes what is emitted', (terraform) => {
  const rows = [...stacks(sample()), ...stacks(AWKWARD)].map(
    (stack, index) => [`${index + 1}: ${stack.node.id}`, stack] as const,
  );

  test.each(rows)('stack %s: init, validate, plan, apply, and then no changes', (_, stack) => {
    const cloud: Partial<Cloud> = { account: stack.account.id, partition: stack.account.partition };
    const applied = terraform(files(stack), { cloud }).init().validate().apply().succeed();
    expect(applied.text).toContain('Apply complete!');
    const again = applied.plan('-detailed-exitcode');
    expect(again.text).toContain('No changes.');
    expect(again.status).toBe(0);
    const roleArns = Object.fromEntries(
      [...stack.roles.keys()].map((key) => [key, expect.stringContaining(`:${stack.account.id}:role/`)]),
    );
    expect(applied.outputs()).toMatchObject({ provider_arn: stack.expectedProviderArn, role_arns: roleArns });
  });

  test('the jobs that it prints are YAML, and hand the token of the job to the AWS SDKs', () => {
    const [stack] = stacks(AWKWARD);
    const outputs = terraform(files(stack as GitlabAwsFederation))
      .init()
      .apply()
      .outputs();
    const jobs = parse(String(outputs['gitlab_ci_jobs'])) as Readonly<Record<string, CiJob>>;
    expect(Object.keys(jobs)).toEqual(['assume-deploy']);
    const job = jobs['assume-deploy'] as CiJob;
    expect(job.id_tokens).toEqual({ AWS_TOKEN: { aud: 'sts.amazonaws.com' } });
    const shown = [
      'cat "$AWS_WEB_IDENTITY_TOKEN_FILE"',
      'echo " $AWS_ROLE_ARN $AWS_ROLE_SESSION_NAME"',
      'rm "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    ];
    const shell = spawnSync('bash', ['--norc', '-euc', [...job.before_script, ...shown].join('\n')], {
      env: {
        ...process.env,
        ...job.variables,
        AWS_TOKEN: 'header.payload.signature',
        CI_PROJECT_ID: '101',
        CI_PIPELINE_ID: '7',
      },
      encoding: 'utf8',
    });
    expect(shell.stderr).toBe('');
    expect(shell.stdout).toBe(
      'header.payload.signature arn:aws:iam::111122223333:role/ci/deploy gitlab-101-7\n',
    );
  });

  test('what IAM and GitLab get is what was declared', () => {
    const [stack] = stacks(AWKWARD);
    const changes =
      terraform(files(stack as GitlabAwsFederation))
        .init()
        .planJson().resource_changes ?? [];
    const after = (address: string): Readonly<Record<string, unknown>> =>
      changes.find((change) => change.address === address)?.change.after ?? {};
    expect(after('aws_iam_role.deploy')).toMatchObject({
      description: 'costs ${5}, %{6} and "quotes"',
      path: '/ci/',
      max_session_duration: 7200,
    });
    expect(JSON.parse(String(after('aws_iam_role_policy.deploy_home')['policy']))).toMatchObject({
      Statement: { Resource: 'arn:aws:s3:::home/${aws:username}/*' },
    });
    expect(after('gitlab_project_variable.deploy_api_PATTERN')['value']).toBe('${HOME} %{x}');
  });

  test.each(['production', 'staging'])(
    'stack %s: the HCL plans as the JSON does, and is formatted',
    (account) => {
      const federation = sample();
      const planned = (['json', 'hcl'] as const).map((form) => {
        const outdir = workbench.folder();
        const guarded = { [account]: { guards: true } };
        const written = synthFederation(federation, { outdir, form, accounts: guarded });
        expect(written.every((file) => existsSync(file))).toBe(true);
        return terraform(path.join(outdir, 'stacks', account), {
          cloud: { projects: GITLAB, account: federation.accounts.get(account)?.id },
        })
          .init()
          .formatCheck()
          .planJson();
      });
      const changes = planned.map((plan) => withParsedPolicies(plan.resource_changes ?? []));
      expect(changes[0]?.length).toBeGreaterThan(5);
      expect(changes[1]).toEqual(changes[0]);
    },
  );

  test('what a declaration says beside trust plans alike as JSON and as HCL, and applies once', () => {
    const project = cloudProject({ protectedBranches: [], protectedTags: [] });
    const stack = path.join('stacks', 'production');
    const runs = (['json', 'hcl'] as const).map((form) => {
      const outdir = workbench.folder();
      synthFederation(MANAGED, { outdir, form });
      return terraform(path.join(outdir, stack), { cloud: { projects: [project] } })
        .init()
        .validate()
        .formatCheck();
    });
    const changes = runs.map((run) => withParsedPolicies(run.planJson().resource_changes ?? []));
    expect(changes[0]?.length).toBeGreaterThanOrEqual(9);
    expect(changes[1]).toEqual(changes[0]);
    for (const run of runs) expect(run.apply().succeed().plan('-detailed-exitcode').status).toBe(0);
  });

  test('an existing provider is looked up, and must list the audience', () => {
    const federation = federationOf({
      accounts: '{ production: { id: "111122223333", region: eu-west-1, provider: lookup } }',
    });
    const [stack] = stacks(federation);
    const withClients = (...clientIds: string[]) =>
      terraform(files(stack as GitlabAwsFederation), {
        cloud: { oidcProviders: [{ url: 'https://gitlab.com', clientIds }] },
      })
        .init()
        .apply();
    expect(withClients('sts.amazonaws.com').succeed().outputs()['provider_arn']).toBe(
      'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
    );
    expect(withClients('vault').text).toContain(
      'The OIDC provider does not list sts.amazonaws.com among its client IDs: AWS would refuse every token.',
    );
  });
});
