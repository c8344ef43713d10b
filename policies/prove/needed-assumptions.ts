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
 * Many are dropped at once first: without an assumption there are more tokens, so that a proof without several is one without each of
 * them. Cost: one short question where nothing is needed; for each one that is needed as many as it takes to halve the list down to
 * it. The first question in a world without some also builds that world.
 */
export function withNeeded(
  world: GitlabWorld,
  prove: (world: GitlabWorld, budget?: Budget) => Verdict,
  budget?: Budget,
): Verdict {
  const verdict = prove(world, budget);
  if (verdict.verdict !== 'proved' || verdict.needed !== undefined) return verdict;
  const isProvedWithout = (ids: readonly AssumptionId[]): boolean => {
    const dropped = Object.fromEntries(ids.map((id) => [id, false]));
    return prove(withAssumptions(world, dropped), PROBE).verdict === 'proved';
  };
  return { ...verdict, needed: neededAmong(limitsOf(world.assumptions), isProvedWithout) };
}

function neededAmong(
  ids: readonly AssumptionId[],
  isProvedWithout: (ids: readonly AssumptionId[]) => boolean,
): readonly AssumptionId[] {
  if (ids.length === 0 || isProvedWithout(ids)) return [];
  if (ids.length === 1) return ids;
  const middle = ids.length >> 1;
  return [ids.slice(0, middle), ids.slice(middle)].flatMap((half) => neededAmong(half, isProvedWithout));
}
