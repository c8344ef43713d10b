import type { CompiledValues } from './compiled-values';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * `BinaryEquals`: the bytes behind two base64 texts are the same.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
 */
export function compileBinary(values: readonly string[]): CompiledValues {
  const wanted = new Set<string>();
  for (const value of values) {
    const bytes = decode(value);
    if (bytes === undefined) return { ok: false, reason: `\`${value}\` is not base64` };
    wanted.add(bytes);
  }
  return {
    ok: true,
    test: (value) => {
      const bytes = decode(value);
      return bytes !== undefined && wanted.has(bytes);
    },
  };
}

/** One character for each byte. `YR==` is not base64: its last bits, which no byte uses, are not zero. */
function decode(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined;
  const bytes = atob(text);
  return btoa(bytes) === text ? bytes : undefined;
}
