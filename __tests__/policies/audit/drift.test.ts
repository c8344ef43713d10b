import { AUDIT_FINDINGS } from '../../../policies/index';
import { ACCOUNT, agreeingWorld, auditOf, changed, type AuditWorld } from '../../support/audit-world';

const world = agreeingWorld();

test('a world that agrees is silent', () => {
  const report = auditOf(world);
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ verdict: 'holds', headline: 'nothing found in 2 roles' });
});

interface Row {
  readonly finding: string;
  /** What drifted. */
  readonly note: string;
  readonly change: (world: AuditWorld) => void;
  readonly message: RegExp;
  /** Other findings that the same drift causes. */
  readonly also?: readonly string[];
}

const role = (copy: AuditWorld, name = 'deploy') =>
  copy.account.RoleDetailList.find(
    ({ RoleName }) => RoleName === name,
  ) as AuditWorld['account']['RoleDetailList'][number];
const conditions = (copy: AuditWorld, name?: string) => {
  const condition = role(copy, name).AssumeRolePolicyDocument.Statement[0]?.Condition;
  if (condition?.StringEquals === undefined) throw new Error('no StringEquals');
  return condition as {
    StringEquals: Record<string, string | string[]>;
    [operator: string]: Record<string, string | string[]>;
  };
};
const project = (copy: AuditWorld) => copy.snapshot.projects[0] as AuditWorld['snapshot']['projects'][number];
const provider = (copy: AuditWorld) =>
  (copy.account.OpenIDConnectProviders ?? [])[0] as NonNullable<
    AuditWorld['account']['OpenIDConnectProviders']
  >[number];
const stateRole = (copy: AuditWorld, place = 0) =>
  copy.state.resources[place]?.instances[0]?.attributes as Record<string, unknown>;
const stateProvider = (
  copy: AuditWorld,
  attributes: { readonly url: string; readonly [name: string]: unknown },
) =>
  void copy.state.resources.push({
    mode: 'managed',
    type: 'aws_iam_openid_connect_provider',
    name: 'other',
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [
      { attributes: { arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/${attributes.url}`, ...attributes } },
    ],
  });
/** Attributes of a resource that Terraform keeps in GitLab. */
const kept = (copy: AuditWorld, type: string) =>
  copy.state.resources.find((resource) => resource.type === type)?.instances[0]?.attributes as Record<
    string,
    unknown
  >;
const variable = (copy: AuditWorld) =>
  (project(copy).variables ?? [])[0] as NonNullable<ReturnType<typeof project>['variables']>[number];
const OTHER_ROLE = `arn:aws:iam::${ACCOUNT}:role/other`;
const declare = (copy: AuditWorld, from: string, to: string) => {
  if (!copy.federation.includes(from)) throw new Error(`the declaration has no ${from}`);
  (copy as { federation: string }).federation = copy.federation.replace(from, to);
};

const ROWS: readonly Row[] = [
  // roles
  {
    finding: 'account-not-seen',
    note: 'a second account is declared',
    change: (w) => declare(w, 'roles:\n', '  other: { id: "444455556666", region: eu-west-1 }\nroles:\n'),
    message: /`other` \(444455556666\) is not in the input/,
  },
  {
    finding: 'role-missing',
    note: 'deleted by hand',
    change: (w) => void w.account.RoleDetailList.shift(),
    message: /`deploy` does not exist: account 111122223333 has no role `deploy`/,
    also: ['state-role-deleted'],
  },
  {
    finding: 'role-not-declared',
    note: 'made by hand',
    change: (w) =>
      void w.account.RoleDetailList.push({
        ...structuredClone(role(w)),
        RoleName: 'shadow',
        Arn: `arn:aws:iam::${ACCOUNT}:role/shadow`,
      }),
    message: /role\/shadow` \(write\) can be assumed by tokens of this GitLab and is not declared/,
  },
  {
    finding: 'trust-wider',
    note: 'a second branch',
    change: (w) =>
      void (conditions(w).StringEquals['gitlab.com:sub'] = [
        'project_path:acme/platform/api:ref_type:branch:ref:main',
        'project_path:acme/platform/api:ref_type:branch:ref:release/1',
      ]),
    message: /accepts more than declared: .*`release\/1`/,
    also: ['state-trust-changed'],
  },
  {
    finding: 'trust-narrower',
    note: 'another branch only',
    change: (w) => void (conditions(w).StringEquals['gitlab.com:pipeline_source'] = 'push'),
    message: /rejects what is declared: /,
    also: ['state-trust-changed'],
  },
  {
    finding: 'trust-rewritten',
    note: 'an operator that means the same',
    change: (w) => {
      const all = conditions(w);
      const { 'gitlab.com:sub': sub, ...rest } = all.StringEquals;
      all.StringEquals = rest;
      all.StringLike = { 'gitlab.com:sub': sub as string };
    },
    message: /another trust policy than declared, which accepts the same tokens/,
    also: ['state-trust-changed'],
  },
  {
    finding: 'trust-not-compared',
    note: 'an operator that nobody knows',
    change: (w) => {
      conditions(w).StringSounds = { 'gitlab.com:sub': 'x' };
    },
    message: /cannot be compared with its declaration: /,
    also: ['state-trust-changed'],
  },
  {
    finding: 'role-path',
    note: 'created again under a path',
    change: (w) => void (role(w).Arn = `arn:aws:iam::${ACCOUNT}:role/ci/deploy`),
    message: /is declared as `arn:aws:iam::111122223333:role\/deploy`/,
    also: ['state-role-deleted'],
  },
  {
    finding: 'session-longer',
    note: 'twelve hours',
    change: (w) => void (role(w).MaxSessionDuration = 43200),
    message: /at most 43200 seconds, declared are 3600/,
    also: ['state-settings-changed'],
  },
  {
    finding: 'session-not-seen',
    note: 'a dump alone: the API does not answer it, and that is not an hour',
    change: (w) => void delete role(w).MaxSessionDuration,
    message: /`deploy` .* has a maximum session length that the input does not contain/,
  },
  {
    finding: 'session-shorter',
    note: 'less than declared',
    change: (w) => declare(w, 'max_session: 1h', 'max_session: 2h'),
    message: /at most 3600 seconds, declared are 7200/,
  },
  {
    finding: 'managed-added',
    note: 'administrator',
    change: (w) =>
      void role(w, 'release').AttachedManagedPolicies.push({
        PolicyName: 'AdministratorAccess',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    message: /`release` .* has the managed policy `arn:aws:iam::aws:policy\/AdministratorAccess`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'managed-removed',
    note: 'detached',
    change: (w) => void role(w, 'release').AttachedManagedPolicies.pop(),
    message: /has no managed policy `arn:aws:iam::aws:policy\/ReadOnlyAccess`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'inline-added',
    note: 'a second inline policy',
    change: (w) =>
      void role(w).RolePolicyList.push({
        PolicyName: 'more',
        PolicyDocument: { Version: '2012-10-17', Statement: [] },
      }),
    message: /has the inline policy `more`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'inline-removed',
    note: 'deleted',
    change: (w) => void role(w).RolePolicyList.pop(),
    message: /has no inline policy `queue`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'inline-changed',
    note: 'another action',
    change: (w) =>
      void (role(w).RolePolicyList = [
        {
          PolicyName: 'queue',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }],
          },
        },
      ]),
    message: /has another inline policy `queue`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'boundary-removed',
    note: 'taken off',
    change: (w) => void delete role(w).PermissionsBoundary,
    message: /has no boundary `arn:aws:iam::111122223333:policy\/limit`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'boundary-changed',
    note: 'another one',
    change: (w) =>
      void (role(w).PermissionsBoundary = {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    message: /has the boundary `arn:aws:iam::aws:policy\/AdministratorAccess`/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'boundary-added',
    note: 'one that is not declared',
    change: (w) =>
      void (role(w, 'release').PermissionsBoundary = {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/limit`,
      }),
    message: /`release` .* has the boundary/,
    also: ['state-permissions-changed'],
  },
  {
    finding: 'permissions-not-seen',
    note: 'an answer of list-roles',
    change: (w) => void delete (role(w) as Partial<ReturnType<typeof role>>).RolePolicyList,
    message: /does not show the permissions of a role/,
    also: ['state-not-compared'],
  },
  // providers
  {
    finding: 'providers-not-seen',
    note: 'a dump alone',
    change: (w) => void delete w.account.OpenIDConnectProviders,
    message: /the OIDC providers of account 111122223333 are not in the input/,
  },
  {
    finding: 'provider-missing',
    note: 'deleted',
    change: (w) => void w.account.OpenIDConnectProviders?.pop(),
    message: /account 111122223333 has no OIDC provider for `https:\/\/gitlab.com`/,
    also: ['no-token'],
  },
  {
    finding: 'client-id-added',
    note: 'a second audience',
    change: (w) => void provider(w).ClientIDList.push('https://gitlab.com'),
    message: /has the client id `https:\/\/gitlab.com`/,
  },
  {
    finding: 'client-id-removed',
    note: 'another audience',
    change: (w) => void (provider(w).ClientIDList = ['other']),
    message: /has no client id `sts.amazonaws.com`/,
    also: ['client-id-added', 'no-token'],
  },
  {
    finding: 'thumbprints-changed',
    note: 'other thumbprints',
    change: (w) =>
      declare(
        w,
        '    region: eu-west-1\n',
        `    region: eu-west-1\n    provider: { thumbprints: ["${'0'.repeat(40)}"] }\n`,
      ),
    message: /has the thumbprints b3dd7606/,
  },
  {
    finding: 'tag-changed',
    note: 'the tag that a policy asks for is another one',
    change: (w) => {
      declare(w, '    max_session: 1h\n', '    max_session: 1h\n    tags: { Team: api }\n');
      role(w).Tags = [{ Key: 'team', Value: 'web' }];
    },
    message: /`deploy` .* has the tag `Team` with `web`, not `api`/,
  },
  {
    finding: 'tag-changed',
    note: 'the tag was deleted',
    change: (w) => {
      declare(w, '    max_session: 1h\n', '    max_session: 1h\n    tags: { Team: api }\n');
      role(w).Tags = [];
    },
    message: /`deploy` .* has no tag `Team`/,
  },
  {
    finding: 'tag-added',
    note: 'by hand, on the provider',
    change: (w) => {
      declare(w, '    region: eu-west-1\n', '    region: eu-west-1\n    provider: { tags: { a: b } }\n');
      provider(w).Tags = [
        { Key: 'a', Value: 'b' },
        { Key: 'aws:cloudformation:stack-name', Value: 'x' },
        { Key: 'owner', Value: 'mallory' },
      ];
    },
    message: /^the OIDC provider of account 111122223333 has the tag `owner` with `mallory`$/,
  },
  {
    finding: 'tags-not-seen',
    note: 'the answer has none',
    change: (w) => declare(w, '    max_session: 1h\n', '    max_session: 1h\n    tags: { Team: api }\n'),
    message: /`deploy` .* has tags that the input does not contain/,
  },
  // the state
  {
    finding: 'state-settings-changed',
    note: 'a longer session',
    change: (w) => void (stateRole(w).max_session_duration = 7200),
    message: /has sessions of at most 3600 seconds, unlike the state/,
  },
  {
    finding: 'state-settings-changed',
    note: 'a tag',
    change: (w) => {
      stateRole(w).tags_all = { team: 'api' };
      role(w).Tags = [{ Key: 'team', Value: 'mallory' }];
    },
    message: /has the tag `team` with `mallory`, not `api`, unlike the state/,
    also: ['tag-added'],
  },
  {
    finding: 'state-permissions-changed',
    note: 'the document of a managed policy',
    change: (w) => {
      const [arn, document] = [
        `arn:aws:iam::${ACCOUNT}:policy/limit`,
        (action: string) => ({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
        }),
      ];
      w.account.Policies.push({
        Arn: arn,
        PolicyVersionList: [{ Document: document('*'), VersionId: 'v2', IsDefaultVersion: true }],
      });
      w.state.resources.push({
        mode: 'managed',
        type: 'aws_iam_policy',
        name: 'limit',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ attributes: { arn, name: 'limit', policy: JSON.stringify(document('s3:*')) } }],
      });
    },
    message: /policy\/limit` has another document than in the state/,
  },
  {
    finding: 'state-not-compared',
    note: 'the state has a role of an account that was not read',
    change: (w) => {
      const copy = structuredClone(w.state.resources[0]) as AuditWorld['state']['resources'][number];
      Object.assign(copy.instances[0]?.attributes as object, {
        name: 'x',
        arn: 'arn:aws:iam::999988887777:role/x',
      });
      w.state.resources.push(copy);
    },
    message: /in account 999988887777, which is not in the input/,
  },
  {
    finding: 'state-provider-changed',
    note: 'deleted',
    change: (w) => {
      stateProvider(w, { url: 'idp.example.com', client_id_list: ['a'] });
    },
    message: /\(`idp.example.com`\) of the state does not exist/,
  },
  {
    finding: 'state-provider-changed',
    note: 'another thumbprint',
    change: (w) => {
      stateProvider(w, {
        url: 'gitlab.com',
        client_id_list: ['sts.amazonaws.com'],
        thumbprint_list: ['0'.repeat(40)],
      });
    },
    message: /has the thumbprints b3dd7606.*, unlike the state/,
  },
  {
    finding: 'environment-level-changed',
    note: 'Developers may deploy',
    change: (w) => {
      declare(
        w,
        '    protected_environments: [production]\n',
        '    protected_environments: { production: { deploy: maintainer } }\n',
      );
      Object.assign(project(w), {
        environment_rules: [{ name: 'production', deploy: 'developer', approvals: 0, approve: 'developer' }],
      });
    },
    message: /lets `developer` deploy to `production`, declared is `maintainer`/,
    also: ['state-rule-weaker'],
  },
  {
    finding: 'project-part-not-seen',
    note: 'who may deploy was not read',
    change: (w) => {
      declare(
        w,
        '    protected_environments: [production]\n',
        '    protected_environments: { production: { deploy: maintainer } }\n',
      );
      project(w).environment_rules = null;
    },
    message: /has environment rules that were not read/,
    also: ['state-gitlab-not-compared'],
  },
  {
    finding: 'state-role-deleted',
    note: 'the state has one more',
    change: (w) => {
      const copy = structuredClone(w.state.resources[0]) as AuditWorld['state']['resources'][number];
      Object.assign(copy.instances[0]?.attributes as object, {
        name: 'old',
        arn: `arn:aws:iam::${ACCOUNT}:role/old`,
      });
      copy.name = 'old';
      w.state.resources.push(copy);
    },
    message: /`aws_iam_role.old` of the state .* does not exist/,
  },
  {
    finding: 'state-trust-changed',
    note: 'changed by hand since the apply',
    change: (w) => void (conditions(w, 'release').StringEquals['gitlab.com:pipeline_source'] = 'push'),
    message: /`aws_iam_role.release` .* has another trust policy than the state/,
    also: ['trust-narrower'],
  },
  {
    finding: 'state-permissions-changed',
    note: 'the state has no policy',
    change: (w) => void (stateRole(w, 1).managed_policy_arns = []),
    message: /has the managed policy `arn:aws:iam::aws:policy\/ReadOnlyAccess`, unlike the state/,
  },
  {
    finding: 'state-not-applied',
    note: 'the state has an older trust',
    change: (w) =>
      void (stateRole(w).assume_role_policy = String(stateRole(w).assume_role_policy).replace(
        'ref:main',
        'ref:master',
      )),
    message: /is not the one of `aws_iam_role.deploy` in the state/,
    also: ['state-trust-changed'],
  },
  {
    finding: 'state-role-unknown',
    note: 'never imported',
    change: (w) => void w.state.resources.shift(),
    message: /role\/deploy` exists and is not in the state/,
  },
  {
    finding: 'state-provider-changed',
    note: 'a client id was added by hand',
    change: (w) =>
      void w.state.resources.push({
        mode: 'managed',
        type: 'aws_iam_openid_connect_provider',
        name: 'gitlab',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [
          {
            attributes: {
              url: 'gitlab.com',
              arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com`,
              client_id_list: ['old'],
              thumbprint_list: [],
            },
          },
        ],
      }),
    message: /has the client ids `sts.amazonaws.com`, in the state `old`/,
  },
  {
    finding: 'state-not-read',
    note: 'a trust that is not JSON',
    change: (w) => void (stateRole(w).assume_role_policy = '{'),
    message: /state.json`: `aws_iam_role.deploy`/,
    also: ['state-role-unknown'],
  },
  // what Terraform keeps in GitLab
  {
    finding: 'state-variable-deleted',
    note: 'deleted by hand',
    change: (w) => void project(w).variables?.shift(),
    message:
      /^`gitlab_project_variable.role` \(the variable `AWS_ROLE_ARN` for `production` of `acme\/platform\/api`\) does not exist for the environment `production`$/,
  },
  {
    finding: 'state-variable-deleted',
    note: 'of a group',
    change: (w) => void w.snapshot.groups[0]?.variables?.pop(),
    message: /`gitlab_group_variable.shared` \(the variable `SHARED` of `acme`\) does not exist for every/,
  },
  {
    finding: 'state-variable-deleted',
    note: 'another scope',
    change: (w) => void (variable(w).environment_scope = '*'),
    message: /does not exist for the environment `production`/,
    also: ['state-variable-beside'],
  },
  {
    finding: 'state-variable-exposed',
    note: 'not protected any more',
    change: (w) => void (variable(w).protected = false),
    message: /`acme\/platform\/api`\) is not protected, unlike in the state/,
  },
  {
    finding: 'state-variable-exposed',
    note: 'not masked any more',
    change: (w) => void (variable(w).masked = false),
    message: /is not masked, unlike in the state/,
  },
  {
    finding: 'state-variable-role',
    note: 'another role',
    change: (w) => void (variable(w).role_arn = OTHER_ROLE),
    message: /contains `arn:aws:iam::111122223333:role\/other`, in the state `arn:.*:role\/deploy`/,
  },
  {
    finding: 'state-variable-role',
    note: 'something else, which is not said',
    change: (w) => void delete variable(w).role_arn,
    message: /contains no ARN of a role, in the state `arn:.*:role\/deploy`/,
  },
  {
    finding: 'state-variable-changed',
    note: 'expanded',
    change: (w) => void (variable(w).raw = true),
    message: /is not expanded, unlike in the state/,
  },
  {
    finding: 'state-variable-changed',
    note: 'a file',
    change: (w) => void (variable(w).type = 'file'),
    message: /has the type `file`, unlike in the state/,
  },
  {
    finding: 'state-variable-changed',
    note: 'the state has it in the open',
    change: (w) => void (kept(w, 'gitlab_project_variable').protected = false),
    message: /is protected, unlike in the state/,
  },
  {
    finding: 'state-variable-beside',
    note: 'another role for another environment',
    change: (w) =>
      void project(w).variables?.push({
        ...variable(w),
        environment_scope: 'review/*',
        role_arn: OTHER_ROLE,
      }),
    message:
      /is not alone: GitLab also has it for the environment `review\/\*`, with `arn:aws:iam::111122223333:role\/other`/,
  },
  {
    finding: 'state-rule-deleted',
    note: 'the branch',
    change: (w) => void (kept(w, 'gitlab_branch_protection').branch = 'stable'),
    message: /\(the protected branch `stable` of `acme\/platform\/api`\) does not exist/,
  },
  {
    finding: 'state-rule-deleted',
    note: 'the tag',
    change: (w) => void (kept(w, 'gitlab_tag_protection').tag = 'w*'),
    message: /\(the protected tag `w\*` of/,
  },
  {
    finding: 'state-rule-deleted',
    note: 'the environment',
    change: (w) => void (kept(w, 'gitlab_project_protected_environment').environment = 'staging'),
    message: /\(the protected environment `staging` of/,
  },
  {
    finding: 'state-rule-weaker',
    note: 'Developers may push',
    change: (w) => void (kept(w, 'gitlab_branch_protection').push_access_level = 'no one'),
    message: /allows `maintainer` to push, in the state `no_one`/,
  },
  {
    finding: 'state-rule-weaker',
    note: 'Developers may create the tag',
    change: (w) => void (kept(w, 'gitlab_tag_protection').create_access_level = 'admin'),
    message: /allows `maintainer` to create, in the state `admin`/,
  },
  {
    finding: 'state-rule-weaker',
    note: 'Developers may deploy',
    change: (w) => void Object.assign(project(w).environment_rules?.[0] ?? {}, { deploy: 'developer' }),
    message: /allows `developer` to deploy, in the state `maintainer`/,
  },
  {
    finding: 'state-rule-weaker',
    note: 'a group may deploy, too',
    change: (w) =>
      void Object.assign(project(w).environment_rules?.[0] ?? {}, {
        deploy: 'developer',
        deploy_by: { role: 'maintainer', named: [{ kind: 'group', name: 'id 12' }] },
      }),
    message: /also allows the group `acme\/platform` to deploy, unlike the state/,
  },
  {
    finding: 'state-rule-stricter',
    note: 'the state lets Developers merge',
    change: (w) => void (kept(w, 'gitlab_branch_protection').merge_access_level = 'developer'),
    message: /allows `maintainer` to merge, in the state `developer`/,
  },
  {
    finding: 'state-gitlab-not-compared',
    note: 'the variables could not be read',
    change: (w) => void (project(w).variables = null),
    message: /`acme\/platform\/api`\) was not compared: the variables were not read/,
  },
  {
    finding: 'state-gitlab-not-compared',
    note: 'a hidden variable, whose value GitLab does not give',
    change: (w) => void Object.assign(variable(w), { hidden: true, role_arn: undefined }),
    message: /is hidden: GitLab does not give its value/,
  },
  {
    finding: 'state-gitlab-not-compared',
    note: 'who may deploy was not read',
    change: (w) => void (project(w).environment_rules = null),
    message: /is there, and who it allows was not read from GitLab/,
  },
  {
    finding: 'state-gitlab-not-compared',
    note: 'a project that the snapshot does not have',
    change: (w) => void (kept(w, 'gitlab_tag_protection').project = '999'),
    message: /^the state has `gitlab_tag_protection.v` in the project `999`, which is not in the snapshot$/,
  },
  {
    finding: 'state-gitlab-not-compared',
    note: 'a level that the provider has not had so far',
    change: (w) => void (kept(w, 'gitlab_tag_protection').create_access_level = 'planner'),
    message: /has a level to create that the state does not tell/,
  },
  {
    finding: 'state-gitlab-not-compared',
    note: 'entries that name users',
    change: (w) =>
      void Object.assign(kept(w, 'gitlab_branch_protection'), {
        push_access_level: null,
        allowed_to_push: [{ access_level: 'maintainer' }, { user_id: 7 }],
      }),
    message: /names users or groups to push, which are not compared/,
  },
  // GitLab
  {
    finding: 'instance-changed',
    note: 'another GitLab',
    change: (w) => void (w.snapshot.gitlab.url = 'https://gitlab.example.com'),
    message: /is of `https:\/\/gitlab.example.com`, declared is `https:\/\/gitlab.com`/,
    also: ['*'],
  },
  {
    finding: 'declared-project-gone',
    note: 'deleted',
    change: (w) => void w.snapshot.projects.pop(),
    message: /`api` \(`acme\/platform\/api`\) does not exist/,
    also: ['state-gitlab-not-compared', 'project-gone'],
  },
  {
    finding: 'declared-project-not-listed',
    note: 'a snapshot of another group',
    change: (w) => {
      w.snapshot.projects.pop();
      w.snapshot.listed = ['other'];
    },
    message: /is not covered by the snapshot/,
    also: ['state-gitlab-not-compared', 'project-not-listed'],
  },
  {
    finding: 'declared-project-moved',
    note: 'renamed',
    change: (w) => void (project(w).path = 'acme/platform/new'),
    message: /is `acme\/platform\/new` today/,
    also: ['state-gitlab-not-compared', 'project-moved'],
  },
  {
    finding: 'declared-path-taken',
    note: 'another project under the path',
    change: (w) => {
      w.snapshot.projects.push({ ...project(w), id: 999 });
      project(w).path = 'acme/platform/new';
    },
    message: /has its path taken by project 999/,
    also: ['declared-project-moved', 'id-of-another', 'no-token'],
  },
  {
    finding: 'declared-path-free',
    note: 'deleted, and the path is free',
    change: (w) => {
      w.snapshot.projects.pop();
      w.snapshot.paths.push({ path: 'acme/platform/api', state: 'free' });
    },
    message: /has a path that can be claimed/,
    also: ['state-gitlab-not-compared', 'declared-project-gone', 'path-free'],
  },
  {
    finding: 'namespace-changed',
    note: 'transferred',
    change: (w) => void (project(w).namespace_id = 13),
    message: /is in namespace 13, declared is 12/,
    also: ['no-token'],
  },
  {
    finding: 'branch-rule-removed',
    note: 'main is not protected',
    change: (w) => void project(w).protected_branches?.shift(),
    message: /has no protected branch `main`/,
    also: ['state-rule-deleted', 'no-token'],
  },
  {
    finding: 'branch-rule-added',
    note: 'one more',
    change: (w) =>
      void project(w).protected_branches?.push({ name: 'dev', push: 'developer', merge: 'developer' }),
    message: /has the protected branch `dev`, which is not declared/,
  },
  {
    finding: 'branch-rule-weaker',
    note: 'developers may push',
    change: (w) => void Object.assign(project(w).protected_branches?.[0] ?? {}, { push: 'developer' }),
    message: /`main` with push `developer` and merge `maintainer`, declared is `maintainer`/,
    also: ['state-rule-weaker'],
  },
  {
    finding: 'branch-rule-stricter',
    note: 'no one may push',
    change: (w) => void Object.assign(project(w).protected_branches?.[0] ?? {}, { push: 'no_one' }),
    message: /with push `no_one` and merge `maintainer`/,
    also: ['state-rule-stricter'],
  },
  {
    finding: 'tag-rule-removed',
    note: 'tags are not protected',
    change: (w) => void project(w).protected_tags?.pop(),
    message: /has no protected tag `v\*`/,
    also: ['state-rule-deleted', 'no-token'],
  },
  {
    finding: 'tag-rule-added',
    note: 'one more',
    change: (w) => void project(w).protected_tags?.push({ name: 'x*', create: 'maintainer' }),
    message: /has the protected tag `x\*`, which is not declared/,
  },
  {
    finding: 'tag-rule-changed',
    note: 'developers may create',
    change: (w) => void Object.assign(project(w).protected_tags?.[0] ?? {}, { create: 'developer' }),
    message: /`v\*` with `developer`, declared is `maintainer`/,
    also: ['state-rule-weaker'],
  },
  {
    finding: 'environment-rule-changed',
    note: 'not protected',
    change: (w) => void project(w).protected_environments?.pop(),
    message: /has the protected environments none, declared are `production`/,
    also: ['state-rule-deleted'],
  },
  {
    finding: 'sub-claim-changed',
    note: 'by id',
    change: (w) => void (project(w).sub_claim = ['project_id', 'ref_type', 'ref']),
    message: /has the `sub` components `project_id`, `ref_type`, `ref`/,
    also: ['no-token'],
  },
  {
    finding: 'merge-request-setting-changed',
    note: 'off',
    change: (w) => void (project(w).protect_merge_request_pipelines = false),
    message: /`protect_merge_request_pipelines` off, declared is on/,
  },
  {
    finding: 'visibility-changed',
    note: 'public',
    change: (w) => void (project(w).visibility = 'public'),
    message: /is public, declared is private/,
  },
  {
    finding: 'project-part-not-seen',
    note: 'the tags could not be read',
    change: (w) => {
      project(w).protected_tags = null;
      project(w).not_seen.push({ part: 'protected_tags', reason: '403: role Maintainer needed' });
    },
    message: /protected tags that were not read: 403: role Maintainer needed/,
    also: ['state-gitlab-not-compared'],
  },
];

test.each(ROWS)('$finding: $note', ({ finding, change, message, also = [] }) => {
  const report = auditOf(changed(world, change));
  const found = report.findings.filter(({ id }) => id === finding);
  expect(found.map((one) => one.message).join('\n')).toMatch(message);
  if (!also.includes('*'))
    expect([...new Set(report.findings.map(({ id }) => id))].toSorted()).toEqual(
      [finding, ...also].toSorted(),
    );
  for (const one of found)
    expect(one).toMatchObject({
      topic: 'drift',
      fix: expect.stringMatching(/./),
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
});

test('the state without a snapshot: what it has in GitLab is open', () => {
  const { snapshot: _none, ...rest } = world;
  expect(auditOf(rest).findings.filter(({ topic }) => topic === 'drift')).toMatchObject([
    {
      id: 'state-gitlab-not-compared',
      message:
        'the state has `gitlab_project_variable.role` and 4 more of GitLab, and no snapshot of GitLab was given',
    },
  ]);
});

test('a value that is not the ARN of a role is in no report', () => {
  const report = auditOf(
    changed(world, (w) => {
      kept(w, 'gitlab_project_variable').value = 'hunter2';
      variable(w).role_arn = OTHER_ROLE;
      kept(w, 'gitlab_group_variable').protected = true;
    }),
  );
  expect(report.findings.map(({ id }) => id)).toEqual(['state-variable-exposed']);
  expect(JSON.stringify(report)).not.toMatch(/hunter2|not to be said/);
});

test('every kind of drift has a case', () => {
  const kinds = Object.entries(AUDIT_FINDINGS).flatMap(([id, { topic }]) => (topic === 'drift' ? [id] : []));
  expect(kinds.filter((id) => !ROWS.some(({ finding }) => finding === id))).toEqual([]);
  expect(kinds.length).toBeGreaterThanOrEqual(20);
});
