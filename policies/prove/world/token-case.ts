import type { Formula } from '../../automata/index';
import type { Project } from '../../gitlab/index';
import type { Domains } from './domain';
import type { Subject } from './subject';

/**
 * Whose token it is.
 *
 * - `declared`: a declared project, under its path and in its namespace.
 * - `renamed`: a declared project under another path, and perhaps in another namespace.
 * - `impostor`: another project, in another namespace, that has taken over the path of a declared one.
 * - `successor`: another project under the path of a declared one, in the same namespace.
 * - `undeclared`: any other project, forks of declared ones included.
 */
export type Who = 'declared' | 'renamed' | 'impostor' | 'successor' | 'undeclared';

/**
 * What runs. `fork_merge_request`: a fork's merge request that runs in the parent project, and whose `sub` names the parent: by a
 * component of the job project, or where `fork-subject-fix` is off by any.
 */
export type Run = 'branch' | 'tag' | 'merge_request' | 'fork_merge_request';

/** A formula and the variables it speaks of: it can be satisfied whatever the others hold, so it may be left out when nobody asks about all of its own. */
export interface CasePart {
  readonly keys: readonly string[];
  readonly formula: Formula;
}

/** Tokens of one kind: together the cases of a world are all its tokens. */
export interface TokenCase {
  readonly who: Who;
  readonly run: Run;
  /** The claim `ref_protected`. */
  readonly refProtected: boolean;
  /** The declared project: whose token it is, whose path was taken, whose merge request it is; absent for `undeclared`. */
  readonly project?: Project;
  /** The declared project that runs the merge request of a fork, where `sub` has components of the job project. */
  readonly parent?: Project;
  readonly subject: Subject;
  readonly parts: readonly CasePart[];
  readonly domains: Domains;
  /** The rules of the project name the ref; `undefined` where they are not known. */
  readonly refNotNamed?: Formula;
}
