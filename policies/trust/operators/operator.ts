import type { PatternSyntax, VariableLookup } from '../pattern';

/** Judges one request value, the operator's negation included; `undefined` when nobody can tell. */
export type ValueTest = (value: string, lookup: VariableLookup) => boolean | undefined;

/** A condition's values made ready for many requests, or why refgate cannot say what AWS would make of them. */
export type CompiledValues =
  { readonly ok: true; readonly test: ValueTest } | { readonly ok: false; readonly reason: string };

export type OperatorFamily = 'string' | 'arn' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'null';

/** One row of the table of condition operators. */
export interface Operator {
  readonly name: string;
  readonly family: OperatorFamily;
  /** `true`: holds for a missing key, and when *no* value matches. */
  readonly negated: boolean;
  /** `*` and `?` in a value are wildcards. */
  readonly wildcards: boolean;
  /** `${…}` in a value is a policy variable (under version 2012-10-17). */
  readonly variables: boolean;
  readonly compile: (values: readonly string[], syntax: PatternSyntax) => CompiledValues;
  /**
   * Texts that stand for all: operators of the family, given any of these values, judge every text as they judge one of the
   * landmarks. `undefined` when no such texts can be named. Values that the family cannot read are passed over.
   */
  readonly landmarks?: (values: readonly string[]) => readonly string[] | undefined;
}
