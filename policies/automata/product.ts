import { ChainMatcher } from './chain-matcher';
import { frameOf, type Frame, type Variables } from './frame';
import { ALL, DEAD, type GuessingMatcher, type Matcher } from './matcher';
import { PositionMatcher } from './position-matcher';
import { programOf } from './program';
import type { Question } from './question';
import { signsOf, type Residual, type Truth } from './residual';
import { shapeMatcher } from './shape-matcher';
import { SubsetMatcher } from './subset-matcher';
import { WordsMatcher } from './words-matcher';

/** At most so many atoms of a key guess at a time: every one of them may double the successors. */
const MAX_GUESSING = 3;

/**
 * The product of the automata of one key, with the residual of the formula in the state: an atom whose automaton can
 * no longer change its mind is folded into the residual and forgotten.
 *
 * Cost: a step is one table read per open atom; folding is linear in the residual.
 */
export class Product implements Variables {
  private readonly frames = new Map<Residual, Frame>();
  private readonly matchers = new Map<number, Matcher>();
  private readonly guessed = new Set<number>();
  /** Matcher state by variable, filled in before the residual is walked. */
  private readonly current: number[] = [];

  constructor(
    readonly question: Question,
    readonly key: number,
    root: Residual,
    guess: boolean,
  ) {
    if (guess) this.chooseGuessing(root);
  }

  /** The frame of a residual and the start states of its slots. */
  begin(root: Residual): { readonly frame: Frame; readonly states: number[] } {
    const settled = this.question.store.restrict(root, (variable) => {
      if (!this.owns(variable)) return undefined;
      return truthOf(this.matcher(variable).start);
    });
    const frame = this.frame(settled);
    return { frame, states: frame.matchers.map((matcher) => matcher.start) };
  }

  /**
   * Reads a letter. `states` may be `out`. Slots in `stay` (a bit set over `frame.guessing`) keep their state.
   * Returns the frame of the new states in `out`, or undefined when no continuation can satisfy the residual.
   */
  step(
    frame: Frame,
    states: readonly number[],
    unit: number,
    stay: number,
    out: number[],
  ): Frame | undefined {
    const { matchers, demands, guessing } = frame;
    let settled = false;
    for (let slot = 0; slot < matchers.length; slot++) {
      const stays = stay !== 0 && guessing.some((guess, bit) => guess === slot && ((stay >> bit) & 1) === 1);
      const next = stays ? states[slot]! : matchers[slot]!.step(states[slot]!, unit);
      if (next < 0) {
        if (demands[slot] === (next === DEAD ? 1 : 2)) return undefined;
        settled = true;
      }
      out[slot] = next;
    }
    return settled ? this.settle(frame, out) : frame;
  }

  /** The bit set of guessing slots that may also stay where they are on this letter. */
  forks(frame: Frame, states: readonly number[], unit: number): number {
    let bits = 0;
    for (const [i, slot] of frame.guessing.entries()) {
      if ((frame.matchers[slot] as GuessingMatcher).fork(states[slot]!, unit) !== DEAD) bits |= 1 << i;
    }
    return bits;
  }

  /** What remains to be satisfied by the other keys if the word ends here. */
  ending(frame: Frame, states: readonly number[]): Residual {
    const { residual, variables, matchers, demands } = frame;
    if (variables.length === 0) return residual;
    for (let slot = 0; slot < demands.length; slot++) {
      if (demands[slot] !== 0 && matchers[slot]!.accepts(states[slot]!) !== (demands[slot] === 1)) {
        return this.question.store.no;
      }
    }
    for (const [slot, variable] of variables.entries()) this.current[variable] = states[slot]!;
    return this.question.store.restrict(residual, (variable) => {
      if (!this.owns(variable)) return undefined;
      return this.matcher(variable).accepts(this.current[variable]!) ? 1 : 0;
    });
  }

  /** A lower bound on the letters still needed, never too large. */
  estimate(frame: Frame, states: readonly number[]): number {
    if (!frame.residual.positive) return 0;
    for (const [slot, variable] of frame.variables.entries()) this.current[variable] = states[slot]!;
    return this.needed(frame.residual);
  }

  matcher(variable: number): Matcher {
    const known = this.matchers.get(variable);
    if (known !== undefined) return known;
    const made = this.makeMatcher(variable);
    this.matchers.set(variable, made);
    return made;
  }

  private needed(node: Residual): number {
    if (!node.positive) return 0;
    if (node.kind === 'literal') {
      return this.owns(node.variable)
        ? this.matcher(node.variable).remaining(this.current[node.variable]!)
        : 0;
    }
    let bound = node.kind === 'and' ? 0 : Infinity;
    for (const part of node.parts) {
      const length = this.needed(part);
      if (node.kind === 'and') bound = Math.max(bound, length);
      else if ((bound = Math.min(bound, length)) === 0) return 0;
    }
    return bound;
  }

  private settle(frame: Frame, out: number[]): Frame | undefined {
    const { variables } = frame;
    for (const [slot, variable] of variables.entries()) this.current[variable] = out[slot]!;
    const residual = this.question.store.restrict(frame.residual, (variable) =>
      this.owns(variable) ? truthOf(this.current[variable]!) : undefined,
    );
    if (residual.kind === 'false') return undefined;
    const next = this.frame(residual);
    out.length = next.variables.length;
    for (const [slot, variable] of next.variables.entries()) out[slot] = this.current[variable]!;
    return next;
  }

  private frame(residual: Residual): Frame {
    const known = this.frames.get(residual);
    if (known !== undefined) return known;
    const made = frameOf(this.frames.size, residual, this);
    this.frames.set(residual, made);
    return made;
  }

  isShape(variable: number): boolean {
    return this.question.atoms[variable]!.kind === 'shape';
  }

  guesses(variable: number): boolean {
    return this.guessed.has(variable);
  }

  owns(variable: number): boolean {
    const atom = this.question.atoms[variable]!;
    return atom.key === this.key && atom.kind !== 'missing';
  }

  private makeMatcher(variable: number): Matcher {
    const atom = this.question.atoms[variable]!;
    if (atom.kind === 'shape') return shapeMatcher(atom.shape);
    if (atom.kind === 'words') return new WordsMatcher(atom.words);
    if (atom.kind !== 'glob') throw new TypeError('ERR_INTERNAL: a missing bit has no matcher');
    const program = programOf(atom.pattern);
    if (!program.branching) return new ChainMatcher(program);
    return this.guessed.has(variable) ? new PositionMatcher(program) : new SubsetMatcher(program);
  }

  private chooseGuessing(root: Residual): void {
    for (const [variable, sign] of signsOf(root)) {
      const atom = this.question.atoms[variable]!;
      if (sign !== 1 || atom.kind !== 'glob' || !this.owns(variable)) continue;
      if (this.guessed.size < MAX_GUESSING && programOf(atom.pattern).branching) this.guessed.add(variable);
    }
  }
}

function truthOf(state: number): Truth {
  return state === DEAD ? 0 : state === ALL ? 1 : undefined;
}
