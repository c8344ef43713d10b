/** Every {@link Outcome}. */
export const OUTCOMES = ['allow', 'deny', 'undetermined'] as const;
/** The three answers about one token. "Cannot tell" is never a yes. */
export type Outcome = (typeof OUTCOMES)[number];

/** Whether something holds: no, yes, or cannot tell. */
export type Holds = 'no' | 'yes' | 'unknown';

/** All must hold: one "no" settles it, whatever is unknown. */
export function all(parts: Iterable<Holds>): Holds {
  let result: Holds = 'yes';
  for (const part of parts) {
    if (part === 'no') return 'no';
    if (part === 'unknown') result = 'unknown';
  }
  return result;
}

/** One is enough: one "yes" settles it. */
export function any(parts: Iterable<Holds>): Holds {
  let result: Holds = 'no';
  for (const part of parts) {
    if (part === 'yes') return 'yes';
    if (part === 'unknown') result = 'unknown';
  }
  return result;
}

/**
 * The outcome of a policy from what is known of its statements: a matching Deny wins, then a matching Allow; what may be a Deny
 * leaves an Allow open.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function outcomeOf(deny: Holds, allow: Holds): Outcome {
  if (deny === 'yes' || allow === 'no') return 'deny';
  return deny === 'no' && allow === 'yes' ? 'allow' : 'undetermined';
}
