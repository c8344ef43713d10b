import { z } from 'zod';

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
  visibility: z.enum(['private', 'internal', 'public']),
  archived: z.boolean().optional(),
  empty_repo: z.boolean().optional(),
  ci_id_token_sub_claim_components: z.array(z.string()).nullish(),
  protect_merge_request_pipelines: z.boolean().nullish(),
});
export type ProjectAnswer = z.output<typeof PROJECT_ANSWER>;

/** One entry of `push_access_levels` and its kin: a role, or a user, a group or a deploy key (GitLab Premium). */
const accessEntry = z.object({
  access_level: z.number().int().nullish(),
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
export type ProtectedEnvironmentAnswer = z.output<typeof PROTECTED_ENVIRONMENTS_ANSWER>[number];

/**
 * `GET /groups/:id/projects`: which projects a group has; the rest is asked for by id.
 * @see https://docs.gitlab.com/api/groups/#list-projects
 */
export const GROUP_PROJECTS_ANSWER = z.array(z.object({ id, path_with_namespace: z.string().min(1) }));
