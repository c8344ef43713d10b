import { RefgateError } from '../../errors';

/** The evaluation was stopped. `try` and `can` do not catch it. */
export class BudgetExceeded extends RefgateError {}

const DEEPEST = 800;

/** How much work one artifact may cause. One step is one expression evaluated or a hundred characters built. */
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
