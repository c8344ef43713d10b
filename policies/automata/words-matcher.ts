import { DEAD, type Matcher } from './matcher';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  targets: Map<number, number> | undefined;
  letters: readonly number[] | undefined;
  shortest: number;
}

/**
 * The automaton of a finite set of words: a trie, laid over the sorted list and grown as it is walked.
 *
 * A state is a range of words that share their first `depth` units. Only ranges that were asked for exist, so 5,000
 * values cost one sort and the states actually visited. Cost: the first step out of a state is linear in its range.
 */
export class WordsMatcher implements Matcher {
  readonly start: number;
  private readonly words: readonly string[];
  private readonly ranges: Range[] = [];

  constructor(words: Iterable<string>) {
    // The default order is by code units, which keeps words with a common prefix together.
    this.words = [...new Set(words)].toSorted();
    this.start = this.words.length === 0 ? DEAD : this.add(0, this.words.length, 0);
  }

  step(state: number, unit: number): number {
    return this.targets(state).get(unit) ?? DEAD;
  }

  accepts(state: number): boolean {
    const { from, depth } = this.ranges[state]!;
    return this.words[from]!.length === depth;
  }

  remaining(state: number): number {
    const range = this.ranges[state]!;
    if (range.shortest < 0) {
      let shortest = Infinity;
      for (let i = range.from; i < range.to; i++) shortest = Math.min(shortest, this.words[i]!.length);
      range.shortest = shortest - range.depth;
    }
    return range.shortest;
  }

  letters(state: number): readonly number[] {
    const range = this.ranges[state]!;
    return (range.letters ??= [...this.targets(state).keys()]);
  }

  strict(): boolean {
    return true;
  }

  private targets(state: number): ReadonlyMap<number, number> {
    const range = this.ranges[state]!;
    if (range.targets !== undefined) return range.targets;
    const { to, depth } = range;
    const targets = new Map<number, number>();
    let at = this.words[range.from]!.length === depth ? range.from + 1 : range.from;
    while (at < to) {
      const first = at;
      const unit = this.words[first]!.charCodeAt(depth);
      while (at < to && this.words[at]!.charCodeAt(depth) === unit) at++;
      targets.set(unit, this.add(first, at, depth + 1));
    }
    return (range.targets = targets);
  }

  private add(from: number, to: number, depth: number): number {
    this.ranges.push({ from, to, depth, targets: undefined, letters: undefined, shortest: -1 });
    return this.ranges.length - 1;
  }
}
