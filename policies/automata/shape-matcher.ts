import { derivative, intervals } from './derivative';
import { ExpressionStore, type Expression } from './expression';
import { letterClass, type LetterClass } from './letter-class';
import { ALL, DEAD, type Matcher } from './matcher';
import type { Shape } from './shape';
import type { UnitSet } from './unit-set';

/** A class of letters with the state they all lead to. */
export interface Branch {
  readonly target: number;
  readonly letters: LetterClass;
}

interface State {
  readonly expression: Expression;
  readonly branches: readonly Branch[];
  /** First unit of each interval, and the target of that interval. */
  readonly starts: readonly number[];
  readonly targets: readonly number[];
  /** Targets of the first 128 units, the ones nearly every word is made of. */
  readonly ascii: Int32Array;
}

const NO_LETTERS: readonly number[] = [];
const matchers = new WeakMap<Shape, ShapeMatcher>();

/** The automaton of a shape, kept as long as the shape object lives: a universe is compiled once. */
export function shapeMatcher(shape: Shape): ShapeMatcher {
  const known = matchers.get(shape);
  if (known !== undefined) return known;
  const made = new ShapeMatcher(shape);
  matchers.set(shape, made);
  return made;
}

/**
 * The deterministic automaton of a shape by symbolic Brzozowski derivatives, grown as it is walked.
 *
 * A state is an expression; its letters fall into classes with the same derivative. `DEAD` and `ALL` are recognised
 * where the normal form shows them. Cost: a new state is linear in its expression times its intervals, a step a table
 * read or a binary search. Complement and intersection are free to state and can be exponential to walk.
 */
export class ShapeMatcher implements Matcher {
  readonly start: number;
  private readonly store = new ExpressionStore();
  private readonly numbers = new Map<Expression, number>();
  private readonly expressions: Expression[] = [];
  private readonly states: (State | undefined)[] = [];

  constructor(shape: Shape) {
    this.start = this.number(this.store.of(shape));
  }

  step(state: number, unit: number): number {
    const { ascii, starts, targets } = this.state(state);
    if (unit < 128) return ascii[unit]!;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= unit) low = middle;
      else high = middle - 1;
    }
    return targets[low]!;
  }

  accepts(state: number): boolean {
    return this.expressions[state]!.nullable;
  }

  remaining(): number {
    return 0;
  }

  letters(): readonly number[] {
    return NO_LETTERS;
  }

  strict(): boolean {
    return false;
  }

  /** The letters out of `state`, by where they lead; together they are all letters. */
  branches(state: number): readonly Branch[] {
    return this.state(state).branches;
  }

  private state(state: number): State {
    return (this.states[state] ??= this.expand(this.expressions[state]!));
  }

  private expand(expression: Expression): State {
    const starts = intervals(expression);
    const targets = starts.map((unit) => this.number(derivative(this.store, expression, unit)));
    const byTarget = new Map<number, number[]>();
    const ascii = new Int32Array(128);
    for (const [i, first] of starts.entries()) {
      const last = (starts[i + 1] ?? 0x10000) - 1;
      const target = targets[i]!;
      ascii.fill(target, Math.min(first, 128), Math.min(last + 1, 128));
      const ranges = byTarget.get(target) ?? [];
      if (ranges.at(-1) === first - 1) ranges[ranges.length - 1] = last;
      else ranges.push(first, last);
      byTarget.set(target, ranges);
    }
    const branches = [...byTarget].map(([target, ranges]) => ({
      target,
      letters: letterClass(ranges as UnitSet),
    }));
    return { expression, branches, starts, targets, ascii };
  }

  private number(expression: Expression): number {
    if (expression === this.store.none) return DEAD;
    if (expression === this.store.all) return ALL;
    const known = this.numbers.get(expression);
    if (known !== undefined) return known;
    const number = this.expressions.length;
    this.expressions.push(expression);
    this.numbers.set(expression, number);
    return number;
  }
}
