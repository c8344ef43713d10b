import type { AssumptionId } from '../gitlab/index';
import type { Budget } from './search';
import type { Verdict } from './verdict';
import { limitsOf } from './world/assumptions';
import { withAssumptions, type GitlabWorld } from './world/gitlab-world';

/** What a question may cost that only asks whether something was needed. */
export const PROBE: Budget = { maxNodes: 500 };

/**
 * Asks again without each assumption, and adds to a proof those without which it fails, or without which it takes more than a
 * short search. Each is dropped alone: of two that stand in for each other neither is needed.
 *
 * Cost: as many short questions as there are assumptions; the first in a world without one also builds that world's automata.
 */
export function withNeeded(
  world: GitlabWorld,
  prove: (world: GitlabWorld, budget?: Budget) => Verdict,
  budget?: Budget,
): Verdict {
  const verdict = prove(world, budget);
  if (verdict.verdict !== 'proved' || verdict.needed !== undefined) return verdict;
  const needed = limitsOf(world.assumptions).filter(
    (id: AssumptionId) => prove(withAssumptions(world, { [id]: false }), PROBE).verdict !== 'proved',
  );
  return { ...verdict, needed };
}
