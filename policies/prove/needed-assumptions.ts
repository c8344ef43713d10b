import type { AssumptionId } from '../gitlab/index';
import type { Verdict } from './verdict';
import { limitsOf } from './world/assumptions';
import { withAssumptions, type GitlabWorld } from './world/gitlab-world';

/**
 * Asks again without each assumption, and adds to a proof those without which it fails. Each is dropped alone: of two that stand in
 * for each other neither is needed.
 *
 * Cost: as many questions as there are assumptions; the first in a world without one also builds that world's automata.
 */
export function withNeeded(world: GitlabWorld, prove: (world: GitlabWorld) => Verdict): Verdict {
  const verdict = prove(world);
  if (verdict.verdict !== 'proved') return verdict;
  const needed = limitsOf(world.assumptions).filter(
    (id: AssumptionId) => prove(withAssumptions(world, { [id]: false })).verdict !== 'proved',
  );
  return { ...verdict, needed };
}
