import type { Statement } from '../trust/index';
import type { Holds, Outcome } from './outcome';

/** Every {@link Layer}, in the order in which STS asks. */
export const LAYERS = ['token', 'provider', 'trust'] as const;
/** Where a token was refused: by itself, at the provider, or by the trust policy. */
export type Layer = (typeof LAYERS)[number];

/** What STS would answer to one token, and why. */
export interface Decision {
  readonly outcome: Outcome;
  readonly layer: Layer;
  /** One sentence, lower case, no full stop: what decided. */
  readonly reason: string;
  /** AWS's error code where the token or the provider was refused and one is known; see `awsCodeOf`. */
  readonly code?: string;
  /** How each statement came out; empty when the policy was never reached. */
  readonly trace: readonly StatementTrace[];
}

/** AWS's own error code for a refusal. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors */
export function awsCodeOf({ outcome, layer, code }: Decision): string | undefined {
  if (outcome !== 'deny') return undefined;
  return layer === 'trust' ? 'AccessDenied' : code;
}

/** How one statement met one request. */
export interface StatementTrace {
  readonly statement: Statement;
  readonly holds: Holds;
  readonly principal: PartTrace;
  readonly action: PartTrace;
  readonly conditions: readonly ConditionTrace[];
}

export interface PartTrace {
  readonly holds: Holds;
  /** What was compared with what. */
  readonly why: string;
}

/** How one condition met one request: what the policy wants of a key, and what the request has. */
export interface ConditionTrace extends PartTrace {
  readonly operator: string;
  /** As written in the policy. */
  readonly key: string;
  readonly values: readonly string[];
  /** What the request has for the key; absent when it has nothing. */
  readonly got?: string | readonly string[];
}
