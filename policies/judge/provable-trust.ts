import type { JudgedIssuer } from '../catalog/index';
import type { ProviderRegistration } from '../context/index';
import type { Grant } from '../grant/index';
import type { FederationProof } from '../prove/index';
import type { Policy } from '../trust/index';
import type { Proof } from './judgement';
import type { OpenPolicy } from './policy-bounds';
import type { ReachedBy } from './trust-chains';

/** What a proof needs of a role. */
export interface ProvableTrust {
  readonly key: string;
  readonly policy?: Policy;
  readonly provider?: ProviderRegistration;
  readonly declared?: { readonly grant: Grant } | undefined;
  /** What the declaration demands of the request, where `declared` is absent because the grant is not asked about. */
  readonly request?: Grant['request'];
  /** The issuers that the policy trusts. Absent: its provider is a GitLab. */
  readonly issuers?: readonly JudgedIssuer[];
  /** The roles of tokens whose sessions can become this one. */
  readonly reachedBy?: readonly ReachedBy[];
}

/** A role under proof, whose policy may be known by its bounds alone. */
export type BoundedTrust = ProvableTrust & { readonly open?: OpenPolicy };

/** A proof as a judgement has it. */
export function toProof({ roles, property, verdict, position }: Omit<FederationProof, 'message'>): Proof {
  const common = { roles, property, verdict: verdict.verdict, reason: verdict.reason, position };
  switch (verdict.verdict) {
    case 'proved':
      return { ...common, assumptions: verdict.assumptions, needed: verdict.needed, asked: verdict.asked };
    case 'undecided':
      return { ...common, assumptions: [] };
    case 'refuted': {
      const { counterexample } = verdict;
      const example =
        counterexample.kind === 'token'
          ? { claims: counterexample.claims, pipeline: counterexample.label }
          : { claims: counterexample.context };
      return { ...common, counterexample: example, assumptions: [] };
    }
  }
}
