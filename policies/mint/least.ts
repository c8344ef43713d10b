import { isNoStronger, rank } from './person';
import type { ProjectRights } from './rights';
import type { Run } from './run';
import { runsOf } from './runs';

/** Whether a role accepts the token of some pipeline of a run. */
export type Accepts = (run: Run) => { readonly answer: 'yes' | 'no' } | Unsure;
interface Unsure {
  readonly answer: 'unknown';
  readonly because: string;
}

/** The least that it takes to run a pipeline whose token a role accepts. */
export interface LeastPrivilege {
  /** The weakest coalitions; none of them needs no more than another. */
  readonly ways: readonly Way[];
  /** Those that choose the code that runs, where the weakest do not. */
  readonly ownCode: readonly Way[];
  /** Questions that could not be decided: a weaker coalition may suffice. */
  readonly unknown: readonly string[];
}

export type Way = Pick<Run, 'coalition' | 'ownCode' | 'steps' | 'atLeast'>;

/**
 * The weakest coalitions of a project's members that can run a pipeline whose token is accepted, under the rules as they are: whoever can
 * change the rules needs none of this. Weak runs are asked about first, so that most questions need not be asked.
 *
 * Cost: at most one question for each run, of which there are a few for each level of the rules.
 */
export function leastPrivilege(rights: ProjectRights, accepts: Accepts): LeastPrivilege {
  const found: Run[] = [];
  const unknown = new Set<string>();
  const sorted = runsOf(rights).toSorted(
    (a, b) =>
      strength(a) - strength(b) ||
      Number(a.atLeast !== undefined) - Number(b.atLeast !== undefined) ||
      Number(b.ownCode) - Number(a.ownCode) ||
      a.steps.length - b.steps.length,
  );
  for (const run of sorted) {
    if (
      found.some((other) => (other.ownCode || !run.ownCode) && isNoStronger(other.coalition, run.coalition))
    )
      continue;
    const answer = accepts(run);
    if (answer.answer === 'yes' && run.perhaps !== undefined) unknown.add(run.perhaps);
    else if (answer.answer === 'yes') found.push(run);
    if (answer.answer === 'unknown') unknown.add(answer.because);
  }
  const ways = weakest(found);
  const ownCode = weakest(found.filter((run) => run.ownCode)).filter((run) => !ways.includes(run));
  return { ways: ways.map(wayOf), ownCode: ownCode.map(wayOf), unknown: [...unknown] };
}

function wayOf({ coalition, ownCode, steps, atLeast }: Run): Way {
  return { coalition, ownCode, steps, atLeast };
}

/** Runs whose coalition needs no more than that of any other; of equal ones the first. */
function weakest(runs: readonly Run[]): readonly Run[] {
  return runs.filter((run, place) =>
    runs.every(
      (other, at) =>
        other === run ||
        !isNoStronger(other.coalition, run.coalition) ||
        (isNoStronger(run.coalition, other.coalition) && place < at),
    ),
  );
}

/** A weaker coalition has a smaller number; equal numbers say nothing. */
function strength({ coalition }: Run): number {
  return coalition.reduce((sum, { role, named }) => sum + 2 + rank(role) + named.length / 100, 0);
}
