import { compileArn } from './arn';
import { compileBinary } from './binary';
import { compileBool } from './bool';
import { dateBetween, parseDate } from './date';
import { compileIp, ipLandmarks } from './ip';
import { orderedLandmarks, type Ordering } from './landmarks';
import { compileNull } from './null';
import {
  compareDecimals,
  compileOrdered,
  decimalBetween,
  parseDecimal,
  type Comparison,
  type Decimal,
} from './numeric';
import type { Operator } from './operator';
import { compileString } from './string';

const text = { family: 'string', variables: true } as const;
const arn = { family: 'arn', variables: true, wildcards: true } as const;
const plain = { variables: false, wildcards: false } as const;
const NUMBERS: Ordering<Decimal> = {
  parse: parseDecimal,
  compare: compareDecimals,
  between: decimalBetween,
  discrete: false,
};
const DATES: Ordering<number> = {
  parse: parseDate,
  compare: (a, b) => a - b,
  between: dateBetween,
  discrete: true,
};
const ip = { family: 'ip', ...plain, landmarks: ipLandmarks } as const;

function numeric(comparison: Comparison): Omit<Operator, 'name'> {
  return {
    family: 'numeric',
    negated: comparison === 'not_equals',
    ...plain,
    compile: (values) => compileOrdered(values, comparison, parseDecimal, compareDecimals, 'decimal number'),
    landmarks: (values) => orderedLandmarks(values, NUMBERS),
  };
}

function date(comparison: Comparison): Omit<Operator, 'name'> {
  return {
    family: 'date',
    negated: comparison === 'not_equals',
    ...plain,
    compile: (values) =>
      compileOrdered(values, comparison, parseDate, DATES.compare, 'ISO 8601 date or epoch second'),
    landmarks: (values) => orderedLandmarks(values, DATES),
  };
}

/**
 * Every condition operator of IAM, one row each. `IfExists` and the set quantifiers are not rows: they treat all rows alike.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const TABLE = {
  StringEquals: {
    ...text,
    negated: false,
    wildcards: false,
    compile: (v, s) => compileString(v, s, { negated: false, ignoreCase: false }),
  },
  StringNotEquals: {
    ...text,
    negated: true,
    wildcards: false,
    compile: (v, s) => compileString(v, s, { negated: true, ignoreCase: false }),
  },
  StringEqualsIgnoreCase: {
    ...text,
    negated: false,
    wildcards: false,
    compile: (v, s) => compileString(v, s, { negated: false, ignoreCase: true }),
  },
  StringNotEqualsIgnoreCase: {
    ...text,
    negated: true,
    wildcards: false,
    compile: (v, s) => compileString(v, s, { negated: true, ignoreCase: true }),
  },
  StringLike: {
    ...text,
    negated: false,
    wildcards: true,
    compile: (v, s) => compileString(v, s, { negated: false, ignoreCase: false }),
  },
  StringNotLike: {
    ...text,
    negated: true,
    wildcards: true,
    compile: (v, s) => compileString(v, s, { negated: true, ignoreCase: false }),
  },
  ArnEquals: { ...arn, negated: false, compile: (v, s) => compileArn(v, s, false) },
  ArnLike: { ...arn, negated: false, compile: (v, s) => compileArn(v, s, false) },
  ArnNotEquals: { ...arn, negated: true, compile: (v, s) => compileArn(v, s, true) },
  ArnNotLike: { ...arn, negated: true, compile: (v, s) => compileArn(v, s, true) },
  NumericEquals: numeric('equals'),
  NumericNotEquals: numeric('not_equals'),
  NumericLessThan: numeric('less'),
  NumericLessThanEquals: numeric('less_or_equal'),
  NumericGreaterThan: numeric('greater'),
  NumericGreaterThanEquals: numeric('greater_or_equal'),
  DateEquals: date('equals'),
  DateNotEquals: date('not_equals'),
  DateLessThan: date('less'),
  DateLessThanEquals: date('less_or_equal'),
  DateGreaterThan: date('greater'),
  DateGreaterThanEquals: date('greater_or_equal'),
  Bool: { family: 'bool', negated: false, ...plain, compile: compileBool },
  BinaryEquals: { family: 'binary', negated: false, ...plain, compile: compileBinary },
  IpAddress: { ...ip, negated: false, compile: (v) => compileIp(v, false) },
  NotIpAddress: { ...ip, negated: true, compile: (v) => compileIp(v, true) },
  Null: { family: 'null', negated: false, ...plain, compile: compileNull },
} satisfies Record<string, Omit<Operator, 'name'>>;

export type BaseOperator = keyof typeof TABLE;

export const OPERATOR_NAMES = Object.keys(TABLE) as readonly BaseOperator[];

/** The row of an operator. */
export function operator(name: BaseOperator): Operator {
  return { name, ...(TABLE[name] as Omit<Operator, 'name'>) };
}

/** An operator as it stands in a policy, taken apart. */
export interface OperatorForm {
  readonly base: BaseOperator;
  readonly ifExists: boolean;
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
}

/** Takes `ForAnyValue:StringLikeIfExists` apart; `undefined` when IAM knows no such operator (`NullIfExists` is none). */
export function parseOperator(name: string): OperatorForm | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  if (match === null) return undefined;
  const [, quantifier, base, ifExists] = match;
  if (base === undefined || !Object.hasOwn(TABLE, base)) return undefined;
  if (base === 'Null' && ifExists !== undefined) return undefined;
  const form = { base: base as BaseOperator, ifExists: ifExists !== undefined };
  return quantifier === undefined
    ? form
    : { ...form, quantifier: quantifier as 'ForAllValues' | 'ForAnyValue' };
}
