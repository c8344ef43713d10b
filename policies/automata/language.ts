import type { LetterClass } from './letter-class';

interface Edge {
  readonly target: number;
  readonly letters: LetterClass;
}

/** A state of a trimmed automaton. */
export interface LanguageState {
  readonly accepting: boolean;
  readonly edges: readonly Edge[];
  /** Length of the shortest accepted continuation, Infinity when there is none. */
  distance: number;
}

/** A regular set of strings whose members can be counted, listed and drawn. */
export class Language {
  constructor(private readonly states: readonly LanguageState[]) {}

  /** Number of states of the automaton. */
  get size(): number {
    return this.states.length;
  }

  /** Length of the shortest member, Infinity when there is none. */
  get shortest(): number {
    return this.states[0]!.distance;
  }

  /** How many members have at most `maxLength` code units. Cost: `maxLength` times the edges, in big numbers. */
  count(maxLength: number): bigint {
    let ways = this.states.map(({ accepting }): bigint => (accepting ? 1n : 0n));
    for (let length = 0; length < maxLength; length++) {
      ways = this.states.map(({ accepting, edges }) => {
        let sum = accepting ? 1n : 0n;
        for (const { target, letters } of edges) sum += BigInt(letters.size) * ways[target]!;
        return sum;
      });
    }
    return ways[0]!;
  }

  /**
   * `count` in floating point: exact below 2^53, `Infinity` from 2^1024 on. Cost: `maxLength` times the edges, one multiplication each; big
   * numbers cost some fifty times as much.
   */
  roughCount(maxLength: number): number {
    const ends = this.states.map(({ edges }) => edges.length);
    for (let state = 1; state < ends.length; state++) ends[state]! += ends[state - 1]!;
    const edges = this.states.flatMap((state) => state.edges);
    const targets = Int32Array.from(edges, ({ target }) => target);
    const sizes = Float64Array.from(edges, ({ letters }) => letters.size);
    const empty = Float64Array.from(this.states, ({ accepting }) => (accepting ? 1 : 0));
    let ways = empty;
    for (let length = 0; length < maxLength; length++) {
      const longer = empty.slice();
      for (let state = 0, edge = 0; state < longer.length; state++) {
        let sum = longer[state]!;
        for (; edge < ends[state]!; edge++) sum += sizes[edge]! * ways[targets[edge]!]!;
        longer[state] = sum;
      }
      ways = longer;
    }
    return ways[0]!;
  }

  /**
   * A member of at most `maxLength` units by a random walk that never leaves the language, or undefined when there is
   * none so short. Not uniform: every edge is as likely as the next, and letters are drawn from the natural ones.
   *
   * @param random numbers in [0, 1), for instance from a seeded generator
   */
  sample(random: () => number, maxLength: number): string | undefined {
    let word = '';
    let state = this.states[0]!;
    if (state.distance > maxLength) return undefined;
    for (;;) {
      const left = maxLength - word.length;
      const edges = state.edges.filter(({ target }) => this.states[target]!.distance < left);
      if (edges.length === 0 || (state.accepting && random() < 0.2)) return word;
      const { target, letters } = edges[Math.floor(random() * edges.length)]!;
      word += String.fromCharCode(draw(letters, random));
      state = this.states[target]!;
    }
  }

  /** Up to `limit` members, shortest first; of letters that lead to the same state only the most natural is used. */
  list(limit: number): readonly string[] {
    const found: string[] = [];
    const buckets: { readonly state: number; readonly word: string; readonly member: boolean }[][] = [];
    const push = (state: number, word: string, member: boolean): void => {
      const total = word.length + (member ? 0 : this.states[state]!.distance);
      if (total < Infinity) (buckets[total] ??= []).push({ state, word, member });
    };
    push(0, '', false);
    for (let total = 0; total < buckets.length && found.length < limit; total++) {
      for (const { state, word, member } of drain(buckets, total)) {
        if (member) found.push(word);
        if (found.length === limit) break;
        if (member) continue;
        if (this.states[state]!.accepting) push(state, word, true);
        for (const { target, letters } of this.states[state]!.edges) {
          push(target, word + String.fromCharCode(letters.picks[0] ?? letters.units[0]!), false);
        }
      }
    }
    return found;
  }
}

/** The entries of a bucket, those that are added meanwhile included. */
function* drain<T>(buckets: readonly T[][], total: number): Iterable<T> {
  for (let i = 0; i < (buckets[total]?.length ?? 0); i++) yield buckets[total]![i]!;
}

function draw({ picks, units, size }: LetterClass, random: () => number): number {
  if (picks.length > 0) return picks[Math.floor(random() * picks.length)]!;
  let index = Math.floor(random() * size);
  for (let i = 0; i < units.length; i += 2) {
    const width = units[i + 1]! - units[i]! + 1;
    if (index < width) return units[i]! + index;
    index -= width;
  }
  return units[0]!;
}
