import type { SubClaimComponent } from './claims-table';
import type { Visibility } from './pipeline-values';

/** One protected branch or tag of a project: a name, or a name with `*`. */
export interface ProtectionRule {
  /** GitLab's own wildcard: only `*` is special, it matches any run of characters, `/` and nothing included. */
  readonly pattern: string;
  /** Who may push to the branch, or create the tag. */
  readonly push: AccessLevel;
  /** Who may merge into the branch; meaningless for a tag. */
  readonly merge: AccessLevel;
}

/** Roles that a protection rule can let do something, weakest first. An Owner can do here what a Maintainer can. */
export const RULE_ROLES = ['developer', 'maintainer', 'admin'] as const;
/** Every {@link AccessLevel}. */
export const ACCESS_LEVELS = ['no_one', ...RULE_ROLES] as const;
/**
 * Who may push, merge or create under a protection rule: the lowest role that may.
 * @see https://docs.gitlab.com/user/project/repository/branches/protected/
 */
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** What is known of a project's protection: its rules, or nothing (then every ref may be protected or not). */
export type Protection = readonly ProtectionRule[] | 'unknown';

/** A GitLab project, as far as its tokens tell of it. */
export interface Project {
  /** Full path in stored case, such as `acme/platform/api`. */
  readonly path: string;
  /** Decimal digits. Absent where nobody needs it: a self-managed instance whose `sub` does not name it. */
  readonly id?: string;
  /** Id of the direct parent group or user. */
  readonly namespaceId?: string;
  readonly protectedBranches: Protection;
  readonly protectedTags: Protection;
  /** Names of protected environments (GitLab Premium). */
  readonly protectedEnvironments: readonly string[] | 'unknown';
  /** "Allow merge request pipelines to access protected variables and runners", since GitLab 18.1; absent = unknown. */
  readonly protectMergeRequestPipelines?: boolean;
  /** `ci_id_token_sub_claim_components`. */
  readonly subClaim: readonly SubClaimComponent[];
  readonly visibility: Visibility;
  /**
   * Ids that were not given, with the values that they cannot have: whatever else they are, `id` and `namespaceId` above are one example.
   * With this, even empty, unknown protection is open in the same sense: its owner is nobody's adversary.
   * @default every id is as it is given
   */
  readonly open?: Readonly<Partial<Record<OpenId, readonly string[]>>>;
}

/** An id that a description of a project may leave open. */
export type OpenId = 'id' | 'namespace_id';

/** Path of the group or user that holds the project. */
export function namespacePath(projectPath: string): string {
  const slash = projectPath.lastIndexOf('/');
  return slash < 0 ? '' : projectPath.slice(0, slash);
}
