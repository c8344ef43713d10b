import { RefgateError } from '../../errors';
import { findUnknown, LooselyTyped, Unknown, type Value } from './value';
import { weightOf } from './weight';

/** The evaluation was stopped. `try` and `can` do not catch it. */
export class BudgetExceeded extends RefgateError {}

const DEEPEST = 500;

/** Of a value, in the units of {@link weightOf}: eight million characters, or two million numbers. */
const HEAVIEST = 2_000_000;

/** How much work one artifact may cause. One step is about one expression evaluated. */
export class Budget {
  private depth = 0;
  private unknowns = 0;
  private doubts = 0;

  /** @param steps how many steps are left */
  constructor(private steps: number) {}

  /** @throws {BudgetExceeded} */
  spend(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) {
      throw new BudgetExceeded({
        code: 'ERR_TERRAFORM',
        message: 'the configuration takes too many steps to evaluate',
      });
    }
  }

  /**
   * Refuses a value that would take too long to go through.
   * @returns the value
   * @throws {BudgetExceeded}
   */
  carry<T extends Value>(value: T): T {
    if (weightOf(value) > HEAVIEST) {
      throw new BudgetExceeded({
        code: 'ERR_TERRAFORM',
        message: 'the configuration builds a value that is too large',
      });
    }
    return value;
  }

  /**
   * Evaluates an expression, and notes where something known comes out of a part that is not known: Terraform may refuse that part.
   * @param selects the expression takes a part of what is there, and computes nothing
   */
  evaluating(work: () => Value, selects: boolean): Value {
    const before = this.unknowns;
    const value = work();
    if (selects && !(value instanceof Unknown)) this.unknowns = before;
    else if (this.unknowns > before && !(value instanceof Unknown)) {
      this.spend(Math.ceil(weightOf(value) / 20));
      if (findUnknown(value) === undefined) this.doubts += 1;
    }
    if (value instanceof Unknown && !(value instanceof LooselyTyped)) this.unknowns += 1;
    return value;
  }

  /** Runs `work`, and says whether Terraform may refuse what has a value here. */
  doubting<T>(work: () => T): { readonly result: T; readonly mayBeRefused: boolean } {
    const before = this.doubts;
    const result = work();
    return { result, mayBeRefused: this.doubts > before };
  }

  /** Runs `work` on another expression, which Terraform refuses by itself. */
  aside<T>(work: () => T): T {
    const before = [this.unknowns, this.doubts] as const;
    try {
      return work();
    } finally {
      [this.unknowns, this.doubts] = before;
    }
  }

  /** Runs `work` one level deeper. @throws {BudgetExceeded} when references or brackets nest too deep */
  deeper<T>(work: () => T): T {
    this.depth += 1;
    try {
      if (this.depth > DEEPEST) {
        throw new BudgetExceeded({
          code: 'ERR_TERRAFORM',
          message: `the expressions refer to each other more than ${DEEPEST} levels deep`,
        });
      }
      this.spend(1);
      return work();
    } finally {
      this.depth -= 1;
    }
  }
}
