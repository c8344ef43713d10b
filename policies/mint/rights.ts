import type { AccessLevel, Protection } from '../gitlab/index';

/**
 * Roles of a project that can start pipelines, weakest first. An Owner can do here what a Maintainer can.
 * @see https://docs.gitlab.com/user/permissions/#cicd
 */
export const MINTING_ROLES = ['developer', 'maintainer', 'admin'] as const;
export type MintingRole = (typeof MINTING_ROLES)[number];

/** What a project's rules and settings allow whom. What could not be seen is `unknown`. */
export interface ProjectRights {
  readonly protectedBranches: Protection;
  /** `push` is who may create the tag. */
  readonly protectedTags: Protection;
  readonly environments: readonly EnvironmentRight[] | 'unknown';
  readonly mergeRequests: MergeRequestRight | 'unknown';
}

/**
 * Who may deploy to a protected environment. Whoever starts the deployment cannot approve it.
 * @see https://docs.gitlab.com/ci/environments/deployment_approvals/
 */
export interface EnvironmentRight {
  readonly name: string;
  readonly deploy: AccessLevel;
  /** How many others must approve a deployment, and who may. */
  readonly approvals: number;
  readonly approve: AccessLevel;
}

/**
 * What a merge request needs before it can be merged.
 * @see https://docs.gitlab.com/user/project/merge_requests/approvals/settings/
 */
export interface MergeRequestRight {
  readonly approvals: number;
  /** Whether an approval of its author counts. */
  readonly byAuthor: boolean;
}

/** The role that a level asks for; nobody has `no_one`. */
export function roleOf(level: AccessLevel): MintingRole | undefined {
  return level === 'no_one' ? undefined : level;
}

/** The stronger of two roles. */
export function stronger(one: MintingRole, other: MintingRole): MintingRole {
  return rank(one) >= rank(other) ? one : other;
}

export function rank(role: MintingRole): number {
  return MINTING_ROLES.indexOf(role);
}
