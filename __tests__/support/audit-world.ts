import {
  audit,
  declaredArtifact,
  parseFederation,
  readAccountAnswer,
  readGitlabSnapshot,
  readJsonArtifact,
  toAuditReport,
  type AuditReport,
  type Federation,
} from '../../policies/index';

/** Everything that an audit reads, as the text that a user would have. All of it agrees until a test changes a part. */
export interface AuditWorld {
  readonly federation: string;
  readonly account: AccountAnswer;
  readonly snapshot: SnapshotJson;
  readonly state: StateJson;
}

interface RoleAnswer {
  RoleName: string;
  Arn: string;
  Path: string;
  MaxSessionDuration?: number;
  AssumeRolePolicyDocument: TrustJson;
  RolePolicyList: { PolicyName: string; PolicyDocument: unknown }[];
  AttachedManagedPolicies: { PolicyName: string; PolicyArn: string }[];
  Tags?: { Key: string; Value: string }[];
  PermissionsBoundary?: { PermissionsBoundaryType: string; PermissionsBoundaryArn: string };
}

export interface TrustJson {
  Version: string;
  Statement: {
    Effect: string;
    Principal: unknown;
    Action: string;
    Condition: Record<string, Record<string, string | string[]>>;
  }[];
}

export interface AccountAnswer {
  AccountId: string;
  RoleDetailList: RoleAnswer[];
  Policies: unknown[];
  OpenIDConnectProviders?: {
    Arn: string;
    Url: string;
    ClientIDList: string[];
    ThumbprintList: string[];
    Tags?: { Key: string; Value: string }[];
  }[];
}

interface SnapshotJson {
  refgate_gitlab_snapshot: 1;
  gitlab: { url: string };
  listed: 'all' | string[];
  projects: ProjectJson[];
  groups: { id: number; path: string; variables?: VariableJson[] | null }[];
  paths: { path: string; state: string; to?: number }[];
}

interface VariableJson {
  key: string;
  environment_scope: string;
  type: string;
  protected: boolean;
  masked: boolean;
  hidden?: boolean;
  raw?: boolean;
  role_arn?: string;
}

interface ProjectJson {
  id: number;
  path: string;
  namespace_id: number;
  visibility: string;
  archived: boolean;
  protected_branches: { name: string; push: string; merge: string }[] | null;
  protected_tags: { name: string; create: string }[] | null;
  protected_environments: string[] | null;
  environment_rules: { name: string; deploy: string; approvals: number; approve: string }[] | null;
  variables: VariableJson[] | null;
  protect_merge_request_pipelines: boolean | null;
  sub_claim: string[];
  branches: string[] | null;
  not_seen: { part: string; reason: string }[];
}

interface StateJson {
  version: 4;
  terraform_version: string;
  resources: {
    mode: string;
    type: string;
    name: string;
    provider: string;
    instances: { attributes: Record<string, unknown> }[];
  }[];
}

export const ACCOUNT = '111122223333';

const FEDERATION = `
gitlab:
  url: https://gitlab.com
  audience: sts.amazonaws.com
projects:
  api:
    path: acme/platform/api
    id: 101
    namespace_id: 12
    protected_branches:
      main: { push: maintainer, merge: maintainer }
      release/*: { push: maintainer, merge: maintainer }
    protected_tags:
      v*: { create: maintainer }
    protected_environments: [production]
    protect_merge_request_pipelines: true
accounts:
  production:
    id: "${ACCOUNT}"
    region: eu-west-1
roles:
  deploy:
    account: production
    trust:
      - { project: api, branches: [main], protected: true }
    permissions:
      managed: [arn:aws:iam::aws:policy/AmazonS3FullAccess]
      boundary: arn:aws:iam::${ACCOUNT}:policy/limit
      inline:
        queue: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: "*" }] }
    max_session: 1h
  release:
    account: production
    trust:
      - { project: api, tags: ["v*"], protected: true }
    permissions:
      managed: [arn:aws:iam::aws:policy/ReadOnlyAccess]
`;

/** A declaration and an account, a GitLab and a state that are exactly as declared. */
export function agreeingWorld(text = FEDERATION): AuditWorld {
  const federation = federationOf(text);
  const { roles } = declaredArtifact(federation);
  const state: StateJson = {
    version: 4,
    terraform_version: '1.11.4',
    resources: roles
      .map(
        ({
          name = '',
          arn = '',
          document,
          permissions,
          maxSessionSeconds,
        }): StateJson['resources'][number] => ({
          mode: 'managed',
          type: 'aws_iam_role',
          name,
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [
            {
              attributes: {
                name,
                arn,
                path: '/',
                assume_role_policy: JSON.stringify(document),
                max_session_duration: maxSessionSeconds,
                managed_policy_arns: [...permissions.managed],
                inline_policy: permissions.inline.map((policy) => ({
                  name: policy.name,
                  policy: JSON.stringify(policy.document),
                })),
                permissions_boundary: permissions.boundary ?? '',
              },
            },
          ],
        }),
      )
      .concat(gitlabResources(roles[0]?.arn ?? '')),
  };
  return {
    federation: text,
    account: {
      AccountId: ACCOUNT,
      RoleDetailList: roles.map(({ name = '', arn = '', document, permissions, maxSessionSeconds }) => ({
        RoleName: name,
        Arn: arn,
        Path: '/',
        MaxSessionDuration: maxSessionSeconds,
        AssumeRolePolicyDocument: structuredClone(document) as TrustJson,
        RolePolicyList: permissions.inline.map((policy) => ({
          PolicyName: policy.name ?? '',
          PolicyDocument: structuredClone(policy.document),
        })),
        AttachedManagedPolicies: permissions.managed.map((policy) => ({
          PolicyName: policy.replace(/.*\//, ''),
          PolicyArn: policy,
        })),
        ...(permissions.boundary === undefined
          ? {}
          : {
              PermissionsBoundary: {
                PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
                PermissionsBoundaryArn: permissions.boundary,
              },
            }),
      })),
      Policies: [],
      OpenIDConnectProviders: [
        {
          Arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`,
          Url: 'gitlab.com',
          ClientIDList: ['sts.amazonaws.com'],
          ThumbprintList: ['b3dd7606d2b5a8b4a13771dbecc9ee1cecafa38a'],
        },
      ],
    },
    snapshot: {
      refgate_gitlab_snapshot: 1,
      gitlab: { url: 'https://gitlab.com' },
      listed: ['acme'],
      projects: [
        {
          id: 101,
          path: 'acme/platform/api',
          namespace_id: 12,
          visibility: 'private',
          archived: false,
          protected_branches: [
            { name: 'main', push: 'maintainer', merge: 'maintainer' },
            { name: 'release/*', push: 'maintainer', merge: 'maintainer' },
          ],
          protected_tags: [{ name: 'v*', create: 'maintainer' }],
          protected_environments: ['production'],
          environment_rules: [
            { name: 'production', deploy: 'maintainer', approvals: 0, approve: 'maintainer' },
          ],
          variables: [
            {
              key: 'AWS_ROLE_ARN',
              environment_scope: 'production',
              type: 'env_var',
              protected: true,
              masked: true,
              hidden: false,
              raw: false,
              role_arn: roles[0]?.arn,
            },
            { key: 'SECRET', environment_scope: '*', type: 'env_var', protected: false, masked: false },
          ],
          protect_merge_request_pipelines: true,
          sub_claim: ['project_path', 'ref_type', 'ref'],
          branches: ['main', 'release/1'],
          not_seen: [],
        },
      ],
      groups: [
        {
          id: 11,
          path: 'acme',
          variables: [
            {
              key: 'SHARED',
              environment_scope: '*',
              type: 'file',
              protected: false,
              masked: false,
              raw: true,
            },
          ],
        },
        { id: 12, path: 'acme/platform' },
      ],
      paths: [],
    },
    state,
  };
}

/** What Terraform keeps in GitLab. */
function gitlabResources(roleArn: string): StateJson['resources'] {
  const resource = (type: string, name: string, attributes: Record<string, unknown>) => ({
    mode: 'managed',
    type,
    name,
    provider: 'provider["registry.terraform.io/gitlabhq/gitlab"]',
    instances: [{ attributes }],
  });
  return [
    resource('gitlab_project_variable', 'role', {
      project: '101',
      key: 'AWS_ROLE_ARN',
      value: roleArn,
      environment_scope: 'production',
      protected: true,
      masked: true,
      raw: false,
      hidden: false,
      variable_type: 'env_var',
    }),
    resource('gitlab_group_variable', 'shared', {
      group: 'acme',
      key: 'SHARED',
      value: 'not to be said',
      environment_scope: '*',
      protected: false,
      masked: false,
      raw: true,
      variable_type: 'file',
    }),
    resource('gitlab_branch_protection', 'main', {
      project: 'acme/platform/api',
      branch: 'main',
      push_access_level: 'maintainer',
      merge_access_level: 'maintainer',
      allowed_to_push: [],
      allowed_to_merge: [],
    }),
    resource('gitlab_tag_protection', 'v', {
      project: '101',
      tag: 'v*',
      create_access_level: 'maintainer',
      allowed_to_create: [],
    }),
    resource('gitlab_project_protected_environment', 'production', {
      project: '101',
      environment: 'production',
      deploy_access_levels: [],
      deploy_access_levels_attribute: [{ access_level: 'maintainer', user_id: null, group_id: null }],
    }),
  ];
}

/** Changes a copy of a world. */
export function changed(world: AuditWorld, change: (copy: AuditWorld) => void): AuditWorld {
  const copy = structuredClone(world);
  change(copy);
  return copy;
}

function federationOf(text: string): Federation {
  const parsed = parseFederation(text, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('; '));
  return parsed.federation;
}

/** The report of an audit of a world; a part that is omitted is not given. */
export function auditOf(world: Partial<AuditWorld>): AuditReport {
  const { federation, account, snapshot, state } = world;
  const found = audit({
    accounts: account === undefined ? [] : [readAccountAnswer(JSON.stringify(account), 'account.json')],
    federation: federation === undefined ? undefined : federationOf(federation),
    snapshot:
      snapshot === undefined ? undefined : readGitlabSnapshot(JSON.stringify(snapshot), 'gitlab.json'),
    state:
      state === undefined
        ? undefined
        : {
            file: 'state.json',
            artifact: readJsonArtifact(JSON.stringify(state), { file: 'state.json' }).artifact,
          },
  });
  return toAuditReport(found, { version: '0.0.0' });
}
