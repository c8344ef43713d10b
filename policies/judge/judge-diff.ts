import type { AssumptionId } from '../gitlab/index';
import {
  diffRoles,
  implies,
  withNeeded,
  type DiffOptions,
  type GitlabWorld,
  type RoleDiff,
  type RoleTrust,
} from '../prove/index';
import { worldOf, type ProofWorld, type ProvableTrust } from './judge-proofs';

/** What changed of a role, and for one that admits the same in other words: what that takes for granted. */
export interface JudgedDiff extends RoleDiff {
  /** Only for kind `same`, where the policy is not what it was: the assumptions without which access is gained or lost. */
  readonly rewritten?: { readonly needed: readonly AssumptionId[] };
}

/**
 * What changed for every token between two versions of a set of roles: for each role the tokens gained and lost, or the proof that
 * there are none. Audiences that a provider registers are left out, as in every proof.
 * @param declared the instance and the projects that the witnesses are told apart by
 */
export function judgeDiff(
  before: readonly ProvableTrust[],
  after: readonly ProvableTrust[],
  declared: ProofWorld,
  options: DiffOptions = {},
): readonly JudgedDiff[] {
  const [old, now] = [roleTrusts(before), roleTrusts(after)];
  const world = worldOf(declared);
  return diffRoles(old, now, world, options).map((diff): JudgedDiff => {
    if (diff.kind !== 'same') return diff;
    const was = old.find(({ name }) => name === diff.name);
    const is = now.find(({ name }) => name === diff.name);
    if (was === undefined || is === undefined) return diff;
    if (JSON.stringify(was.policy) === JSON.stringify(is.policy)) return diff;
    return { ...diff, rewritten: { needed: neededBy(was, is, world) } };
  });
}

function neededBy(was: RoleTrust, is: RoleTrust, world: GitlabWorld): readonly AssumptionId[] {
  const verdicts = [
    withNeeded(world, (at, budget) => implies(is, was, at, budget)),
    withNeeded(world, (at, budget) => implies(was, is, at, budget)),
  ];
  return [
    ...new Set(verdicts.flatMap((verdict) => (verdict.verdict === 'proved' ? (verdict.needed ?? []) : []))),
  ];
}

function roleTrusts(trusts: readonly ProvableTrust[]): readonly RoleTrust[] {
  return trusts.flatMap(({ key, policy, provider }): readonly RoleTrust[] => {
    if (policy === undefined || provider === undefined) return [];
    const { clientIds: _registered, ...anyAudience } = provider;
    return [{ name: key, policy, provider: anyAudience }];
  });
}
