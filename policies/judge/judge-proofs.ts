import type { Federation } from '../federation/index';
import type { ProviderRegistration } from '../context/index';
import type { Grant, ProofObligation } from '../grant/index';
import {
  gitlabWorld,
  proveFederation,
  type Assume,
  type FederationProof,
  type GitlabWorld,
  type RoleUnderProof,
} from '../prove/index';
import type { Policy } from '../trust/index';
import type { Proof } from './judgement';

/** What a proof needs of a role. */
export interface ProvableTrust {
  readonly key: string;
  readonly policy?: Policy;
  readonly provider?: ProviderRegistration;
  readonly declared?: { readonly grant: Grant } | undefined;
}

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
  obligations: readonly ProofObligation[],
  { assume, needed = false, onProof }: ProofOptions = {},
): readonly Proof[] {
  const world = worldOf(federation, assume);
  const roles = trusts.flatMap(({ key, policy, provider, declared }): readonly RoleUnderProof[] => {
    if (policy === undefined || provider === undefined) return [];
    const { clientIds: _registered, ...anyAudience } = provider;
    const trust = { policy, provider: anyAudience };
    return [declared === undefined ? { key, trust } : { key, trust, grant: declared.grant }];
  });
  return proveFederation(roles, obligations, world, {
    needed,
    ...(onProof === undefined ? {} : { onProof }),
  }).map(toProof);
}

function toProof({ roles, property, verdict, position }: FederationProof): Proof {
  const common = { roles, property, verdict: verdict.verdict, reason: verdict.reason };
  const where = position === undefined ? {} : { position };
  switch (verdict.verdict) {
    case 'proved':
      return {
        ...common,
        assumptions: verdict.assumptions,
        ...(verdict.needed === undefined ? {} : { needed: verdict.needed }),
        ...where,
      };
    case 'undecided':
      return { ...common, assumptions: [], ...where };
    case 'refuted': {
      const { counterexample } = verdict;
      const example =
        counterexample.kind === 'token'
          ? { claims: counterexample.claims, pipeline: counterexample.label }
          : { claims: counterexample.context };
      return { ...common, counterexample: example, assumptions: [], ...where };
    }
  }
}
