import { unreachable } from '../../errors';
import type { PatternSyntax } from '../pattern';
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
import type { CompiledValues } from './compiled-values';
import { compileString } from './string';

/**
 * The set of request values that one value of a condition stands for, before negation, as data. The evaluator's test and the prover's
 * language are both built from it, by code that does not know each other.
 */
export type OperatorLanguage =
  /** The same text; `wildcards`: `*` and `?` are wildcards. `fold: 'lower'`: both in lower case, which no operator has with wildcards. */
  | { readonly kind: 'text'; readonly fold: 'none'; readonly wildcards: boolean }
  | { readonly kind: 'text'; readonly fold: 'lower'; readonly wildcards: false }
  /** An ARN whose six parts match, with wildcards. */
  | { readonly kind: 'arn' }
  /** A number or a point in time that compares so. */
  | { readonly kind: 'order'; readonly of: 'number' | 'date'; readonly comparison: Comparison }
  /** `true` in any case, or anything else. */
  | { readonly kind: 'truth' }
  /** The same bytes in base64. */
  | { readonly kind: 'bytes' }
  /** An address in the network. */
  | { readonly kind: 'network' }
  /** Not the value is compared but whether there is one. */
  | { readonly kind: 'presence' };

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

/** The test of one request value, the negation included. */
export function compileLanguage(
  language: OperatorLanguage,
  negated: boolean,
  values: readonly string[],
  syntax: PatternSyntax,
): CompiledValues {
  switch (language.kind) {
    case 'text':
      return compileString(values, syntax, { negated, fold: language.fold });
    case 'arn':
      return compileArn(values, syntax, negated);
    case 'order': {
      const { comparison } = language;
      return language.of === 'number'
        ? compileOrdered(values, { comparison, negated, order: NUMBERS, what: 'a decimal number' })
        : compileOrdered(values, {
            comparison,
            negated,
            order: DATES,
            what: 'an ISO 8601 date or epoch second',
          });
    }
    case 'truth':
      return negate(compileBool(values), negated);
    case 'bytes':
      return negate(compileBinary(values), negated);
    case 'network':
      return compileIp(values, negated);
    case 'presence':
      return negate(compileNull(values), negated);
    default:
      return unreachable(language);
  }
}

function negate(compiled: CompiledValues, negated: boolean): CompiledValues {
  if (!compiled.ok || !negated) return compiled;
  const { test } = compiled;
  return {
    ok: true,
    test: (value, lookup) => {
      const answer = test(value, lookup);
      return answer === undefined ? undefined : !answer;
    },
  };
}

/** Whether `*` and `?` in a value are wildcards. */
export function hasWildcards(language: OperatorLanguage): boolean {
  return language.kind === 'arn' || (language.kind === 'text' && language.wildcards);
}

/** Whether `${…}` in a value is a policy variable. */
export function hasVariables({ kind }: OperatorLanguage): boolean {
  return kind === 'arn' || kind === 'text';
}

/** Texts that stand for all, see {@link Operator.landmarks}. */
export function landmarksOf(
  language: OperatorLanguage,
): ((values: readonly string[]) => readonly string[] | undefined) | undefined {
  switch (language.kind) {
    case 'order':
      return language.of === 'number'
        ? (values) => orderedLandmarks(values, NUMBERS)
        : (values) => orderedLandmarks(values, DATES);
    case 'network':
      return ipLandmarks;
    case 'text':
    case 'arn':
    case 'truth':
    case 'bytes':
    case 'presence':
      return undefined;
    default:
      return unreachable(language);
  }
}
