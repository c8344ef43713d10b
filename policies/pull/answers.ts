import { z } from 'zod';
import { isRoleArn } from '../arn';
import { VISIBILITIES } from '../gitlab/index';

/** What a client checks an answer with. */
export interface ApiSchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** What GitLab answered: the value, or that the token's user may not see it. 404 is both "not there" and "not for you". */
export type ApiAnswer<T> =
  | { readonly kind: 'seen'; readonly value: T; readonly redirected: boolean }
  | { readonly kind: 'hidden'; readonly status: 403 | 404; readonly reason: string };

const id = z.number().int().positive();

/**
 * `GET /projects/:id`. The CI/CD settings are only in answers to who may administer the project.
 * @see https://docs.gitlab.com/api/projects/#get-a-single-project
 */
export const PROJECT_ANSWER = z.object({
  id,
  path_with_namespace: z.string().min(1),
  namespace: z.object({ id, kind: z.string().optional(), full_path: z.string().optional() }),
  default_branch: z.string().nullish(),
  visibility: z.enum(VISIBILITIES),
  archived: z.boolean().optional(),
  empty_repo: z.boolean().optional(),
  shared_with_groups: z
    .array(z.object({ group_id: id, group_full_path: z.string().min(1).nullish() }))
    .nullish(),
  ci_id_token_sub_claim_components: z.array(z.string()).nullish(),
  protect_merge_request_pipelines: z.boolean().nullish(),
  allow_pipeline_trigger_approve_deployment: z.boolean().nullish(),
});
/** A project as the API answers it. */
export type ProjectAnswer = z.output<typeof PROJECT_ANSWER>;

/** One entry of `push_access_levels` and its kin: a role, or a user, a group or a deploy key (GitLab Premium). */
const accessEntry = z.object({
  access_level: z.number().int().nullish(),
  access_level_description: z.string().nullish(),
  user_id: id.nullish(),
  group_id: id.nullish(),
  deploy_key_id: id.nullish(),
  member_role_id: id.nullish(),
});
export type AccessEntry = z.output<typeof accessEntry>;

/**
 * `GET /projects/:id/protected_branches`: the rules of the project, and those that it inherits from its top-level group.
 * @see https://docs.gitlab.com/api/protected_branches/#list-protected-branches
 */
export const PROTECTED_BRANCHES_ANSWER = z.array(
  z.object({
    name: z.string().min(1),
    push_access_levels: z.array(accessEntry),
    merge_access_levels: z.array(accessEntry),
    inherited: z.boolean().optional(),
    code_owner_approval_required: z.boolean().nullish(),
  }),
);
export type ProtectedBranchAnswer = z.output<typeof PROTECTED_BRANCHES_ANSWER>[number];

/**
 * `GET /projects/:id/protected_tags`.
 * @see https://docs.gitlab.com/api/protected_tags/#list-protected-tags
 */
export const PROTECTED_TAGS_ANSWER = z.array(
  z.object({ name: z.string().min(1), create_access_levels: z.array(accessEntry) }),
);
export type ProtectedTagAnswer = z.output<typeof PROTECTED_TAGS_ANSWER>[number];

/**
 * `GET /projects/:id/protected_environments` (GitLab Premium).
 * @see https://docs.gitlab.com/api/protected_environments/#list-protected-environments
 */
export const PROTECTED_ENVIRONMENTS_ANSWER = z.array(
  z.object({
    name: z.string().min(1),
    deploy_access_levels: z.array(accessEntry),
    required_approval_count: z.number().int().nonnegative().nullish(),
    approval_rules: z
      .array(accessEntry.extend({ required_approvals: z.number().int().nonnegative().nullish() }))
      .nullish(),
  }),
);
/** A protected environment of a project or, by tier, of a group, as the API answers it. */
export type ProtectedEnvironmentAnswer = z.output<typeof PROTECTED_ENVIRONMENTS_ANSWER>[number];

/**
 * `GET /projects/:id/approvals` (GitLab Premium).
 * @see https://docs.gitlab.com/api/merge_request_approvals/
 */
export const APPROVALS_ANSWER = z.object({
  approvals_before_merge: z.number().int().nonnegative().nullish(),
  merge_requests_author_approval: z.boolean().nullish(),
  merge_requests_disable_committers_approval: z.boolean().nullish(),
});
export type ApprovalsAnswer = z.output<typeof APPROVALS_ANSWER>;

/**
 * `GET /projects/:id/approval_rules` (GitLab Premium).
 * @see https://docs.gitlab.com/api/merge_request_approvals/#list-all-approval-rules-for-a-project
 */
export const APPROVAL_RULES_ANSWER = z.array(
  z.object({
    name: z.string(),
    rule_type: z.string(),
    approvals_required: z.number().int().nonnegative(),
    applies_to_all_protected_branches: z.boolean().nullish(),
    protected_branches: z.array(z.object({ name: z.string().min(1) })).nullish(),
  }),
);
export type ApprovalRuleAnswer = z.output<typeof APPROVAL_RULES_ANSWER>[number];

/**
 * `GET /projects/:id/deploy_keys`.
 * @see https://docs.gitlab.com/api/deploy_keys/#list-all-deploy-keys-for-a-project
 */
export const DEPLOY_KEYS_ANSWER = z.array(
  z.object({ id, title: z.string(), can_push: z.boolean().nullish() }),
);
export type DeployKeyAnswer = z.output<typeof DEPLOY_KEYS_ANSWER>[number];

/**
 * `GET /projects/:id/triggers`. The answer has the token itself for its owner: it is not read.
 * @see https://docs.gitlab.com/api/pipeline_triggers/#list-all-trigger-tokens-for-a-project
 */
export const TRIGGERS_ANSWER = z.array(z.object({ id, description: z.string().nullish() }));
export type TriggerAnswer = z.output<typeof TRIGGERS_ANSWER>[number];

/**
 * `GET /projects/:id/members/all`: also members of the groups that hold the project, and of groups that are invited.
 * @see https://docs.gitlab.com/api/project_members/#list-all-members-of-a-project-including-inherited-and-invited-members
 */
export const MEMBERS_ANSWER = z.array(
  z.object({
    id,
    username: z.string().min(1),
    state: z.string().nullish(),
    access_level: z.number().int(),
    member_role: z.object({ name: z.string().nullish() }).nullish(),
  }),
);
export type MemberAnswer = z.output<typeof MEMBERS_ANSWER>[number];

/**
 * `GET /projects/:id/variables` and `GET /groups/:id/variables`. Of a value only the ARN of a role is kept: others may be secrets.
 * @see https://docs.gitlab.com/api/project_level_variables/
 * @see https://docs.gitlab.com/api/group_level_variables/
 */
export const VARIABLES_ANSWER = z.array(
  z
    .object({
      key: z.string().min(1),
      value: z.string().nullish(),
      variable_type: z.string(),
      protected: z.boolean(),
      masked: z.boolean(),
      hidden: z.boolean().nullish(),
      raw: z.boolean().nullish(),
      environment_scope: z.string().nullish(),
    })
    .transform(({ value, ...variable }) => ({
      ...variable,
      role_arn: typeof value === 'string' && isRoleArn(value) ? value : undefined,
    })),
);
export type VariableAnswer = z.output<typeof VARIABLES_ANSWER>[number];

/**
 * `GET /groups/:id`.
 * @see https://docs.gitlab.com/api/groups/#get-a-single-group
 */
export const GROUP_ANSWER = z.object({ id });

/**
 * `GET /groups/:id/projects`: which projects a group has; the rest is asked for by id.
 * @see https://docs.gitlab.com/api/groups/#list-projects
 */
export const GROUP_PROJECTS_ANSWER = z.array(z.object({ id, path_with_namespace: z.string().min(1) }));

/**
 * `GET /user`: whose token it is. `is_admin` is in answers to administrators.
 * @see https://docs.gitlab.com/api/users/#get-the-current-user
 */
export const USER_ANSWER = z.object({ id, is_admin: z.boolean().nullish() });

/**
 * `GET /groups/:id/members/all/:user_id`: the membership, inherited ones included.
 * @see https://docs.gitlab.com/api/group_members/
 */
export const MEMBER_ANSWER = z.object({ access_level: z.number().int() });

/**
 * `GET /namespaces/:id/exists`: whether a user or a top-level group has a name, also one that the user of the token cannot see.
 * @see https://docs.gitlab.com/api/namespaces/#verify-namespace-availability
 */
export const NAMESPACE_EXISTS_ANSWER = z.object({ exists: z.boolean() });
