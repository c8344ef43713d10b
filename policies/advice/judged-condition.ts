import type { ConditionTrace } from '../evaluate/index';
import type { Condition } from '../trust/index';

/** A condition of a statement, and how it came out. */
export interface JudgedCondition {
  readonly condition: Condition;
  readonly trace: ConditionTrace;
  /** All conditions of the statement. */
  readonly beside: readonly Condition[];
}

/** `sub` of `gitlab.com:sub`. */
export function claimOf({ key }: Pick<Condition, 'key'>): string {
  return key.slice(key.lastIndexOf(':') + 1).toLowerCase();
}
