import { ALL, DEAD, type Matcher } from './matcher';
import { ANY } from './pattern';
import { canonical, type Program } from './program';

interface Subset {
  /** Positions the pattern may have reached, ascending, none below the last looping one. */
  readonly positions: readonly number[];
  readonly letters: readonly number[];
  readonly targets: Map<number, number>;
  /** Where every letter outside `letters` leads; -3 while unknown. */
  other: number;
}

const UNKNOWN = -3;

/**
 * The deterministic automaton of any glob by lazy subset construction, a subset pruned below its last star.
 *
 * Pruning keeps the language: what is accepted after a position before the star is accepted after the star, which may
 * swallow the difference. Subsets are numbered as they are met, so equal numbers mean equal subsets.
 *
 * Cost: a new step is linear in the subset, a repeated one a table read; the number of subsets can be exponential in the
 * number of positions behind a star when `?` occurs there, which is why every search has a budget.
 */
export class SubsetMatcher implements Matcher {
  readonly start: number;
  private readonly subsets: Subset[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly program: Program) {
    this.start = program.length === 0 && program.looping[0] === 1 ? ALL : this.number([0]);
  }

  step(state: number, unit: number): number {
    const subset = this.subsets[state]!;
    if (!subset.letters.includes(unit)) {
      return subset.other === UNKNOWN ? (subset.other = this.advance(subset, unit)) : subset.other;
    }
    const known = subset.targets.get(unit);
    if (known !== undefined) return known;
    const target = this.advance(subset, unit);
    subset.targets.set(unit, target);
    return target;
  }

  accepts(state: number): boolean {
    return this.subsets[state]!.positions.at(-1) === this.program.length;
  }

  remaining(state: number): number {
    return this.program.length - this.subsets[state]!.positions.at(-1)!;
  }

  letters(state: number): readonly number[] {
    return this.subsets[state]!.letters;
  }

  strict(state: number): boolean {
    const { looping, units, length } = this.program;
    return this.subsets[state]!.positions.every(
      (p) => looping[p] === 0 && (p === length || units[p] !== ANY),
    );
  }

  private advance({ positions }: Subset, unit: number): number {
    const { looping, units, length, fold } = this.program;
    const letter = canonical(fold, unit);
    const reached: number[] = [];
    for (const p of positions) {
      // Positions ascend, so `p` can only repeat the last one pushed.
      if (looping[p] === 1 && reached.at(-1) !== p) reached.push(p);
      if (p === length || (units[p] !== ANY && units[p] !== letter)) continue;
      if (looping[p + 1] === 1) {
        if (p + 1 === length) return ALL;
        reached.length = 0;
      }
      reached.push(p + 1);
    }
    return reached.length === 0 ? DEAD : this.number(reached);
  }

  private number(positions: readonly number[]): number {
    const name = String.fromCharCode(...positions.map((p) => p & 0xffff), ...positions.map((p) => p >>> 16));
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const { units, length, fold } = this.program;
    const letters = new Set<number>();
    for (const p of positions) {
      if (p === length || units[p] === ANY) continue;
      if (fold === undefined) letters.add(units[p]!);
      else for (const member of fold.members(units[p]!)) letters.add(member);
    }
    const state = this.subsets.length;
    this.subsets.push({ positions, letters: [...letters], targets: new Map(), other: UNKNOWN });
    this.numbers.set(name, state);
    return state;
  }
}
