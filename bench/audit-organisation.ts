import { seededRandom } from './seeded-random';

/** How large a generated organisation is. */
export interface OrganisationSize {
  readonly projects: number;
  readonly accounts: number;
  readonly roles: number;
}

/** The files that `refgate audit` reads: a snapshot of GitLab, and an answer for each account. */
export interface AuditOrganisation {
  readonly snapshot: string;
  readonly accounts: ReadonlyMap<string, string>;
}

const GROUPS = 100;
const HOST = 'gitlab.com';

/**
 * An organisation as they are: of its roles, 45 % are for GitLab, 35 % for services of AWS and 20 % for other roles. Of those for GitLab, most pin one project by id;
 * one in twenty covers a group, one in thirty names a path that is gone, and one in ten demands no id. No two of them have the same trust policy but for
 * the same pipeline in several accounts.
 */
export function auditOrganisation(size: OrganisationSize, seed: number): AuditOrganisation {
  const random = seededRandom(seed);
  const pick = (bound: number): number => Math.floor(random() * bound);
  const path = (i: number): string => `acme/group-${i % GROUPS}/app-${i}`;
  const projects = Array.from({ length: size.projects }, (_, i) => ({
    id: 10_000 + i,
    path: path(i),
    namespace_id: 100 + (i % GROUPS),
    visibility: 'private',
    protected_branches: [
      { name: 'main', push: 'maintainer', merge: 'maintainer' },
      ...(i % 3 === 0 ? [{ name: 'release/*', push: 'maintainer', merge: 'maintainer' }] : []),
    ],
    protected_tags: i % 2 === 0 ? [{ name: 'v*', create: 'maintainer' }] : [],
    protected_environments: ['production'],
    protect_merge_request_pipelines: true,
    sub_claim: ['project_path', 'ref_type', 'ref'],
  }));
  const snapshot = {
    refgate_gitlab_snapshot: 1,
    gitlab: { url: `https://${HOST}` },
    listed: ['acme'],
    projects,
    groups: Array.from({ length: GROUPS }, (_, i) => ({ id: 100 + i, path: `acme/group-${i}` })),
  };
  const accounts = new Map<string, string>();
  for (let place = 0; place < size.accounts; place += 1) {
    const account = String(100_000_000_000 + place);
    const count = Math.floor(size.roles / size.accounts);
    const roles = Array.from({ length: count }, (_, i) => {
      const kind = random();
      const name = `role-${i}`;
      const document =
        kind < 0.45
          ? gitlabTrust(account, pick(size.projects), { path, random, pick })
          : kind < 0.8
            ? trust('sts:AssumeRole', { Service: 'lambda.amazonaws.com' })
            : trust('sts:AssumeRole', { AWS: `arn:aws:iam::${account}:role/role-${pick(count)}` });
      return {
        RoleName: name,
        Arn: `arn:aws:iam::${account}:role/${name}`,
        MaxSessionDuration: 3600,
        AssumeRolePolicyDocument: document,
        RolePolicyList: [
          {
            PolicyName: 'own',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' }],
            },
          },
        ],
        AttachedManagedPolicies:
          pick(20) === 0
            ? [
                {
                  PolicyName: 'AdministratorAccess',
                  PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
                },
              ]
            : [{ PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      };
    });
    const provider = {
      Arn: `arn:aws:iam::${account}:oidc-provider/${HOST}`,
      Url: HOST,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [],
    };
    accounts.set(
      account,
      JSON.stringify({ AccountId: account, RoleDetailList: roles, OpenIDConnectProviders: [provider] }),
    );
  }
  return { snapshot: JSON.stringify(snapshot), accounts };
}

interface Choices {
  readonly path: (project: number) => string;
  readonly random: () => number;
  readonly pick: (bound: number) => number;
}

function gitlabTrust(account: string, project: number, { path, random, pick }: Choices): object {
  const kind = random();
  const own =
    kind < 0.05
      ? `acme/group-${project % GROUPS}/*`
      : kind < 0.083
        ? `acme/gone-${pick(50)}/app`
        : path(project);
  const ref = ['branch:ref:main', 'branch:ref:*', 'tag:ref:v*', 'branch:ref:release/*'][pick(4)] as string;
  const pinned = kind >= 0.18;
  return trust(
    'sts:AssumeRoleWithWebIdentity',
    { Federated: `arn:aws:iam::${account}:oidc-provider/${HOST}` },
    {
      StringEquals: {
        [`${HOST}:aud`]: 'sts.amazonaws.com',
        ...(pinned
          ? {
              [`${HOST}:project_id`]: String(10_000 + project),
              [`${HOST}:namespace_id`]: String(100 + (project % GROUPS)),
            }
          : {}),
        ...(pick(2) === 0 ? { [`${HOST}:ref_protected`]: 'true' } : {}),
      },
      StringLike: { [`${HOST}:sub`]: `project_path:${own}:ref_type:${ref}` },
    },
  );
}

function trust(action: string, principal: object, condition?: object): object {
  const statement = { Effect: 'Allow', Principal: principal, Action: action, Condition: condition };
  return { Version: '2012-10-17', Statement: [statement] };
}
