import type { Federation } from '../federation/index';
import type { JudgedIssuer } from '../catalog/index';
import type { ProofObligation } from '../grant/index';
import {
  gitlabWorld,
  proveFederation,
  type Assume,
  type GitlabWorld,
  type RoleUnderProof,
} from '../prove/index';
import { isChained, proveChained } from './chained-proof';
import type { Proof } from './judgement';
import { otherIssuerOf, proveForOtherIssuer, rolesOfObligation } from './other-issuer-proofs';
import { toProof, type ProvableTrust } from './provable-trust';

/** What a proof needs of a federation: the instance, and the projects that it declares. */
export type ProofWorld = Pick<Federation, 'instance' | 'projects'>;

export interface ProofOptions {
  /** Assumptions of the world to switch on or off. @default as the instance suggests */
  readonly assume?: Assume;
  /** Whether to find out which assumptions each proof needs; costs a question for each. @default false */
  readonly needed?: boolean;
  /** Hears of every proof that is tried, for those who wait. */
  readonly onProof?: (done: number, total: number) => void;
}

/** Every token that the federation's GitLab can mint, with its declared projects told apart from all others. */
export function worldOf({ instance, projects }: ProofWorld, assume: Assume = {}): GitlabWorld {
  return gitlabWorld({ instance, projects: [...projects.values()], assume });
}

/**
 * Proves of every declared role that it admits exactly its grant, and the promises of the federation. The provider's client ids are
 * left out: others may register an audience there, so what is proved stands on the trust policy alone.
 */
export function judgeProofs(
  federation: ProofWorld,
  trusts: readonly ProvableTrust[],
  promises: readonly ProofObligation[],
  { assume, needed = false, onProof }: ProofOptions = {},
): readonly Proof[] {
  const world = worldOf(federation, assume);
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const obligations = promises.filter((promise) => !isChained(promise, byKey));
  const others = new Map(trusts.map((trust) => [trust.key, otherIssuerOf(trust)]));
  const otherOf = (obligation: ProofObligation): JudgedIssuer | undefined =>
    rolesOfObligation(obligation)
      .map((key) => others.get(key))
      .find((issuer) => issuer !== undefined);
  const roles = trusts.flatMap(({ key, policy, provider, declared }): readonly RoleUnderProof[] => {
    if (policy === undefined || provider === undefined || others.get(key) !== undefined) return [];
    const { clientIds: _registered, ...anyAudience } = provider;
    const trust = { policy, provider: anyAudience };
    return [declared === undefined ? { key, trust } : { key, trust, grant: declared.grant }];
  });
  const ofGitlab = obligations.filter((obligation) => otherOf(obligation) === undefined);
  return [
    ...proveFederation(roles, ofGitlab, world, {
      needed,
      onProof,
    }).map(toProof),
    ...obligations.flatMap((obligation) => {
      const issuer = otherOf(obligation);
      return issuer === undefined ? [] : [proveForOtherIssuer(obligation, trusts, issuer)];
    }),
    ...promises.flatMap((promise) =>
      isChained(promise, byKey)
        ? [
            proveChained(
              promise,
              byKey,
              (trust, asked) =>
                judgeProofs(federation, [trust], [asked], {
                  needed,
                  assume,
                })[0],
            ),
          ]
        : [],
    ),
  ];
}
