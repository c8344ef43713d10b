/** What happened to one token, in plain words. Every text is a sentence without a full stop. */
export interface Explanation {
  /** What STS would answer, the layer that answered, and what decided. */
  readonly headline: string;
  /** What AWS itself says to a refusal: one text, whatever the reason. */
  readonly aws?: string;
  /** What was looked at, in the order in which it was decided. */
  readonly steps: readonly string[];
  /** What to change so that the answer would be another; empty when it is an allow. */
  readonly advice: readonly string[];
}
