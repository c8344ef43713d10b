import { Alphabet } from './alphabet';
import type { Formula } from './formula';
import { Language, type LanguageState } from './language';
import { letterClass } from './letter-class';
import type { Frame } from './frame';
import { Product } from './product';
import { questionOf } from './question';
import { signsOf, type Residual } from './residual';
import { Solver, type Outcome, type Tactics } from './solve';
import { unitComplement, unitIntersection, unitUnion, type UnitSet } from './unit-set';

/** The values of one key that satisfy a formula, as an explicit automaton; or the news that it is too large. */
export type LanguageAnswer =
  | { readonly kind: 'language'; readonly language: Language }
  | { readonly kind: 'undecided'; readonly budget: number };

export interface LanguageOptions {
  readonly maxNodes: number;
  /** Letters to read, each counted once for every open atom. @default as many as `maxNodes` states need */
  readonly maxSteps?: number;
  /**
   * The key whose values are meant where the formula speaks of several: those values for which some values of the others
   * satisfy it. @default the only key there is
   */
  readonly key?: string;
}

/**
 * Builds the language of a formula's values of one key; the key is taken to have a value.
 *
 * Cost: at most `maxNodes` states, each with a step per open atom and letter that an atom names. With other keys, one more
 * decision for each distinct residual over them, within a budget of the same size.
 * @throws RangeError when the formula speaks of several keys and none is named
 */
export function languageOf(formula: Formula, options: LanguageOptions): LanguageAnswer {
  const question = questionOf(formula, options.key === undefined ? [] : [options.key]);
  if (question.keys.length > 1 && options.key === undefined) {
    throw new RangeError(
      `ERR_AUTOMATA_KEYS: expected a formula about one key, got \`${question.keys.join('`, `')}\``,
    );
  }
  const bit = question.missing(0);
  const root = question.store.restrict(question.root, (variable) => (variable === bit ? 0 : undefined));
  const product = new Product(question, 0, root, false);
  const alphabet = new Alphabet(product, signsOf(root).keys(), 0, false);
  const states: LanguageState[] = [];
  const numbers = new Map<string, number>();
  const waiting: { readonly frame: Frame; readonly states: readonly number[] }[] = [];
  const number = (frame: Frame, at: readonly number[]): number => {
    const name = `${frame.id} ${at.join()}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, waiting.length);
    return waiting.push({ frame, states: at }) - 1;
  };

  const rests = new Map<Residual, Outcome['kind']>();
  const solver = new Solver(question, options.maxNodes, TACTICS);
  const outcomeOf = (rest: Residual): Outcome['kind'] => {
    const known = rests.get(rest) ?? solver.solve(rest).kind;
    rests.set(rest, known);
    return known;
  };

  const { maxSteps = Infinity } = options;
  let steps = 0;
  const begin = product.begin(root);
  number(begin.frame, begin.states);
  for (let next = 0; next < waiting.length; next++) {
    if (next === options.maxNodes) return { kind: 'undecided', budget: options.maxNodes };
    const { frame, states: at } = waiting[next]!;
    const byTarget = new Map<number, UnitSet>();
    for (const { unit, units } of cells(alphabet, frame, at)) {
      steps += 1 + at.length;
      if (steps > maxSteps) return { kind: 'undecided', budget: maxSteps };
      const out: number[] = [];
      const target = product.step(frame, at, unit, 0, out);
      if (target === undefined || target.residual.kind === 'false') continue;
      const name = number(target, out);
      const known = byTarget.get(name);
      byTarget.set(name, known === undefined ? units : unitUnion(known, units));
    }
    const outcome = outcomeOf(product.ending(frame, at));
    if (outcome === 'spent') return { kind: 'undecided', budget: options.maxNodes };
    states.push({
      accepting: outcome === 'model',
      edges: [...byTarget].map(([target, units]) => ({ target, letters: letterClass(units) })),
      distance: Infinity,
    });
  }
  measure(states);
  return { kind: 'language', language: new Language(states) };
}

const TACTICS: Tactics = {
  polarity: true,
  guessing: true,
  forcedRuns: true,
  estimates: true,
  certify: false,
};

/** Sets of letters that no atom in play tells apart, with one of each; together all letters with any hope. */
function* cells(
  alphabet: Alphabet,
  frame: Frame,
  states: readonly number[],
): Iterable<{ unit: number; units: UnitSet }> {
  const letters = new Set<number>();
  for (const [slot, matcher] of frame.matchers.entries())
    for (const unit of matcher.letters(states[slot]!)) letters.add(unit);
  const named = unitUnion([...letters].flatMap((unit) => [unit, unit]));
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
function measure(states: readonly LanguageState[]): void {
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
