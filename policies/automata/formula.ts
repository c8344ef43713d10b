import type { Pattern } from './pattern';
import type { Shape } from './shape';

/**
 * A Boolean combination of statements about string variables ("keys"). Every key has a string for value or is missing;
 * a statement about a missing key's value is false, so its negation is true.
 */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'missing'; readonly key: string }
  | { readonly kind: 'glob'; readonly key: string; readonly pattern: Pattern }
  | { readonly kind: 'shape'; readonly key: string; readonly shape: Shape }
  | { readonly kind: 'not'; readonly part: Formula }
  | { readonly kind: 'and'; readonly parts: readonly Formula[] }
  | { readonly kind: 'or'; readonly parts: readonly Formula[] };

/** A value for each key: a string, or `undefined` where the key is missing. */
export type Assignment = ReadonlyMap<string, string | undefined>;

export const TRUE: Formula = { kind: 'constant', value: true };
export const FALSE: Formula = { kind: 'constant', value: false };

/** The key has a value and the value matches the pattern. */
export function matches(key: string, pattern: Pattern): Formula {
  return { kind: 'glob', key, pattern };
}

/** The key has a value and the value matches one of the patterns. */
export function matchesAny(key: string, patterns: readonly Pattern[]): Formula {
  return or(...patterns.map((pattern) => matches(key, pattern)));
}

/** The key has a value and the value is in the shape. */
export function inShape(key: string, shape: Shape): Formula {
  return { kind: 'shape', key, shape };
}

/** The key has no value. */
export function missing(key: string): Formula {
  return { kind: 'missing', key };
}

/** The key has a value. */
export function present(key: string): Formula {
  return not(missing(key));
}

export function not(part: Formula): Formula {
  return part.kind === 'not' ? part.part : { kind: 'not', part };
}

export function and(...parts: readonly Formula[]): Formula {
  return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
}

export function or(...parts: readonly Formula[]): Formula {
  return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
}

/** `a` without `b`. */
export function minus(a: Formula, b: Formula): Formula {
  return and(a, not(b));
}
