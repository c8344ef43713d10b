import type { AccessLevel, SubClaimComponent } from '../gitlab/index';
import type {
  ApiAnswer,
  ProjectAnswer,
  ProtectedBranchAnswer,
  ProtectedEnvironmentAnswer,
  ProtectedTagAnswer,
} from './answers';
import type { EnvironmentRule } from './environment-rules';

/** The answers about one project. */
export interface ProjectAnswers {
  readonly project: ProjectAnswer;
  readonly branches: ApiAnswer<readonly ProtectedBranchAnswer[]>;
  readonly tags: ApiAnswer<readonly ProtectedTagAnswer[]>;
  readonly environments: ApiAnswer<readonly ProtectedEnvironmentAnswer[]>;
}

/** A part of a project that the user of the token may not see, or that a declaration cannot express. */
export interface UnseenPart {
  readonly part: PulledPart;
  readonly reason: string;
}

/** Keys of a declared project that are read from GitLab. */
export const PULLED_PARTS = [
  'path',
  'id',
  'namespace_id',
  'protected_branches',
  'protected_tags',
  'protected_environments',
  'protect_merge_request_pipelines',
  'sub_claim',
  'visibility',
] as const;
export type PulledPart = (typeof PULLED_PARTS)[number];

/** What GitLab says of a project, in the words of a declaration. `undefined` = not seen, with the reason in `unseen`. */
export interface PulledProject {
  readonly id: string;
  readonly path: string;
  readonly namespaceId: string;
  /** The group that directly holds the project; absent = a user. */
  readonly group?: { readonly id: string; readonly path: string };
  readonly visibility: 'private' | 'internal' | 'public';
  readonly archived: boolean;
  readonly defaultBranch?: string;
  /** By name or pattern. */
  readonly branches?: ReadonlyMap<string, { readonly push: AccessLevel; readonly merge: AccessLevel }>;
  readonly tags?: ReadonlyMap<string, { readonly create: AccessLevel }>;
  readonly environments?: ReadonlyMap<string, { readonly deploy: Exclude<AccessLevel, 'no_one'> }>;
  /** The same with approvals, where roles alone say it. */
  readonly environmentRules?: readonly EnvironmentRule[];
  readonly protectMergeRequestPipelines?: boolean;
  readonly subClaim?: readonly SubClaimComponent[];
  readonly unseen: readonly UnseenPart[];
  /** What was seen and has no word in a declaration: one sentence each. */
  readonly notes: readonly string[];
}
