import { ALL, DEAD, type GuessingMatcher } from './matcher';
import { ANY } from './pattern';
import { canonical, type Program } from './program';

const NO_LETTERS: readonly number[] = [];

/**
 * A glob run one position at a time: the nondeterministic automaton, with the choice left to the search.
 *
 * A word is in the language iff some sequence of choices between `step` and `fork` ends in acceptance, so a search for
 * a member may treat every choice as a successor; a search for a non-member may not. The states are the positions,
 * `length + 1` of them, where the subset construction may need exponentially many.
 */
export class PositionMatcher implements GuessingMatcher {
  readonly start: number;

  constructor(private readonly program: Program) {
    this.start = program.length === 0 && program.looping[0] === 1 ? ALL : 0;
  }

  step(state: number, unit: number): number {
    const { units, looping, length, fold } = this.program;
    if (state < length && (units[state] === ANY || units[state] === canonical(fold, unit))) {
      return state + 1 === length && looping[length] === 1 ? ALL : state + 1;
    }
    return looping[state] === 1 ? state : DEAD;
  }

  fork(state: number, unit: number): number {
    if (this.program.looping[state] === 0) return DEAD;
    const advanced = this.step(state, unit);
    return advanced === state || advanced === ALL ? DEAD : state;
  }

  accepts(state: number): boolean {
    return state === this.program.length;
  }

  remaining(state: number): number {
    return this.program.length - state;
  }

  letters(state: number): readonly number[] {
    const { units, length, fold } = this.program;
    if (state === length || units[state] === ANY) return NO_LETTERS;
    return fold === undefined ? [units[state]!] : fold.members(units[state]!);
  }

  strict(state: number): boolean {
    const { units, looping, length } = this.program;
    return looping[state] === 0 && (state === length || units[state] !== ANY);
  }
}
