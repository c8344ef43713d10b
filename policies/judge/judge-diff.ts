import type { AssumptionId } from '../gitlab/index';
import {
  anySubWorld,
  diffRoles,
  implies,
  withNeeded,
  type DiffOptions,
  type GitlabWorld,
  type RoleDiff,
  type RoleTrust,
  type World,
} from '../prove/index';
import { worldOf, type ProofWorld } from './judge-proofs';
import { otherIssuerOf } from './other-issuer-proofs';
import type { ProvableTrust } from './provable-trust';

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
  const gitlabWorld = worldOf(declared);
  const both = [...before, ...after];
  // A subject that shows a GitLab may stand in one of the versions alone.
  const gitlabs = new Set(
    both.flatMap(({ issuers = [] }) =>
      issuers.flatMap(({ host, world }) => (world === 'gitlab' ? [host] : [])),
    ),
  );
  const otherHost = (trust: ProvableTrust): string | undefined => {
    const host = otherIssuerOf(trust)?.host;
    return host === undefined || gitlabs.has(host) ? undefined : host;
  };
  return [...new Set(both.map(otherHost))].flatMap((host) => {
    const ofHost = (trusts: readonly ProvableTrust[]): readonly RoleTrust[] =>
      roleTrusts(trusts.filter((trust) => otherHost(trust) === host));
    const world = host === undefined ? gitlabWorld : anySubWorld(`https://${host}`);
    return diffOfIssuer(ofHost(before), ofHost(after), world, options);
  });
}

function diffOfIssuer(
  old: readonly RoleTrust[],
  now: readonly RoleTrust[],
  world: World,
  options: DiffOptions,
): readonly JudgedDiff[] {
  return diffRoles(old, now, world, options).map((diff): JudgedDiff => {
    if (diff.kind !== 'same') return diff;
    const was = old.find(({ name }) => name === diff.name);
    const is = now.find(({ name }) => name === diff.name);
    if (was === undefined || is === undefined) return diff;
    if (JSON.stringify(was.policy) === JSON.stringify(is.policy)) return diff;
    return { ...diff, rewritten: { needed: world.kind === 'gitlab' ? neededBy(was, is, world) : [] } };
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
