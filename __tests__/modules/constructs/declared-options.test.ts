import { createFederation, type FederationOptions, type GitlabAwsFederation } from '../../../modules/index';
import { addresses, federationOf, jsonOf, refusal, type StackJson, Workbench } from '../workbench';

const workbench = new Workbench();
afterAll(() => workbench.clear());

const ROLES = `
  deploy:
    account: production
    trust: [{ project: api, branches: [main], protected: true }]
    variables: [{ key: AWS_ROLE_ARN }]`;

/** The first stack of a declaration. */
function stackOf(parts: Readonly<Record<string, string>>, options: FederationOptions = {}): StackJson {
  const federation = federationOf({ roles: ROLES, ...parts });
  const [stack] = createFederation(workbench.app(), federation, options);
  return jsonOf(stack as GitlabAwsFederation);
}

const accountWith = (rest: string): Readonly<Record<string, string>> => ({
  accounts: `{ production: { id: "111122223333", region: eu-west-1, ${rest} } }`,
});

const projectWith = (rest: string): Readonly<Record<string, string>> => ({
  projects: `{ api: { path: acme/platform/api, id: 101, namespace_id: 12, protected_branches: { main: { push: maintainer, merge: maintainer } }, protected_tags: { v*: { create: maintainer } }, ${rest} } }`,
});

describe('what an account declares', () => {
  test('is how Terraform signs in', () => {
    const json = stackOf(
      accountWith(
        'profile: admin, assume_role: { role_arn: "arn:aws:iam::111122223333:role/terraform", external_id: a-b }',
      ),
    );
    expect(json.provider['aws']).toEqual([
      {
        region: 'eu-west-1',
        allowed_account_ids: ['111122223333'],
        profile: 'admin',
        assume_role: [
          {
            role_arn: 'arn:aws:iam::111122223333:role/terraform',
            external_id: 'a-b',
            session_name: 'refgate',
          },
        ],
      },
    ]);
  });

  test('is where the state is kept; a lock file raises what Terraform must be', () => {
    const s3 = 's3: { bucket: acme-state, key: production.tfstate, region: eu-west-1, use_lockfile: true }';
    expect(stackOf(accountWith(`backend: { ${s3} }`)).terraform).toMatchObject({
      required_version: '>= 1.10.0',
      backend: {
        s3: {
          bucket: 'acme-state',
          key: 'production.tfstate',
          region: 'eu-west-1',
          encrypt: true,
          use_lockfile: true,
        },
      },
    });
    const address = 'https://gitlab.com/api/v4/projects/101/terraform/state/production';
    expect(stackOf(accountWith(`backend: { http: { address: "${address}" } }`)).terraform).toMatchObject({
      required_version: '>= 1.5.0',
      backend: { http: { address, lock_address: `${address}/lock`, unlock_method: 'DELETE' } },
    });
    expect(
      stackOf(accountWith('backend: { cloud: { organization: acme, workspace: refgate } }')).terraform,
    ).toMatchObject({ cloud: { organization: 'acme', workspaces: { name: 'refgate' } } });
  });

  test('is more about the provider that is created', () => {
    const thumbprint = 'ab'.repeat(20);
    const json = stackOf(accountWith(`provider: { thumbprints: [${thumbprint}], tags: { team: platform } }`));
    expect(json.resource['aws_iam_openid_connect_provider']?.['gitlab']).toMatchObject({
      thumbprint_list: [thumbprint],
      tags: { team: 'platform' },
    });
  });

  test('is what exists already: all of it, or what is listed', () => {
    expect(stackOf(accountWith('adopt: true')).import?.map(({ to }) => to)).toEqual([
      'aws_iam_openid_connect_provider.gitlab',
      'aws_iam_role.deploy',
      'gitlab_project_variable.deploy_api_AWS_ROLE_ARN',
    ]);
    expect(stackOf(accountWith('adopt: [aws_iam_role.deploy]')).import).toEqual([
      { to: 'aws_iam_role.deploy', id: 'deploy' },
    ]);
    expect(stackOf({}).import).toBeUndefined();
  });

  test('is what has moved', () => {
    const moved = 'moved: [{ from: aws_iam_role.old, to: aws_iam_role.deploy }]';
    expect(stackOf(accountWith(moved)).moved).toEqual([
      { from: 'aws_iam_role.old', to: 'aws_iam_role.deploy' },
    ]);
    const nowhere = 'moved: [{ from: aws_iam_role.old, to: aws_iam_role.new }]';
    expect(refusal(() => stackOf(accountWith(nowhere)))).toBe(
      'ERR_REFERENCE: `aws_iam_role.new` cannot be where `aws_iam_role.old` moved to (federation.yaml:3:13); got no such resource in the stack; expected a new address that the stack has, and an old one that it has no more; change `from` or `to`, or remove the move',
    );
  });

  test('gives way to an option of the app', () => {
    const json = stackOf(accountWith('profile: admin'), { accounts: { production: { profile: 'ops' } } });
    expect(json.provider['aws']?.[0]).toMatchObject({ profile: 'ops' });
  });
});

describe('what a project declares', () => {
  test('is kept by the stack of the account that it names, environments with their deployers', () => {
    const json = stackOf(
      projectWith('protect_from: production, protected_environments: { production: { deploy: maintainer } }'),
    );
    expect(json.resource['gitlab_branch_protection']?.['api_branch_main']).toMatchObject({
      project: '101',
      branch: 'main',
      push_access_level: 'maintainer',
    });
    expect(json.resource['gitlab_tag_protection']?.['api_tag_vany']).toMatchObject({
      create_access_level: 'maintainer',
    });
    expect(
      json.resource['gitlab_project_protected_environment']?.['api_environment_production'],
    ).toMatchObject({
      environment: 'production',
      deploy_access_levels: [{ access_level: 'maintainer' }],
    });
  });

  test('is known and left alone without `protect_from`, and so are environments in a list', () => {
    const free = stackOf(projectWith('protected_environments: { production: { deploy: maintainer } }'));
    expect(addresses(free).filter((address) => address.includes('protect'))).toEqual([]);
    const listed = stackOf(projectWith('protect_from: production, protected_environments: [production]'));
    expect(addresses(listed).filter((address) => address.includes('environment'))).toEqual([]);
  });

  test('cannot be kept by two stacks', () => {
    const text = refusal(() =>
      stackOf(
        {
          ...projectWith('protect_from: production'),
          accounts:
            '{ production: { id: "111122223333", region: eu-west-1 }, staging: { id: "444455556666", region: eu-west-1 } }',
        },
        { accounts: { staging: { protect: ['api'] } } },
      ),
    );
    expect(text).toContain('the rules of project `api` are kept twice; got `production` and `staging`');
  });
});

test('guards are read when the declaration asks for them', () => {
  const gitlab = '{ url: https://gitlab.com, audience: sts.amazonaws.com, guards: true }';
  const guarded = addresses(stackOf({ gitlab })).filter((address) => address.startsWith('data.'));
  expect(guarded).toEqual([
    'data.gitlab_project.api',
    'data.gitlab_project_protected_branches.api',
    'data.gitlab_project_protected_tags.api',
  ]);
  expect(addresses(stackOf({})).filter((address) => address.startsWith('data.'))).toEqual([]);
});

test('a variable of a group is one for the group, hidden where it says so', () => {
  const roles = `
  deploy:
    account: production
    force_detach: true
    trust: [{ project: api, branches: [main], protected: true }]
    variables: [{ key: AWS_ROLE_ARN, group: acme/platform, masked: true, hidden: true }, { key: OTHER }]`;
  const json = stackOf({ roles });
  expect(json.resource['gitlab_group_variable']).toMatchObject({
    deploy_acme_platform_AWS_ROLE_ARN: { group: 'acme/platform', masked: true, hidden: true },
  });
  expect(Object.keys(json.resource['gitlab_project_variable'] ?? {})).toEqual(['deploy_api_OTHER']);
  expect(json.resource['aws_iam_role']?.['deploy']).toMatchObject({ force_detach_policies: true });
});

test('nothing of all this changes who can assume the role', () => {
  const trustOf = (json: StackJson): unknown =>
    json.resource['aws_iam_role']?.['deploy']?.['assume_role_policy'];
  const plain = trustOf(stackOf(projectWith('visibility: private')));
  const full = stackOf({
    gitlab: '{ url: https://gitlab.com, audience: sts.amazonaws.com, guards: true }',
    ...projectWith(
      'protect_from: production, protected_environments: { production: { deploy: maintainer } }',
    ),
    ...accountWith(
      'profile: admin, adopt: true, quotas: { trust_policy_size: 8192 }, backend: { cloud: { organization: acme, workspace: refgate } }',
    ),
  });
  expect(plain).toEqual(expect.any(String));
  expect(trustOf(full)).toBe(plain);
});
