import type { CompiledValues } from './operator';

/**
 * `Null` asks whether a key is there, not what it holds: the value given to the test is `"true"` for a missing key.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
 */
export function compileNull(values: readonly string[]): CompiledValues {
  const wanted = values.map((value) => value.toLowerCase());
  const odd = wanted.findIndex((value) => value !== 'true' && value !== 'false');
  if (odd >= 0) return { ok: false, reason: `\`${values[odd]}\` is neither \`true\` nor \`false\`` };
  return { ok: true, test: (absent) => wanted.includes(absent) };
}
