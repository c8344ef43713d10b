import { policySize } from '../trust/index';
import type { CheckInput } from './check-input';

const sizes = new WeakMap<CheckInput, number>();

/** Size of the policy in characters, as IAM counts it; counted once for all checks. */
export function sizeOf(input: CheckInput): number {
  const whole = input.whole ?? input;
  const known = sizes.get(whole) ?? policySize(whole.document);
  sizes.set(whole, known);
  return known;
}
