import type { AccessLevel, ProtectionRule } from '../gitlab/index';

/**
 * Roles of a project that can start pipelines, weakest first. An Owner can do here what a Maintainer can.
 * @see https://docs.gitlab.com/user/permissions/#cicd
 */
export const MINTING_ROLES = ['developer', 'maintainer', 'admin'] as const;
export type MintingRole = (typeof MINTING_ROLES)[number];

/** What a project's rules and settings allow whom. What could not be seen is `unknown`. */
export interface ProjectRights {
  readonly protectedBranches: readonly MintRule[] | 'unknown';
  /** `push` is who may create the tag. */
  readonly protectedTags: readonly MintRule[] | 'unknown';
  readonly environments: readonly EnvironmentRight[] | 'unknown';
  /** Rules of the groups that hold the project, for every environment of a tier, which a job may choose. */
  readonly groupEnvironments: readonly EnvironmentRight[] | 'unknown';
  readonly mergeRequests: MergeRequestRights | 'unknown';
  /** Deploy keys that may push: whoever holds one needs no role. @see https://docs.gitlab.com/user/project/deploy_keys/ */
  readonly deployKeys: readonly string[] | 'unknown';
  /** Trigger tokens: whoever holds one runs pipelines as its owner. @see https://docs.gitlab.com/ci/triggers/ */
  readonly triggerTokens: readonly string[] | 'unknown';
  /**
   * Whether whoever starts a deployment may approve it, too.
   * @see https://docs.gitlab.com/api/projects/ `allow_pipeline_trigger_approve_deployment`
   */
  readonly ownApproval: boolean | 'unknown';
}

/** A protection rule, with whom it names beside roles. */
export interface MintRule extends ProtectionRule {
  /** Absent: `push` says all. */
  readonly pushBy?: NamedRight;
  /** Absent: `merge` says all. */
  readonly mergeBy?: NamedRight;
}

/**
 * Who may do something where a rule names more than roles.
 * @see https://docs.gitlab.com/api/protected_branches/#protect-repository-branches `user_id`, `group_id`, `deploy_key_id`
 */
export interface NamedRight {
  /** The lowest role that may without being named. */
  readonly role: AccessLevel;
  readonly named: readonly Named[];
}

/** What a rule names: a user, a group, a custom role, a deploy key. */
export interface Named {
  readonly kind: 'user' | 'group' | 'custom_role' | 'deploy_key';
  /** Name or title, or `id 7` where only that is known. */
  readonly name: string;
}

/**
 * Who may deploy to a protected environment, and approve that.
 * @see https://docs.gitlab.com/ci/environments/deployment_approvals/
 */
export interface EnvironmentRight {
  readonly name: string;
  readonly deploy: AccessLevel;
  /** Absent: `deploy` says all. */
  readonly deployBy?: NamedRight;
  /** How many others must approve a deployment, and who may. */
  readonly approvals: number;
  readonly approve: AccessLevel;
  /** Absent: `approve` says all. */
  readonly approveBy?: NamedRight;
  /** What is not known of it, so that it may take more people. */
  readonly atLeast?: string;
}

/**
 * What merge requests of a project need before they can be merged.
 * @see https://docs.gitlab.com/user/project/merge_requests/approvals/settings/
 */
export interface MergeRequestRights {
  /** Approvals that a merge into any branch needs, of anybody who may approve. */
  readonly approvals: number;
  /** Whether an approval of its author counts, even if he added commits. */
  readonly byAuthor: boolean;
  /** Rules that name who approves, or that are about some branches alone. @default none */
  readonly rules?: readonly ApprovalRule[];
  /** What is not known of them, so that a merge may take more people. */
  readonly atLeast?: string;
}

/** @see https://docs.gitlab.com/user/project/merge_requests/approvals/rules/ */
export interface ApprovalRule {
  readonly name: string;
  readonly approvals: number;
  /** Whether anybody who may approve counts, or those alone whom the rule names. */
  readonly anyone: boolean;
  /** Names or patterns of the protected branches that it is for; absent: every branch. */
  readonly branches?: readonly string[];
}

/** The role that a level asks for; nobody has `no_one`. */
export function roleOf(level: AccessLevel): MintingRole | undefined {
  return level === 'no_one' ? undefined : level;
}
