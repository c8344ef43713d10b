import { Alphabet } from './alphabet';
import type { Formula } from './formula';
import { letterClass, type LetterClass } from './letter-class';
import { Product, type Frame } from './product';
import { questionOf } from './question';
import { signsOf } from './residual';
import { unitComplement, unitIntersection, unitUnion, type UnitSet } from './unit-set';

interface Edge {
  readonly target: number;
  readonly letters: LetterClass;
}

interface State {
  readonly accepting: boolean;
  readonly edges: readonly Edge[];
  /** Length of the shortest accepted continuation, Infinity when there is none. */
  distance: number;
}

/** The values of one key that satisfy a formula, as an explicit automaton; or the news that it is too large. */
export type LanguageAnswer =
  | { readonly kind: 'language'; readonly language: Language }
  | { readonly kind: 'undecided'; readonly budget: number };

/**
 * Builds the language of a formula that speaks of one key only; the key is taken to have a value.
 *
 * Cost: at most `maxNodes` states, each with a step per open atom and letter that an atom names.
 * @throws RangeError when the formula speaks of several keys
 */
export function languageOf(formula: Formula, options: { readonly maxNodes: number }): LanguageAnswer {
  const question = questionOf(formula);
  if (question.keys.length > 1) {
    throw new RangeError(
      `ERR_AUTOMATA_KEYS: expected a formula about one key, got \`${question.keys.join('`, `')}\``,
    );
  }
  const bit = question.missing(0);
  const root = question.store.restrict(question.root, (variable) => (variable === bit ? 0 : undefined));
  const product = new Product(question, 0, root, false);
  const alphabet = new Alphabet(product, signsOf(root).keys(), 0, false);
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const waiting: { readonly frame: Frame; readonly states: readonly number[] }[] = [];
  const number = (frame: Frame, at: readonly number[]): number => {
    const name = `${frame.id} ${at.join()}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, waiting.length);
    return waiting.push({ frame, states: at }) - 1;
  };

  const begin = product.begin(root);
  number(begin.frame, begin.states);
  for (let next = 0; next < waiting.length; next++) {
    if (next === options.maxNodes) return { kind: 'undecided', budget: options.maxNodes };
    const { frame, states: at } = waiting[next]!;
    const byTarget = new Map<number, UnitSet>();
    for (const { unit, units } of cells(alphabet, frame, at)) {
      const out: number[] = [];
      const target = product.step(frame, at, unit, 0, out);
      if (target === undefined || target.residual.kind === 'false') continue;
      const name = number(target, out);
      byTarget.set(name, unitUnion(byTarget.get(name) ?? [], units));
    }
    states.push({
      accepting: product.ending(frame, at).kind === 'true',
      edges: [...byTarget].map(([target, units]) => ({ target, letters: letterClass(units) })),
      distance: Infinity,
    });
  }
  measure(states);
  return { kind: 'language', language: new Language(states) };
}

/** A regular set of strings whose members can be counted, listed and drawn. */
export class Language {
  constructor(private readonly states: readonly State[]) {}

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

/** Sets of letters that no atom in play tells apart, with one of each; together all letters with any hope. */
function* cells(
  alphabet: Alphabet,
  frame: Frame,
  states: readonly number[],
): Iterable<{ unit: number; units: UnitSet }> {
  let named: UnitSet = [];
  for (let slot = 0; slot < frame.variables.length; slot++) {
    named = unitUnion(
      named,
      frame.matchers[slot]!.letters(states[slot]!).flatMap((unit) => [unit, unit]),
    );
  }
  for (let i = 0; i < named.length; i += 2) {
    for (let unit = named[i]!; unit <= named[i + 1]!; unit++) yield { unit, units: [unit, unit] };
  }
  const others = unitComplement(named);
  for (const { units } of alphabet.classes(frame, states)) {
    const rest = unitIntersection(units, others);
    if (rest.length > 0) yield { unit: rest[0]!, units: rest };
  }
}

/** Sets the distances, backwards from the accepting states. */
function measure(states: readonly State[]): void {
  const sources: number[][] = states.map(() => []);
  for (const [source, { edges }] of states.entries())
    for (const { target } of edges) sources[target]!.push(source);
  const queue = [...states.keys()].filter((state) => states[state]!.accepting);
  for (const state of queue) states[state]!.distance = 0;
  for (const state of queue) {
    for (const source of sources[state]!) {
      if (states[source]!.distance < Infinity) continue;
      states[source]!.distance = states[state]!.distance + 1;
      queue.push(source);
    }
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
