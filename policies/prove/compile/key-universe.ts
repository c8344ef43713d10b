import type { VariableLookup } from '../../trust/index';

/**
 * What a condition key can hold over all tokens of a world.
 *
 * - `text`: one text, a variable of the question; whether it may be missing is the world's business.
 * - `list_of`: a list whose one element is the value of another variable.
 * - `list`: any list of strings. A list matters only through which predicates some element satisfies, so one optional variable
 *   for each predicate that is asked stands for every list there is. With `presence`, it is there where that variable has a value.
 * - `either`: a text, or where `variable` is missing a list; it cannot be determined which of them a key is that no document lists.
 * - `constant`: always the same text.
 * - `absent`: never there.
 * - `unknown`: filled from something that no token tells.
 */
export type KeySort =
  | { readonly kind: 'text'; readonly variable: string }
  | { readonly kind: 'list_of'; readonly variable: string }
  | { readonly kind: 'list'; readonly variables: readonly string[]; readonly presence?: string }
  | {
      readonly kind: 'either';
      readonly variable: string;
      readonly variables: readonly string[];
      readonly presence?: string;
    }
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** The condition keys of a world, seen from one role. */
export interface KeyUniverse {
  /** @param key in lower case */
  sortOf(key: string): KeySort;
  /** Values of a key worth trying where its conditions are not regular. */
  candidates(key: string): readonly string[];
}

/** The value of a policy variable as far as it is the same for every token. */
export function constantLookup(universe: KeyUniverse): VariableLookup {
  return (key) => {
    const sort = universe.sortOf(key);
    if (sort.kind === 'constant') return sort.value;
    // A list has no value to put in, and its presence keeps a fallback out.
    return sort.kind === 'list' || sort.kind === 'list_of' ? [] : undefined;
  };
}

/** Whether a policy variable has the same value, or none, in every token. */
export function isSettled(universe: KeyUniverse, key: string): boolean {
  const sort = universe.sortOf(key);
  if (sort.kind === 'list') return sort.presence === undefined;
  return sort.kind !== 'text' && sort.kind !== 'either' && sort.kind !== 'unknown';
}
