import type { Pattern } from './pattern';

/** The statement that the value of a key matches a pattern. */
export interface PatternAtom {
  readonly key: string;
  readonly pattern: Pattern;
}

/** Why a pattern settles another one of the same key without search. */
export interface Fact {
  readonly key: string;
  /** The pattern that is assumed to match. */
  readonly pattern: Pattern;
  /** The pattern that then must match (`covered`) or cannot (`disjoint`). */
  readonly other: Pattern;
  readonly relation: 'covered' | 'disjoint';
}

/** A conjunction of patterns that the formula has no model for, because of `facts`. */
export interface Covered {
  readonly cube: readonly PatternAtom[];
  readonly facts: readonly Fact[];
}

/**
 * A proof that a formula has no model, in terms of the formula and of words alone, so that a checker needs nothing of
 * the engine. "Propositionally" means: whatever truth the atoms are given.
 *
 * - `constant`: the formula is false propositionally.
 * - `covered`: each cube is false propositionally together with its facts. Without `rest`, the formula is false
 *   propositionally unless a whole cube holds. With it, the formula implies propositionally, unless a whole cube holds,
 *   what it becomes when the dropped atoms are replaced by false; and that is refuted by `rest`.
 * - `split`: without any of the cubes the formula is false propositionally; with each it is refuted by `rest`.
 * - `states`: the empty word, and each of `words` extended by any letter, is hopeless or dominated by one of `words`: no
 *   continuation has more plain atoms true or more negated ones false than there. What each word, and a missing key,
 *   leave to the other keys is refuted by `rest` and `missing`.
 */
export type Certificate =
  | { readonly kind: 'constant' }
  | {
      readonly kind: 'covered';
      readonly covered: readonly Covered[];
      readonly dropped: readonly PatternAtom[];
      readonly rest?: Certificate;
    }
  | {
      readonly kind: 'split';
      readonly cubes: readonly { readonly cube: readonly PatternAtom[]; readonly rest: Certificate }[];
    }
  | {
      readonly kind: 'states';
      readonly key: string;
      readonly missing: Certificate;
      readonly words: readonly { readonly word: string; readonly rest: Certificate }[];
    };
