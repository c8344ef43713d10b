import type { Alphabet } from './alphabet';
import type { Frame } from './frame';
import type { Product } from './product';
import type { Residual } from './residual';

/** A value for the key and what it leaves to the other keys. */
export interface Exit {
  readonly word: string;
  readonly rest: Residual;
}

/** Nodes left to spend, shared by all searches of one decision. */
export interface Budget {
  left: number;
  spent: number;
}

export interface SearchOptions {
  /** Follow states with one possible letter without storing them. */
  readonly forcedRuns: boolean;
  /** Use lower bounds on the remaining length to order the search. */
  readonly estimates: boolean;
  /** Store states that no longer depend on the key as well; a certificate lists them. */
  readonly keepSettled: boolean;
  /** Values longer than this are of no interest. */
  readonly cutoff: number;
}

interface Node {
  readonly frame: Frame;
  readonly states: readonly number[];
  parent: number;
  /** Letters between the parent and this node. */
  letters: string;
  depth: number;
  open: boolean;
}

interface Leaf {
  readonly parent: number;
  readonly letters: string;
  readonly rest: Residual;
}

const MAX_FORCED_RUN = 64;
/** Far below what any engine allows a function to take. */
const MAX_ARGUMENTS = 4096;

/**
 * Shortest-first search over the values of one key, one exit for each distinct residual that a value may leave.
 *
 * Nodes are expanded in order of depth plus a lower bound on what is still needed (A* with buckets), so exits appear in
 * order of length, and the first exit with a given residual is a shortest value that leaves it. Without estimates it is
 * breadth-first. A node reached again by a shorter way is opened again, so the bounds need not be consistent.
 *
 * @see P. E. Hart, N. J. Nilsson, B. Raphael, A formal basis for the heuristic determination of minimum cost paths,
 *   doi 10.1109/TSSC.1968.300136
 */
export class KeySearch {
  private readonly nodes: Node[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly leaves: Leaf[] = [];
  private readonly reported = new Set<Residual>();
  /** By total length: node numbers, and leaves as -1 - number. */
  private readonly buckets: number[][] = [];
  private bucket = 0;

  constructor(
    private readonly product: Product,
    private readonly alphabet: Alphabet,
    root: Residual,
    private readonly budget: Budget,
    private readonly options: SearchOptions,
  ) {
    const { frame, states } = product.begin(root);
    if (frame.residual.kind !== 'false') this.place(-1, '', 0, frame, states);
  }

  /** The next exit by length; `done` when there is none, `spent` when the budget ran out before one was certain. */
  next(): Exit | 'done' | 'spent' {
    for (;;) {
      while (this.bucket < this.buckets.length && (this.buckets[this.bucket]?.length ?? 0) === 0)
        this.bucket++;
      const entry = this.buckets[this.bucket]?.pop();
      if (entry === undefined) return this.budget.left < 0 ? 'spent' : 'done';
      if (entry < 0) {
        const leaf = this.leaves[-1 - entry]!;
        if (this.reported.has(leaf.rest)) continue;
        this.reported.add(leaf.rest);
        return { word: this.wordTo(leaf.parent) + leaf.letters, rest: leaf.rest };
      }
      if (this.budget.left < 0) return 'spent';
      const node = this.nodes[entry]!;
      if (!node.open) continue;
      node.open = false;
      this.expand(entry, node);
    }
  }

  /** A word for every product state met so far, and what it leaves to the other keys. */
  states(): readonly Exit[] {
    return this.nodes.map(({ frame, states }, number) => ({
      word: this.wordTo(number),
      rest: this.product.ending(frame, states),
    }));
  }

  private expand(number: number, { frame, states, depth }: Node): void {
    // Backwards, because of equals the last one stored is expanded first.
    for (const unit of this.alphabet.letters(frame, states).toReversed()) {
      const forks = frame.guessing.length === 0 ? 0 : this.product.forks(frame, states, unit);
      const letter = String.fromCharCode(unit);
      // All subsets of `forks`, the empty one last.
      for (let stay = forks; ; stay = (stay - 1) & forks) {
        const next: number[] = [];
        const target = this.product.step(frame, states, unit, stay, next);
        if (target !== undefined) this.place(number, letter, depth + 1, target, next);
        if (stay === 0) break;
      }
    }
  }

  /** Takes up a state unless it is known; `states` becomes the search's own. */
  private place(parent: number, path: string, start: number, first: Frame, states: number[]): void {
    let frame = first;
    let letters = path;
    let depth = start;
    for (let run = 0; ; run++) {
      const rest = this.product.ending(frame, states);
      if (rest.kind !== 'false' && depth <= this.options.cutoff && !this.reported.has(rest)) {
        this.leaves.push({ parent, letters, rest });
        this.push(depth, -this.leaves.length);
      }
      // A satisfied formula gains nothing from more letters, a frame without atoms cannot tell them apart.
      if (rest.kind === 'true' || (frame.variables.length === 0 && !this.options.keepSettled)) return;
      if (!this.options.forcedRuns || run === MAX_FORCED_RUN) break;
      const unit = this.alphabet.only(frame, states);
      if (unit < 0 || (frame.guessing.length > 0 && this.product.forks(frame, states, unit) !== 0)) break;
      const next = this.product.step(frame, states, unit, 0, states);
      if (next === undefined) return;
      frame = next;
      letters += String.fromCharCode(unit);
      depth++;
    }
    const total = depth + (this.options.estimates ? this.product.estimate(frame, states) : 0);
    if (total > this.options.cutoff || total === Infinity) return;
    const name = nameOf(frame, states);
    const known = this.numbers.get(name);
    if (known !== undefined) {
      const node = this.nodes[known]!;
      if (node.depth <= depth) return;
      Object.assign(node, { parent, letters, depth, open: true });
      this.push(total, known);
      return;
    }
    // Storage is what a budget bounds: a state with very many open atoms counts as several.
    const charge = 1 + (states.length >>> 8);
    this.budget.left -= charge;
    this.budget.spent += charge;
    this.numbers.set(name, this.nodes.length);
    this.nodes.push({ frame, states, parent, letters, depth, open: true });
    this.push(total, this.nodes.length - 1);
  }

  private push(total: number, entry: number): void {
    const bucket = this.buckets[total];
    if (bucket === undefined) this.buckets[total] = [entry];
    else bucket.push(entry);
    if (total < this.bucket) this.bucket = total;
  }

  private wordTo(number: number): string {
    const pieces: string[] = [];
    for (let at = number; at >= 0; at = this.nodes[at]!.parent) pieces.push(this.nodes[at]!.letters);
    return pieces.toReversed().join('');
  }
}

/** A name that two states share iff they have the same frame and the same matcher states. */
function nameOf(frame: Frame, states: readonly number[]): string {
  const units = [frame.id & 0xffff, frame.id >>> 16];
  for (const state of states) {
    if (state < 0xffff) units.push(state);
    else units.push(0xffff, state & 0xffff, state >>> 16);
  }
  return units.length < MAX_ARGUMENTS ? String.fromCharCode.apply(null, units) : units.join();
}
