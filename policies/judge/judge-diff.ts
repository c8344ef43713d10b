import { diffRoles, type DiffOptions, type RoleDiff, type RoleTrust } from '../prove/index';
import { worldOf, type ProofWorld, type ProvableTrust } from './judge-proofs';

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
): readonly RoleDiff[] {
  return diffRoles(roleTrusts(before), roleTrusts(after), worldOf(declared), options);
}

function roleTrusts(trusts: readonly ProvableTrust[]): readonly RoleTrust[] {
  return trusts.flatMap(({ key, policy, provider }): readonly RoleTrust[] => {
    if (policy === undefined || provider === undefined) return [];
    const { clientIds: _registered, ...anyAudience } = provider;
    return [{ name: key, policy, provider: anyAudience }];
  });
}
