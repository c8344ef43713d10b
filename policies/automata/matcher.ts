/** State of a matcher that no continuation can bring to acceptance. */
export const DEAD = -1;
/** State of a matcher that accepts every continuation. */
export const ALL = -2;

/**
 * A deterministic automaton over code units whose states are non-negative integers, {@link DEAD} or {@link ALL}.
 *
 * The methods are never called with `DEAD` or `ALL`. States may be made on demand; a state number stays valid for the
 * life of the matcher and equal numbers mean equal languages.
 */
export interface Matcher {
  readonly start: number;
  step(state: number, unit: number): number;
  accepts(state: number): boolean;
  /** A lower bound, never too large, on the length of the shortest accepted continuation; exact for patterns. */
  remaining(state: number): number;
  /** The letters whose step may differ from that of any other letter. Empty for shapes, which use classes. */
  letters(state: number): readonly number[];
  /** Whether every letter outside `letters(state)` leads to {@link DEAD}. */
  strict(state: number): boolean;
}

/**
 * A matcher that guesses: where a letter may both be swallowed by a star and begin what follows, `step` advances and
 * `fork` stays. A word is accepted when some run accepts. Only sound for atoms that occur without negation.
 */
export interface GuessingMatcher extends Matcher {
  /** The second successor, or {@link DEAD} where there is only one. */
  fork(state: number, unit: number): number;
}
