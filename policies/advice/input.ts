import type { ProviderRegistration, RawClaims } from '../context/index';
import type { Decision } from '../evaluate/index';
import type { Pipeline, Project } from '../gitlab/index';
import type { Grant } from '../grant/index';
import type { Policy } from '../trust/index';

/** A role as `federation.yaml` declares it: then fixes name its keys, and not the policy that is generated from it. */
export interface DeclaredTrust {
  /** Key of the role. */
  readonly key: string;
  readonly grant: Grant;
  /** The declared projects by their keys. */
  readonly projects: ReadonlyMap<string, Project>;
}

/** What is known beside the decision. */
export interface ExplainInput {
  readonly policy: Policy;
  /** The policy as it is written, which fixes are applied to. @default the policy in normal form */
  readonly document?: unknown;
  /** The provider that vouches for the token. */
  readonly provider: ProviderRegistration;
  /** The payload that was judged; never a signed token. */
  readonly claims?: RawClaims;
  /** The pipeline whose job got the token: fixes are then tried on every token that it may get. */
  readonly pipeline?: Pipeline;
  readonly declared?: DeclaredTrust;
  /**
   * Proves which tokens a changed policy accepts that the policy does not accept, the token of these claims omitted.
   * @default only what the change itself says
   */
  readonly alsoAdmits?: (changed: Policy, asked: RawClaims) => OtherTokens;
}

/** The tokens beside the one that was asked about. */
export type OtherTokens =
  | { readonly kind: 'none' }
  /** `strangers`: some are of projects that are not declared. */
  | { readonly kind: 'some'; readonly text: string; readonly strangers: boolean }
  | { readonly kind: 'cannot_tell' };

/** What the parts of the advice look at. */
export interface AdviceContext extends ExplainInput {
  readonly decision: Decision;
  readonly document: unknown;
  readonly claims: RawClaims;
  /** The issuer without its scheme, in lower case: the prefix of the condition keys that the token fills. */
  readonly host: string;
}
