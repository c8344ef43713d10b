import { isTrue } from './bool';
import type { CompiledValues } from './compiled-values';

/**
 * `Null` asks whether a key is there, not what it holds: the value given to the test is `"true"` for a missing key. A policy
 * value that does not read `true` counts as `false`, as under `Bool`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
 */
export function compileNull(values: readonly string[]): CompiledValues {
  const wanted = new Set(values.map(isTrue));
  return { ok: true, test: (absent) => wanted.has(isTrue(absent)) };
}
