import type { Certificate, Covered } from './certificate';
import type { Assignment } from './formula';

/** Which part of the engine had the last word: the form of the formula, the comparison of patterns, or the search. */
export type Tier = 'formula' | 'syntactic' | 'search';

/** The answer to "is there an assignment that satisfies the formula?" */
export type Answer =
  | {
      readonly kind: 'empty';
      readonly tier: Tier;
      /** What was refuted by comparison of patterns, with the reasons; all there is when `tier` is `syntactic`. */
      readonly covered: readonly Covered[];
      /** Present when it was asked for and the certifying search stayed within the budget. */
      readonly certificate?: Certificate;
      /** Product states that were stored, as the budget counts them. */
      readonly nodes: number;
    }
  | {
      readonly kind: 'witness';
      readonly tier: 'formula' | 'search';
      /** A key that is not in it may have any value or none. */
      readonly assignment: Assignment;
      /** False only when the budget ran out while shorter values were still possible. */
      readonly shortest: boolean;
      readonly nodes: number;
    }
  | { readonly kind: 'undecided'; readonly budget: number; readonly nodes: number };

/** The parts of the engine that can be omitted: the answer is the same, the cost is not. */
export const OPTIMISATIONS = ['polarity', 'guessing', 'forced-runs', 'estimates', 'words', 'tiers'] as const;
/** A part of the engine that can be omitted. */
export type Optimisation = (typeof OPTIMISATIONS)[number];

export interface DecideOptions {
  /** Product states to store, over all searches of one decision; one with many open atoms counts once per 256 of them. */
  readonly maxNodes: number;
  /** Keys in the order in which values are to be shortest. @default by appearance in the formula */
  readonly keys?: readonly string[];
  /** Produce a certificate for `empty`, by one more search with a budget of its own. @default false */
  readonly certify?: boolean;
  /** @default none */
  readonly without?: readonly Optimisation[];
}
