import { Alphabet } from './alphabet';
import type { Certificate } from './certificate';
import { KeySearch, type Budget } from './key-search';
import { Product } from './product';
import type { Question } from './question';
import { signsOf, type Residual } from './residual';

/** Which parts of the engine are in use; every choice decides the same, at another price. */
export interface Tactics {
  readonly polarity: boolean;
  readonly guessing: boolean;
  readonly forcedRuns: boolean;
  readonly estimates: boolean;
  /** Keep what a certificate needs. */
  readonly certify: boolean;
}

/** Values by key index; a key that is absent may have any value or none. */
export type Model = ReadonlyMap<number, string | undefined>;

export type Outcome =
  | { readonly kind: 'none'; readonly certificate: Certificate | undefined }
  | { readonly kind: 'model'; readonly model: Model; readonly shortest: boolean }
  | { readonly kind: 'spent' };

const CONSTANT: Certificate = { kind: 'constant' };
const NOT_KEPT: Outcome = { kind: 'none', certificate: undefined };

/**
 * Finds a model of a residual whose values are shortest in key order: no model has a shorter first value, none with the
 * same length there a shorter second one, and so on; a missing or unconstrained key counts as length 0, and missing is
 * tried before the empty value.
 *
 * One key at a time: the values of the first key leave finitely many residuals over the others, each solved once. No
 * product of the keys is built and no disjunctive form over them.
 */
export class Solver {
  private readonly outcomes = new Map<Residual, Outcome>();

  private readonly budget: Budget;

  constructor(
    private readonly question: Question,
    maxNodes: number,
    private readonly tactics: Tactics,
  ) {
    this.budget = { left: maxNodes, spent: 0 };
  }

  /** Product states stored so far. */
  get spent(): number {
    return this.budget.spent;
  }

  /** @param cutoff longest value of the first key that is of interest */
  solve(root: Residual, cutoff = Infinity): Outcome {
    if (root.kind === 'true') return { kind: 'model', model: new Map(), shortest: true };
    if (root.kind === 'false') return { kind: 'none', certificate: CONSTANT };
    const known = this.outcomes.get(root);
    if (known !== undefined) return known;
    const outcome = this.solveKey(root, root.first, cutoff);
    if (cutoff === Infinity) this.outcomes.set(root, outcome);
    return outcome;
  }

  private solveKey(root: Residual, key: number, cutoff: number): Outcome {
    const { store } = this.question;
    const bit = this.question.missing(key);
    const absent = store.restrict(root, (variable) => {
      if (variable === bit) return 1;
      return this.question.atoms[variable]!.key === key ? 0 : undefined;
    });
    const given = store.restrict(root, (variable) => (variable === bit ? 0 : undefined));

    const withoutKey = this.solve(absent);
    let best: Model | undefined;
    let complete = withoutKey.kind !== 'spent';
    if (withoutKey.kind === 'model') {
      best = new Map([[key, undefined], ...withoutKey.model]);
      complete = withoutKey.shortest;
    }

    const search = this.search(given, key, cutoff);
    for (;;) {
      const exit = search.next();
      if (exit === 'spent') complete = false;
      if (exit === 'done' || exit === 'spent') break;
      if (best !== undefined && exit.word.length > (best.get(key)?.length ?? 0)) break;
      const rest = this.solve(exit.rest);
      if (rest.kind === 'spent') complete = false;
      if (rest.kind !== 'model') continue;
      complete &&= rest.shortest;
      const model: Model = new Map([[key, exit.word], ...rest.model]);
      if (best === undefined || isShorter(model, best, this.question.keys.length)) best = model;
      if (exit.rest.kind === 'true') break;
    }
    if (best !== undefined) return { kind: 'model', model: best, shortest: complete };
    if (!complete) return { kind: 'spent' };
    if (!this.tactics.certify || withoutKey.kind !== 'none') return NOT_KEPT;
    return { kind: 'none', certificate: this.certificate(key, search, withoutKey.certificate) };
  }

  private search(given: Residual, key: number, cutoff: number): KeySearch {
    const { polarity, guessing, forcedRuns, estimates, certify } = this.tactics;
    const product = new Product(this.question, key, given, guessing && !certify);
    const alphabet = new Alphabet(product, signsOf(given).keys(), key, polarity);
    return new KeySearch(product, alphabet, given, this.budget, {
      forcedRuns: forcedRuns && !certify,
      estimates,
      keepSettled: certify,
      cutoff,
    });
  }

  private certificate(
    key: number,
    search: KeySearch,
    missing: Certificate | undefined,
  ): Certificate | undefined {
    if (missing === undefined) return undefined;
    const words: { word: string; rest: Certificate }[] = [];
    for (const { word, rest } of search.states()) {
      const outcome = this.solve(rest);
      if (outcome.kind !== 'none' || outcome.certificate === undefined) return undefined;
      words.push({ word, rest: outcome.certificate });
    }
    return { kind: 'states', key: this.question.keys[key]!, missing, words };
  }
}

/** Whether the values of `a` are shorter than those of `b`, the first key first; at a tie, whether it names fewer keys. */
export function isShorter(a: Model, b: Model, keys: number): boolean {
  for (let key = 0; key < keys; key++) {
    const difference = (a.get(key)?.length ?? 0) - (b.get(key)?.length ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return a.size < b.size;
}
