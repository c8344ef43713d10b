import type { PipelineTarget } from './pipeline';

/**
 * Whose token it is, declared projects first.
 *
 * - `declared`: a declared project, under its path and in its namespace.
 * - `undeclared`: any other project, forks of declared ones included.
 * - `impostor`: another project, in another namespace, that has taken over the path of a declared one.
 * - `successor`: another project under the path of a declared one, in the same namespace.
 * - `renamed`: a declared project under another path, and perhaps in another namespace.
 */
export const TOKEN_ORIGINS = ['declared', 'undeclared', 'impostor', 'successor', 'renamed'] as const;
/** Whose token it is: the one list that rows, proofs and reports take their words from. */
export type TokenOrigin = (typeof TOKEN_ORIGINS)[number];

/** What each origin is called in messages. */
export const TOKEN_ORIGIN_LABELS: Readonly<Record<TokenOrigin, string>> = {
  declared: 'declared projects',
  undeclared: 'projects that are not declared',
  impostor: 'whoever takes over the path of a declared project',
  successor: 'a new project under the path of a declared one',
  renamed: 'declared projects under another path',
};

/** What a pipeline of a project's own runs for: the kinds of a `PipelineTarget`. */
export const TARGET_KINDS = [
  'branch',
  'tag',
  'merge_request',
] as const satisfies readonly PipelineTarget['kind'][];

/**
 * What runs. `fork_merge_request`: a fork's merge request that runs in the parent project, and whose `sub` names the parent: by a
 * component of the job project, or where `fork-subject-fix` is off by any.
 */
export const PIPELINE_KINDS = [...TARGET_KINDS, 'fork_merge_request'] as const;
/** What runs: every kind of pipeline that the prover tells apart. */
export type PipelineKind = (typeof PIPELINE_KINDS)[number];
