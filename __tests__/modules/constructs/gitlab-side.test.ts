import { Aspects } from 'cdktf';
import {
  createFederation,
  type FederationOptions,
  type GitlabAwsFederation,
  GitlabProjectGuard,
  GitlabProtection,
  JudgeEveryRole,
  synthesizedStack,
} from '../../../modules/index';
import { type Federation, type Project, toPolicy } from '../../../policies/index';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { cloudProject, describeTerraform, type Cloud } from '../../support/terraform/index';
import { addresses, API, federationOf, grantOf, jsonOf, refusal, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

function stacksOf(federation: Federation, options: FederationOptions): readonly GitlabAwsFederation[] {
  return createFederation(workbench.app(), federation, options);
}

/** The one stack of a small federation. */
function stackOf(
  options: NonNullable<FederationOptions['accounts']>[string],
  roles?: string,
): GitlabAwsFederation {
  const federation = federationOf(roles === undefined ? {} : { roles });
  return stacksOf(federation, { accounts: { production: options } })[0] as GitlabAwsFederation;
}

function files(stack: GitlabAwsFederation): Readonly<Record<string, string>> {
  return { 'cdk.tf.json': synthesizedStack(stack).json };
}

describe('GitlabProjectGuard', () => {
  function guarded(changes: Partial<Project>): ReturnType<typeof jsonOf> {
    const stack = workbench.stack();
    const guard = new GitlabProjectGuard(stack, 'api', { project: { ...API, ...changes } });
    expect(guard.dependables.length).toBeGreaterThan(0);
    return jsonOf(stack);
  }

  test('reads the project by id, and its rules; the three have one name', () => {
    expect(addresses(guarded({}))).toEqual([
      'data.gitlab_project.api',
      'data.gitlab_project_protected_branches.api',
      'data.gitlab_project_protected_tags.api',
    ]);
  });

  test('a project without an id is read by path; unknown rules are not compared', () => {
    const json = guarded({ id: undefined, protectedBranches: 'unknown', protectedTags: 'unknown' });
    expect(addresses(json)).toEqual(['data.gitlab_project.api']);
    expect(json.data?.['gitlab_project']?.['api']).toMatchObject({
      path_with_namespace: 'acme/platform/api',
    });
  });

  test('an id that is none is refused', () => {
    expect(refusal(() => guarded({ namespaceId: '1 || true' }))).toContain('is not a GitLab id');
  });

  test('roles wait for the guards of the projects that they trust', () => {
    const json = jsonOf(stackOf({ guards: true }));
    expect(json.resource['aws_iam_role']?.['deploy']?.['depends_on']).toEqual([
      'data.gitlab_project.api',
      'data.gitlab_project_protected_branches.api',
      'data.gitlab_project_protected_tags.api',
    ]);
    expect(json.provider['gitlab']).toEqual([{}]);
  });
});

describe('GitlabProtection', () => {
  test('writes branches, tags and environments in the words of the provider', () => {
    const stack = workbench.stack();
    const protection = new GitlabProtection(stack, 'api', {
      project: '101',
      branches: [{ pattern: 'release/*', push: 'no_one', merge: 'maintainer' }],
      tags: [{ pattern: 'v*', create: 'maintainer' }],
      environments: [{ name: 'production', deploy: 'maintainer' }],
    });
    expect(protection.dependables).toHaveLength(3);
    expect(jsonOf(stack).resource).toMatchObject({
      gitlab_branch_protection: {
        api_branch_release_any: {
          project: '101',
          branch: 'release/*',
          push_access_level: 'no one',
          merge_access_level: 'maintainer',
          allow_force_push: false,
        },
      },
      gitlab_tag_protection: { api_tag_vany: { tag: 'v*', create_access_level: 'maintainer' } },
      gitlab_project_protected_environment: {
        api_environment_production: {
          environment: 'production',
          deploy_access_levels: [{ access_level: 'maintainer' }],
        },
      },
    });
  });

  test('a rule that is listed twice is refused', () => {
    const rule = { pattern: 'main', push: 'no_one', merge: 'maintainer' } as const;
    expect(
      refusal(
        () => new GitlabProtection(workbench.stack(), 'api', { project: '101', branches: [rule, rule] }),
      ),
    ).toContain('the protected branch `main` is listed twice');
  });

  test('where a stack writes the rules, roles wait for them and the guard leaves them alone', () => {
    const json = jsonOf(stackOf({ guards: true, protect: ['api'] }));
    expect(json.resource['aws_iam_role']?.['deploy']?.['depends_on']).toEqual([
      'data.gitlab_project.api',
      'gitlab_branch_protection.api_branch_main',
    ]);
  });

  test.each([
    ['an unknown project', { production: { protect: ['nope'] } }, 'unknown project `nope`'],
    [
      'one project twice',
      { production: { protect: ['api', 'api'] } },
      'the rules of project `api` are kept twice',
    ],
  ])('%s is refused', (_, accounts, message) => {
    expect(refusal(() => stacksOf(federationOf(), { accounts }))).toContain(message);
  });

  test('rules that are not declared cannot be written', () => {
    const federation = federationOf({
      projects: '{ api: { path: acme/platform/api, id: 101, namespace_id: 12 } }',
      roles: '{ plan: { account: production, trust: [{ project: api, branches: [main] }] } }',
    });
    const text = refusal(() => stacksOf(federation, { accounts: { production: { protect: ['api'] } } }));
    expect(text).toContain('because `protected_branches` is not declared');
  });
});

describe('import blocks', () => {
  const roles = `
  deploy:
    account: production
    trust: [{ project: api, branches: [main] }]
    permissions:
      managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess']
      inline: { home: { Version: '2012-10-17', Statement: { Effect: Allow, Action: 's3:*', Resource: '*' } } }
    variables: [{ key: AWS_ROLE_ARN, environment: 'review/*' }]`;
  const adopt = [
    'gitlab_project_variable.deploy_api_AWS_ROLE_ARN_review_any',
    'aws_iam_role.deploy',
    'aws_iam_role_policy.deploy_home',
    'aws_iam_role_policy_attachment.deploy_ReadOnlyAccess',
    'aws_iam_openid_connect_provider.gitlab',
  ];

  test('take what exists already by the ids of each type', () => {
    expect(jsonOf(stackOf({ adopt }, roles)).import).toEqual([
      {
        to: 'aws_iam_openid_connect_provider.gitlab',
        id: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
      },
      { to: 'aws_iam_role.deploy', id: 'deploy' },
      { to: 'aws_iam_role_policy.deploy_home', id: 'deploy:home' },
      {
        to: 'aws_iam_role_policy_attachment.deploy_ReadOnlyAccess',
        id: 'deploy/arn:aws:iam::aws:policy/ReadOnlyAccess',
      },
      {
        to: 'gitlab_project_variable.deploy_api_AWS_ROLE_ARN_review_any',
        id: '101:AWS_ROLE_ARN:review/*',
      },
    ]);
  });

  test('an address that is not there is refused, with what may have been meant', () => {
    expect(refusal(() => stackOf({ adopt: ['aws_iam_role.nope'] }))).toBe(
      'ERR_REFERENCE: there is no resource `aws_iam_role.nope` to adopt (federation.yaml:3:13); did you mean `aws_iam_role.deploy`?',
    );
    expect(refusal(() => stackOf({ adopt: ['aws_s3_bucket.state-of-the-nation'] }))).toBe(
      'ERR_REFERENCE: there is no resource `aws_s3_bucket.state-of-the-nation` to adopt (federation.yaml:3:13); expected one of `aws_iam_openid_connect_provider.gitlab`, `aws_iam_role.deploy`; name a resource of this stack',
    );
  });
});

describe('moved blocks', () => {
  test('follow a role that got another key', () => {
    const moved = [{ from: 'aws_iam_role.old', to: 'aws_iam_role.deploy' }];
    expect(jsonOf(stackOf({ moved })).moved).toEqual(moved);
  });

  test.each([
    ['to nowhere', 'aws_iam_role.old', 'aws_iam_role.nope', 'no such resource in the stack'],
    [
      'from what is still there',
      'aws_iam_openid_connect_provider.gitlab',
      'aws_iam_role.deploy',
      'both addresses in the stack',
    ],
    ['from no address', 'old role', 'aws_iam_role.deploy', '`old role` is not an address of a resource'],
  ])('%s are refused', (_, from, to, message) => {
    expect(refusal(() => stackOf({ moved: [{ from, to }] }))).toContain(message);
  });
});

interface RenderedRoles {
  readonly resource: { readonly aws_iam_role: object };
}

describe('JudgeEveryRole', () => {
  function synthWith(statement: object): () => void {
    const app = workbench.app();
    const [stack] = createFederation(app, federationOf());
    if (stack === undefined) throw new Error('no stack');
    const assumeRolePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const foreign = new IamRole(stack, 'foreign', { name: 'foreign', assumeRolePolicy });
    Aspects.of(foreign.node.scope as never).add(new JudgeEveryRole());
    return () => app.synth();
  }

  test('by default it runs the catalog: a role of a team that every project may assume fails the synth', () => {
    const open = {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'gitlab.com:sub': 'project_path:*' } },
    };
    expect(synthWith(open)).toThrow(/\[production\] `aws_iam_role\.foreign`: .* \([a-z-]+\); /);
  });

  test('a role for a service of AWS is none of its business', () => {
    const service = {
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    expect(synthWith(service)).not.toThrow();
  });

  test('hands the judge every role of a stack, whoever wrote it', () => {
    const app = workbench.app();
    const [stack] = createFederation(app, federationOf());
    if (stack === undefined) throw new Error('no stack');
    const trust = toPolicy(grantOf(['main']), stack.expectedProviderArn);
    const foreign = new IamRole(stack, 'foreign', {
      name: 'foreign',
      assumeRolePolicy: JSON.stringify(trust),
    });
    const seen: string[][] = [];
    Aspects.of(stack).add(
      new JudgeEveryRole({
        judge: ({ json }) => {
          seen.push(Object.keys((JSON.parse(json) as RenderedRoles).resource.aws_iam_role));
          return [`${foreign.node.id} is too open`];
        },
      }),
    );
    expect(() => app.synth()).toThrow('[production] foreign is too open');
    expect(seen.map((names) => names.toSorted())).toEqual([['deploy', 'foreign']]);
  });
});

describeTerraform('terraform and what is read from GitLab', (terraform) => {
  const project = cloudProject();
  const plan = (cloud: Partial<Cloud>, options = { guards: true }) =>
    terraform(files(stackOf(options)), { cloud })
      .init()
      .validate()
      .succeed()
      .plan();

  test('the guard passes while the project is what was proved', () => {
    expect(plan({}).succeed().text).toContain('Plan:');
  });

  test('fewer people than declared are fine', () => {
    const protectedBranches = [{ name: 'main', push: 'no one', merge: 'admin' } as const];
    expect(plan({ projects: [{ ...project, protectedBranches }] }).succeed().text).toContain('Plan:');
  });

  test('an old GitLab without the setting mints the default', () => {
    expect(plan({ projects: [{ ...project, subClaimComponents: [] }] }).succeed().text).toContain('Plan:');
  });

  test.each<[note: string, changes: Parameters<typeof cloudProject>[0], message: string]>([
    [
      'renamed',
      { pathWithNamespace: 'acme/platform/backend' },
      'The project is no longer at acme/platform/api.',
    ],
    ['moved', { namespaceId: 13 }, 'has moved to another namespace than 12.'],
    [
      'other sub components',
      { subClaimComponents: ['project_path', 'ref'] },
      'mints tokens with other subject components than project_path, ref_type, ref.',
    ],
    [
      'one more protected branch',
      {
        protectedBranches: [
          ...project.protectedBranches,
          { name: '*', push: 'developer', merge: 'developer' },
        ],
      },
      'The protected branches of acme/platform/api are not the declared ones (main).',
    ],
    ['no protected branch', { protectedBranches: [] }, 'are not the declared ones (main).'],
    [
      'more people may push',
      { protectedBranches: [{ name: 'main', push: 'developer', merge: 'maintainer' }] },
      'More people may push to main of acme/platform/api than declared (maintainer).',
    ],
    [
      'more people may merge',
      { protectedBranches: [{ name: 'main', push: 'no one', merge: 'developer' }] },
      'More people may merge into main of acme/platform/api than declared (maintainer).',
    ],
    [
      'a protected tag more',
      { protectedTags: [{ name: 'v*', create: 'maintainer' }] },
      'The protected tags of acme/platform/api are not the declared ones (no rule at all).',
    ],
  ])('the guard stops the plan: %s', (_, changes, message) => {
    const refused = plan({ projects: [cloudProject(changes)] });
    expect(refused.status).toBe(1);
    expect(refused.text).toContain(message);
  });

  test('the plan stops for a project that took the path', () => {
    const federation = federationOf({
      gitlab: '{ url: https://gitlab.example.com, audience: sts.amazonaws.com }',
      projects:
        '{ api: { path: acme/platform/api, id: 101, protected_branches: { main: { push: maintainer, merge: maintainer } }, protected_tags: {} } }',
      roles: '{ plan: { account: production, trust: [{ project: api, branches: [main] }] } }',
    });
    const [stack] = stacksOf(federation, { accounts: { production: { guards: true } } });
    const run = terraform(files(stack as GitlabAwsFederation), {
      cloud: { projects: [cloudProject({ id: 999 })] },
    });
    expect(run.init().plan().text).toContain('404 Project Not Found');
  });

  test('protection is applied before the role, and stays', () => {
    const applied = terraform(files(stackOf({ guards: true, protect: ['api'] })))
      .init()
      .apply()
      .succeed();
    expect(applied.plan('-detailed-exitcode').text).toContain('No changes.');
  });

  test('what exists is adopted without a rebuild', () => {
    const stack = stackOf({ adopt: ['aws_iam_role.deploy', 'aws_iam_openid_connect_provider.gitlab'] });
    const planned = terraform(files(stack)).init().validate().succeed().plan();
    expect(planned.text).toMatch(/Plan: 2 to import/);
  });
});
