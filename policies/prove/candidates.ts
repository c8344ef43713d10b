import type { Policy } from '../trust/index';

/** The values that policies hold against each key, in lower case: worth trying where a condition is not regular. */
export function candidateValues(policies: readonly Policy[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { statements } of policies) {
    for (const { conditions } of statements) {
      for (const { key, values } of conditions) {
        const lower = key.toLowerCase();
        found.set(lower, [...(found.get(lower) ?? []), ...values]);
      }
    }
  }
  return found;
}
