import type { Fix } from './fix';

/** What happened to one token, in plain words. Every text is a sentence without a full stop. */
export interface Explanation {
  /** What STS would answer, the layer that answered, and what decided. */
  readonly headline: string;
  /** What AWS itself says to a refusal: one text, whatever the reason. */
  readonly aws?: string;
  /** AWS's own error code of that refusal, such as `AccessDenied`. */
  readonly aws_code?: string;
  /** What was looked at, in the order in which it was decided. */
  readonly steps: readonly string[];
  /** What to change so that the token is allowed: each was applied and judged again; what widens the trust comes last. */
  readonly fixes: readonly Fix[];
  /** What is wrong where no fix says it, then the fixes as text; empty when the token is allowed. */
  readonly advice: readonly string[];
}
