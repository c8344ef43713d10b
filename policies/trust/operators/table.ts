import { compileLanguage, hasVariables, hasWildcards, landmarksOf, type OperatorLanguage } from './language';
import type { Comparison } from './numeric';
import type { Operator, OperatorRow } from './operator';

const row = (language: OperatorLanguage): OperatorRow => ({ language, negated: false });
const not = (language: OperatorLanguage): OperatorRow => ({ language, negated: true });

const EQUALS = { kind: 'text', fold: 'none', wildcards: false } as const;
const EQUALS_IGNORE_CASE = { kind: 'text', fold: 'lower', wildcards: false } as const;
const LIKE = { kind: 'text', fold: 'none', wildcards: true } as const;
const ARN = { kind: 'arn' } as const;
const NETWORK = { kind: 'network' } as const;
const number = (comparison: Comparison) => ({ kind: 'order', of: 'number', comparison }) as const;
const date = (comparison: Comparison) => ({ kind: 'order', of: 'date', comparison }) as const;

/**
 * Every condition operator of IAM, one row each. `IfExists` and the set quantifiers are not rows: they treat all rows alike.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const TABLE = {
  StringEquals: row(EQUALS),
  StringNotEquals: not(EQUALS),
  StringEqualsIgnoreCase: row(EQUALS_IGNORE_CASE),
  StringNotEqualsIgnoreCase: not(EQUALS_IGNORE_CASE),
  StringLike: row(LIKE),
  StringNotLike: not(LIKE),
  ArnEquals: row(ARN),
  ArnLike: row(ARN),
  ArnNotEquals: not(ARN),
  ArnNotLike: not(ARN),
  NumericEquals: row(number('equals')),
  NumericNotEquals: not(number('equals')),
  NumericLessThan: row(number('less')),
  NumericLessThanEquals: row(number('less_or_equal')),
  NumericGreaterThan: row(number('greater')),
  NumericGreaterThanEquals: row(number('greater_or_equal')),
  DateEquals: row(date('equals')),
  DateNotEquals: not(date('equals')),
  DateLessThan: row(date('less')),
  DateLessThanEquals: row(date('less_or_equal')),
  DateGreaterThan: row(date('greater')),
  DateGreaterThanEquals: row(date('greater_or_equal')),
  Bool: row({ kind: 'truth' }),
  BinaryEquals: row({ kind: 'bytes' }),
  IpAddress: row(NETWORK),
  NotIpAddress: not(NETWORK),
  Null: row({ kind: 'presence' }),
} satisfies Record<string, OperatorRow>;

export type BaseOperator = keyof typeof TABLE;

export const OPERATOR_NAMES = Object.keys(TABLE) as readonly BaseOperator[];

const OPERATORS = Object.fromEntries(
  OPERATOR_NAMES.map((name) => [name, operatorOf(name, TABLE[name])]),
) as Readonly<Record<BaseOperator, Operator>>;

/** What follows from a row. */
export function operatorOf(name: string, { language, negated }: OperatorRow): Operator {
  return {
    name,
    language,
    negated,
    wildcards: hasWildcards(language),
    variables: hasVariables(language),
    compile: (values, syntax) => compileLanguage(language, negated, values, syntax),
    landmarks: landmarksOf(language),
  };
}

/** The operator of a name. */
export function operator(name: BaseOperator): Operator {
  return OPERATORS[name];
}

/** An operator as it is in a policy, taken apart. */
export interface OperatorForm {
  readonly base: BaseOperator;
  readonly ifExists: boolean;
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
}

/** Takes `ForAnyValue:StringLikeIfExists` apart; `undefined` when IAM has no such operator (`NullIfExists` is none). */
export function parseOperator(name: string): OperatorForm | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  if (match === null) return undefined;
  const [, quantifier, base, ifExists] = match;
  if (base === undefined || !Object.hasOwn(TABLE, base)) return undefined;
  const takesIfExists = operator(base as BaseOperator).language.kind !== 'presence';
  if (!takesIfExists && ifExists !== undefined) return undefined;
  const form = { base: base as BaseOperator, ifExists: ifExists !== undefined };
  return quantifier === undefined
    ? form
    : { ...form, quantifier: quantifier as 'ForAllValues' | 'ForAnyValue' };
}
