import type { Condition } from '../trust/index';
import { keyMeaning } from './keys';
import { listedValues, unlisted } from './listed';
import { isThrough } from './prover';
import type { View } from './statements';
import type { CheckInput } from './check-input';

/**
 * Whether nothing but this condition keeps out tokens whose claim has a value that the policy lists nowhere: without it one comes in.
 */
export function isOnlyGuard(input: CheckInput, view: View, condition: Condition): boolean {
  const { name } = keyMeaning(condition.key, view.issuers);
  const kind = unlisted(listedValues(input, view.issuers), name);
  return isThrough(input, { view, without: condition }, kind);
}
