import { coalitionsFor, type Needs } from './coalition';
import { withRole, type Coalition } from './person';
import type { MintRule } from './rights';

/** Pipelines of one kind that the same people can start. */
export interface Run {
  /** What runs. `merge_request`: on the internal ref of a merge request; its token names the source branch. */
  readonly pipeline: 'branch' | 'tag' | 'merge_request';
  /** What starts it: a push, a merge request, a trigger token, or anything else, such as a run by hand or a schedule. */
  readonly start: 'push' | 'merge_request' | 'trigger' | 'other';
  /** The refs: those that no rule covers, or those that one rule of each group covers; `any` where the rules are not known. */
  readonly refs: 'unprotected' | 'any' | readonly (readonly MintRule[])[];
  /** The claim `ref_protected`; absent = either. */
  readonly refProtected?: boolean;
  /** Whether the job of the token deploys to a protected environment: it may, it does not, or it must. */
  readonly deploys: boolean | 'only';
  readonly coalition: Coalition;
  /** Whether they choose the code that runs: else they run what is there. */
  readonly ownCode: boolean;
  /** What they do, in order. */
  readonly steps: readonly string[];
  /** What is not known of the rules that this rests on: the people are the fewest that it may take. */
  readonly atLeast?: string;
  /** What is not known: these people may not be there at all. */
  readonly perhaps?: string;
}

/** A run before it is known who takes part. */
export interface Start extends Omit<Run, 'coalition' | 'deploys'> {
  readonly needs: Needs;
}

/** Nobody needs to start a pipeline that is there. */
export const THERE: Needs = { starts: withRole('none') };

/** The runs of the weakest people who can start it. */
export function runsFrom({ needs, ...start }: Start, deploys: boolean): readonly Run[] {
  const only = deploys && needs.starts === THERE.starts ? 'only' : deploys;
  return coalitionsFor(needs).map((coalition) => ({ ...start, deploys: only, coalition }));
}

/** Whether a branch of one rule can be the source of a merge request into another branch of a target's. */
export function isOther(target: MintRule | undefined, source: MintRule): boolean {
  return target === undefined || target.pattern !== source.pattern || target.pattern.includes('*');
}
