import { ALL, DEAD, type Matcher } from './matcher';
import { ANY } from './pattern';
import { canonical, type Program } from './program';

const NO_LETTERS: readonly number[] = [];

/**
 * The deterministic automaton of a glob whose every `?` stands before its first star: Knuth–Morris–Pratt with a barrier.
 *
 * A state is the number of positions matched. Between two stars it behaves as the KMP automaton of that segment; when a
 * segment is complete the next one begins and its start is a barrier that no failure link crosses. The segment before
 * the first star is anchored: a mismatch there is final, which also makes `?` harmless in it.
 *
 * Cost: construction linear; a step is amortised constant, at worst the length of the failure chain.
 *
 * @see D. E. Knuth, J. H. Morris, V. R. Pratt, Fast pattern matching in strings, doi 10.1137/0206024
 */
export class ChainMatcher implements Matcher {
  readonly start: number;
  private readonly failure: Int32Array;
  private readonly known: (readonly number[] | undefined)[] = [];

  constructor(private readonly program: Program) {
    this.failure = failureLinks(program);
    this.start = program.length === 0 && program.looping[0] === 1 ? ALL : 0;
  }

  step(state: number, unit: number): number {
    const { units, looping, barrier, length, fold } = this.program;
    const letter = fold === undefined ? unit : canonical(fold, unit);
    const floor = barrier[state]!;
    for (let at = state; ; at = this.failure[at]!) {
      if (at < length && (units[at] === letter || units[at] === ANY)) {
        return at + 1 === length && looping[length] === 1 ? ALL : at + 1;
      }
      if (at === floor) return at;
      if (floor < 0) return DEAD;
    }
  }

  accepts(state: number): boolean {
    return state === this.program.length;
  }

  remaining(state: number): number {
    return this.program.length - state;
  }

  letters(state: number): readonly number[] {
    return (this.known[state] ??= this.lettersOf(state));
  }

  strict(state: number): boolean {
    const { barrier, units, length } = this.program;
    return barrier[state]! < 0 && (state === length || units[state] !== ANY);
  }

  private lettersOf(state: number): readonly number[] {
    const { units, barrier, length, fold } = this.program;
    const floor = barrier[state]!;
    if (floor < 0 && (state === length || units[state] === ANY)) return NO_LETTERS;
    const found = new Set<number>();
    for (let at = state; ; at = this.failure[at]!) {
      if (at < length) {
        if (fold === undefined) found.add(units[at]!);
        else for (const member of fold.members(units[at]!)) found.add(member);
      }
      if (at === floor || floor < 0) return [...found];
    }
  }
}

/** `failure[p]`: the longest proper border of the segment matched so far, as a position; defined behind a barrier. */
function failureLinks({ units, looping, barrier, length }: Program): Int32Array {
  const failure = new Int32Array(length + 1).fill(-1);
  for (let start = 0; start <= length; start++) {
    if (looping[start] !== 1) continue;
    let border = start;
    for (let p = start + 1; p <= length && barrier[p] === start; p++) {
      failure[p] = border;
      // `border` of the segment up to `p` becomes that of the segment up to `p + 1`.
      while (border > start && units[border] !== units[p]) border = failure[border]!;
      if (p < length && units[border] === units[p]) border++;
    }
  }
  return failure;
}
