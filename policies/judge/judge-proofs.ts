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
import { gitlabBehind, type ProofWorld } from './gitlab-behind';
import { overEveryIssuer } from './issuers-not-asked';
import type { Proof } from './judgement';
import { otherIssuerOf, proveForOtherIssuer, rolesOfObligation } from './other-issuer-proofs';
import { toProof, type ProvableTrust } from './provable-trust';

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
  const gitlabOf = (key: string): ProofWorld => {
    const provider = byKey.get(key)?.provider;
    return provider === undefined ? federation : gitlabBehind(federation, provider.issuer);
  };
  const proofs = [
    ...proveForGitlabs(roles, ofGitlab, gitlabOf, { assume, needed, onProof }),
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
  return proofs.map((proof) => overEveryIssuer(proof, byKey));
}

/**
 * Proves each promise over the tokens of the GitLab that its role trusts; of two roles that trust different ones over the tokens of
 * both, since the tokens of one are refused by the other whatever its policy is.
 */
function proveForGitlabs(
  roles: readonly RoleUnderProof[],
  obligations: readonly ProofObligation[],
  gitlabOf: (key: string) => ProofWorld,
  { assume, needed, onProof }: ProofOptions,
): readonly Proof[] {
  const gitlabs = new Map<string, ProofWorld>();
  const issuersOf = (keys: readonly string[]): readonly string[] => {
    const found = keys.map(gitlabOf);
    for (const gitlab of found) gitlabs.set(gitlab.instance.issuer, gitlab);
    return [...new Set(found.map(({ instance }) => instance.issuer))];
  };
  const ofRole = roles.map((role) => ({ role, issuer: issuersOf([role.key])[0] }));
  const asked = obligations.map((promise) => ({ promise, issuers: issuersOf(rolesOfObligation(promise)) }));
  const worlds = [...gitlabs].map(([issuer, gitlab]) => ({ issuer, world: worldOf(gitlab, assume) }));
  const proofs = worlds.flatMap(({ issuer, world }) => {
    const own = ofRole.map(({ role, issuer: its }) =>
      its === issuer ? role : { ...role, grant: undefined },
    );
    const promises = asked.flatMap(({ promise, issuers }) =>
      issuers.length === 1 && issuers[0] === issuer ? [promise] : [],
    );
    return proveFederation(own, promises, world, { needed, onProof }).map(toProof);
  });
  const ungranted = roles.map(({ key, trust }) => ({ key, trust }));
  const across = asked
    .filter(({ issuers }) => issuers.length > 1)
    .flatMap(({ promise, issuers }) =>
      worst(
        worlds
          .filter(({ issuer }) => issuers.includes(issuer))
          .flatMap(({ world }) => proveFederation(ungranted, [promise], world, { needed }).map(toProof)),
      ),
    );
  return [...proofs, ...across];
}

/** Of the answers to one question the one that holds for all of them. */
function worst(proofs: readonly Proof[]): readonly Proof[] {
  const found =
    proofs.find(({ verdict }) => verdict === 'refuted') ??
    proofs.find(({ verdict }) => verdict === 'undecided') ??
    proofs[0];
  if (found?.verdict !== 'proved') return found === undefined ? [] : [found];
  return [
    {
      ...found,
      reason: [...new Set(proofs.map(({ reason }) => reason))].join('; '),
      assumptions: [...new Set(proofs.flatMap(({ assumptions }) => assumptions))],
      needed:
        found.needed === undefined ? undefined : [...new Set(proofs.flatMap((one) => one.needed ?? []))],
    },
  ];
}
