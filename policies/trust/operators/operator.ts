import type { PatternSyntax } from '../pattern';
import type { CompiledValues } from './compiled-values';
import type { OperatorLanguage } from './language';

/** One row of the table of condition operators: all that refgate knows about it. */
export interface OperatorRow {
  readonly language: OperatorLanguage;
  /** `true`: holds for a missing key, and when *no* value matches. */
  readonly negated: boolean;
}

/** A condition operator, with what follows from its row. */
export interface Operator extends OperatorRow {
  readonly name: string;
  /** `*` and `?` in a value are wildcards. */
  readonly wildcards: boolean;
  /** `${…}` in a value is a policy variable (under version 2012-10-17). */
  readonly variables: boolean;
  readonly compile: (values: readonly string[], syntax: PatternSyntax) => CompiledValues;
  /**
   * Texts that stand for all: operators of one order, given any of these values, judge every text as they judge one of the
   * landmarks. `undefined` when no such texts can be named. Values that cannot be read are passed over.
   */
  readonly landmarks: ((values: readonly string[]) => readonly string[] | undefined) | undefined;
}
