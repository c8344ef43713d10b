import { RefgateError } from '../../errors';
import type { Value } from './value';
import { weightOf } from './weight';

/** The evaluation was stopped. `try` and `can` do not catch it. */
export class BudgetExceeded extends RefgateError {}

const DEEPEST = 800;

/** Of a value, in the units of {@link weightOf}: eight million characters, or two million numbers. */
const HEAVIEST = 2_000_000;

/** How much work one artifact may cause. One step is about one expression evaluated. */
export class Budget {
  private depth = 0;

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
