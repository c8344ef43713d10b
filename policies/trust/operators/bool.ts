import type { CompiledValues } from './operator';

/**
 * `Bool`: a request value is true when it reads `true` in any case, and false otherwise.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
 */
export function compileBool(values: readonly string[]): CompiledValues {
  const wanted = new Set<boolean>();
  for (const value of values) {
    const text = value.toLowerCase();
    if (text !== 'true' && text !== 'false')
      return { ok: false, reason: `\`${value}\` is neither \`true\` nor \`false\`` };
    wanted.add(text === 'true');
  }
  return { ok: true, test: (value) => wanted.has(value.toLowerCase() === 'true') };
}
