import type { CompiledValues } from './compiled-values';

/**
 * `Bool`: a text is true when it reads `true` in any case, and false otherwise; policy and request alike. IAM stores `"yes"`,
 * which then means false.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
 */
export function compileBool(values: readonly string[]): CompiledValues {
  const wanted = new Set(values.map(isTrue));
  return { ok: true, test: (value) => wanted.has(isTrue(value)) };
}

/** Whether a text reads `true`; anything else is false. */
export function isTrue(text: string): boolean {
  return text.toLowerCase() === 'true';
}
