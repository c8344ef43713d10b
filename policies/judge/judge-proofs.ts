import type { JudgedIssuer } from '../catalog/index';
import { issuerHost } from '../context/index';
import { quote } from '../errors';
import type { ProofObligation } from '../grant/index';
import {
  gitlabWorld,
  nothingBeyondGrant,
  proveFederation,
  type Assume,
  type GitlabWorld,
  type RoleUnderProof,
} from '../prove/index';
import { isChained, proveChained } from './chained-proof';
import { gitlabBehind, type ProofWorld } from './gitlab-behind';
import type { Proof } from './judgement';
import { otherIssuerOf, proveForOtherIssuer, rolesOfObligation } from './other-issuer-proofs';
import { overIssuers, singleQuestions } from './over-issuers';
import { toProof, type ProvableTrust } from './provable-trust';
import { issuersOfObligation, seenFrom, trustedIssuers } from './trusted-issuers';

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
 * omitted: others may register an audience there, so what is proved stands on the trust policy alone. What is asked of a role that trusts
 * several issuers is proved if it is proved for the tokens of each.
 */
export function judgeProofs(
  federation: ProofWorld,
  trusts: readonly ProvableTrust[],
  promises: readonly ProofObligation[],
  options: ProofOptions = {},
): readonly Proof[] {
  const { assume, needed = false } = options;
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const askAgain = (roles: readonly ProvableTrust[], asked: ProofObligation): Proof | undefined =>
    judgeProofs(federation, roles, [asked], { assume, needed })[0];
  const chained = promises.filter((promise) => isChained(promise, byKey));
  const direct = promises.filter((promise) => !isChained(promise, byKey));
  const isOfOne = (promise: ProofObligation): boolean => issuersOfObligation(promise, byKey).length <= 1;
  const several = direct.filter((promise) => !isOfOne(promise)).flatMap(singleQuestions);
  const askedOf = (obligation: ProofObligation, issuers: readonly string[]): readonly Proof[] => {
    const roles = rolesOfObligation(obligation).flatMap((key) => byKey.get(key) ?? []);
    const answers = issuers.flatMap((issuer) => {
      const seen = roles.map((role) => ({ ...seenFrom(role, issuer), ...onlyRequest(role) }));
      const proof = askAgain(seen, obligation);
      if (proof === undefined) return [];
      const isShown = seen.some((role) => role.issuers?.some(({ bySubject }) => bySubject === true));
      const isOpen = proof.verdict === 'proved' && namesProjects(obligation) && isShown;
      return [{ issuer, proof: isOpen ? ofAnyone(seen, obligation, proof, issuer) : proof }];
    });
    const answer = overIssuers(answers);
    return answer === undefined ? [] : [answer];
  };
  /** Of several issuers, one that only the policy itself shows to be a GitLab may be anyone's, and signs what he likes. */
  const ofAnyone = (
    seen: readonly ProvableTrust[],
    obligation: ProofObligation,
    proof: Proof,
    issuer: string,
  ): Proof => {
    const [key = ''] = rolesOfObligation(obligation);
    const nobody = askAgain(seen, { kind: 'never', role: key, never: ['anyone'], position: NOWHERE });
    if (nobody?.verdict === 'proved') return proof;
    const reason = `${quote(issuerHost(issuer))} is taken for a GitLab because of the subjects in the policy; if it is yours, name it with \`--gitlab-url\``;
    return {
      ...proof,
      verdict: 'undecided',
      reason,
      assumptions: [],
      needed: undefined,
      counterexample: undefined,
    };
  };
  const ofOne = proveForOneIssuer(federation, trusts, direct.filter(isOfOne), options);
  return [
    ...ofOne.map((proof) => withOtherIssuers(proof, byKey, askAgain)),
    ...several.flatMap((obligation) => askedOf(obligation, issuersOfObligation(obligation, byKey))),
    ...chained.flatMap((promise) =>
      isChained(promise, byKey)
        ? [proveChained(promise, byKey, (trust, asked) => askAgain([trust], asked))]
        : [],
    ),
  ];
}

/** A grant is about the tokens of the registered issuer: every token of another one that the policy accepts is beyond it. */
function withOtherIssuers(
  proof: Proof,
  byKey: ReadonlyMap<string, ProvableTrust>,
  ask: (roles: readonly ProvableTrust[], asked: ProofObligation) => Proof | undefined,
): Proof {
  const [key = ''] = proof.roles;
  const trust = byKey.get(key);
  if (trust?.declared === undefined || proof.property !== nothingBeyondGrant(key)) return proof;
  const [own, ...others] = trustedIssuers(trust);
  if (own === undefined || others.length === 0) return proof;
  const answers = others.flatMap((issuer) => {
    const seen = { ...seenFrom(trust, issuer), declared: undefined, reachedBy: undefined };
    const answer = ask([seen], { kind: 'never', role: key, never: ['anyone'], position: NOWHERE });
    return answer === undefined ? [] : [{ issuer, proof: { ...answer, position: undefined } }];
  });
  return overIssuers([{ issuer: own, proof }, ...answers]) ?? proof;
}

/** The role without its grant, which is not asked about. */
function onlyRequest({ declared, request }: ProvableTrust): Pick<ProvableTrust, 'declared' | 'request'> {
  return { declared: undefined, request: declared?.grant.request ?? request };
}

function namesProjects(obligation: ProofObligation): boolean {
  return obligation.kind === 'only' && obligation.only !== 'protected_refs';
}

/** Nobody wrote the question. */
const NOWHERE = { line: 1, column: 1 };

/** Proves what is about the tokens of one issuer. */
function proveForOneIssuer(
  federation: ProofWorld,
  trusts: readonly ProvableTrust[],
  obligations: readonly ProofObligation[],
  { assume, needed = false, onProof }: ProofOptions,
): readonly Proof[] {
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  const others = new Map(trusts.map((trust) => [trust.key, otherIssuerOf(trust)]));
  const otherOf = (obligation: ProofObligation): JudgedIssuer | undefined =>
    rolesOfObligation(obligation)
      .map((key) => others.get(key))
      .find((issuer) => issuer !== undefined);
  const roles = trusts.flatMap(({ key, policy, provider, declared, request }): readonly RoleUnderProof[] => {
    if (policy === undefined || provider === undefined || others.get(key) !== undefined) return [];
    const { clientIds: _registered, ...anyAudience } = provider;
    const trust = { policy, provider: anyAudience };
    return [declared === undefined ? { key, trust, request } : { key, trust, grant: declared.grant }];
  });
  const ofGitlab = obligations.filter((obligation) => otherOf(obligation) === undefined);
  const gitlabOf = (key: string): ProofWorld => {
    const provider = byKey.get(key)?.provider;
    return provider === undefined ? federation : gitlabBehind(federation, provider.issuer);
  };
  return [
    ...proveForGitlabs(roles, ofGitlab, gitlabOf, { assume, needed, onProof }),
    ...obligations.flatMap((obligation) => {
      const issuer = otherOf(obligation);
      return issuer === undefined ? [] : [proveForOtherIssuer(obligation, trusts, issuer)];
    }),
  ];
}

/** Proves each promise over the tokens of the GitLab that its roles trust. */
function proveForGitlabs(
  roles: readonly RoleUnderProof[],
  obligations: readonly ProofObligation[],
  gitlabOf: (key: string) => ProofWorld,
  { assume, needed, onProof }: ProofOptions,
): readonly Proof[] {
  const gitlabs = new Map<string, ProofWorld>();
  const issuerOf = (key: string): string => {
    const gitlab = gitlabOf(key);
    gitlabs.set(gitlab.instance.issuer, gitlab);
    return gitlab.instance.issuer;
  };
  const ofRole = roles.map((role) => ({ role, issuer: issuerOf(role.key) }));
  const asked = obligations.map((promise) => ({
    promise,
    issuer: issuerOf(rolesOfObligation(promise)[0] as string),
  }));
  return [...gitlabs].flatMap(([issuer, gitlab]) => {
    const own = ofRole.map(({ role, issuer: its }) =>
      its === issuer ? role : { ...role, grant: undefined },
    );
    const promises = asked.flatMap(({ promise, issuer: its }) => (its === issuer ? [promise] : []));
    return proveFederation(own, promises, worldOf(gitlab, assume), { needed, onProof }).map(toProof);
  });
}
