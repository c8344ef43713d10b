import {
  ANY_STRING,
  SPECIAL,
  bothOf,
  eitherOf,
  gap,
  oneOfStrings,
  ofForms,
  type FormsOnly,
} from '../allowed-strings';
import { excludedByRegex, formsOfRegex } from '../regex-forms';
import { RefgateError } from '../../errors';
import { Budget } from './budget';
import { evaluate } from './evaluate';
import { elementsOf } from './evaluate-for';
import type { BinaryOperator, Expression } from './expression';
import { withElement, type Scope } from './scope';
import { findUnknown, toText, type Value } from './value';

type Call = Extract<Expression, { kind: 'call' }>;
type Binary = Extract<Expression, { kind: 'binary' }>;

/** Steps that one condition may take. */
export const CONDITION_STEPS = 20_000;

/**
 * The strings for which a condition holds, from its expression. What is not understood describes any string, and so does what another
 * value decides. An expression that is evaluated at all is one whose parts have a value, so that `regex(…)` tells as much as `can(regex(…))`.
 */
export class StringCondition {
  /** @param isSubject whether an expression is the string that is asked about */
  constructor(
    private readonly isSubject: (expression: Expression) => boolean,
    private readonly scope: Scope,
  ) {}

  holds(expression: Expression, is = true): FormsOnly {
    switch (expression.kind) {
      case 'unary':
        return expression.operator === '!' ? this.holds(expression.operand, !is) : ANY_STRING;
      case 'binary':
        return this.binary(expression, is);
      case 'conditional': {
        const { test, yes, no } = expression;
        const first = bothOf(this.holds(test), this.holds(yes, is));
        return eitherOf(first, bothOf(this.holds(test, false), this.holds(no, is)));
      }
      case 'call':
        return this.call(expression, is);
      default:
        return ANY_STRING;
    }
  }

  private binary(expression: Binary, is: boolean): FormsOnly {
    const { operator, left, right } = expression;
    if (operator === '&&' || operator === '||') {
      const [one, other] = [this.holds(left, is), this.holds(right, is)];
      return (operator === '&&') === is ? bothOf(one, other) : eitherOf(one, other);
    }
    return bothOf(this.compared(expression, is), this.evaluated(expression));
  }

  private compared({ operator, left, right }: Binary, is: boolean): FormsOnly {
    const isEqual = operator === '==' ? is : operator === '!=' ? !is : undefined;
    for (const [side, value] of [
      [left, this.constant(right)],
      [right, this.constant(left)],
    ] as const) {
      if (value === undefined) continue;
      if (isEqual === true && this.isSubject(side)) return equalTo(value);
      if (isEqual === true && typeof value === 'string') {
        const before = this.beginning(side, value);
        if (before !== undefined) return before;
      }
      if (typeof value === 'boolean' && isEqual !== undefined)
        return this.holds(side, isEqual ? value : !value);
      const isFound = this.countOfMatches(side, side === left ? operator : mirrored(operator), value, is);
      if (isFound !== undefined) return isFound;
    }
    return ANY_STRING;
  }

  /** `length(regexall(pattern, subject)) > 0` and its kin. */
  private countOfMatches(
    side: Expression,
    operator: BinaryOperator,
    value: Value,
    is: boolean,
  ): FormsOnly | undefined {
    if (side.kind !== 'call' || side.name !== 'length') return undefined;
    const [inner] = side.args;
    if (inner?.kind !== 'call' || inner.name !== 'regexall') return undefined;
    const pattern = this.patternOf(inner);
    if (pattern === undefined) return undefined;
    const key = `${operator} ${String(value)}`;
    const found = SOME.has(key) ? is : NONE.has(key) ? !is : undefined;
    if (found === undefined) return undefined;
    return found ? formsOfRegex(pattern, false) : { without: excludedByRegex(pattern) };
  }

  /** `substr(subject, 0, n) == value`, `split(separator, subject)[0] == value` */
  private beginning(side: Expression, value: string): FormsOnly | undefined {
    if (side.kind === 'call' && side.name === 'substr') {
      const [of, offset, length] = side.args;
      const isFirst = of !== undefined && this.isSubject(of) && this.known(offset) === 0;
      const isAscii = /^[\x20-\x7e]*$/.test(value);
      return isFirst && isAscii && this.known(length) === value.length ? startingWith(value) : undefined;
    }
    if (side.kind !== 'index' || side.of.kind !== 'call' || side.of.name !== 'split') return undefined;
    const [separator, of] = side.of.args;
    const text = this.known(separator);
    if (of === undefined || !this.isSubject(of) || this.known(side.index) !== 0) return undefined;
    return typeof text === 'string' && text !== '' ? ofForms([[value], [value + text, gap()]]) : undefined;
  }

  private call(call: Call, is: boolean): FormsOnly {
    const [first, second] = call.args;
    if (call.name === 'can' && first !== undefined) return is ? this.evaluated(first) : this.failed(first);
    // only where the others do not hold: what is false, or has no value
    if (call.name === 'try' && first !== undefined && is && this.known(second) === false)
      return this.holds(first);
    if (call.name === 'try') return ANY_STRING;
    return bothOf(this.called(call, is), this.evaluated(call));
  }

  private called({ name, args }: Call, is: boolean): FormsOnly {
    const [first, second] = args;
    if (first === undefined) return ANY_STRING;
    switch (name) {
      case 'alltrue':
      case 'anytrue':
        return this.every(first, is, (name === 'alltrue') === is);
      case 'contains':
        return is && second !== undefined && this.isSubject(second) ? listed(this.known(first)) : ANY_STRING;
      case 'startswith':
      case 'endswith':
      case 'strcontains': {
        const text = this.known(second);
        if (!this.isSubject(first) || typeof text !== 'string') return ANY_STRING;
        if (!is) return name === 'strcontains' && SPECIAL.includes(text) ? { without: text } : ANY_STRING;
        if (name === 'startswith') return startingWith(text);
        return ofForms([name === 'endswith' ? [gap(), text] : [gap(), text, gap()]]);
      }
      default:
        return ANY_STRING;
    }
  }

  /** Each condition of a list, or one of them. The list is written out, or is one for each element of a known collection. */
  private every(list: Expression, is: boolean, all: boolean): FormsOnly {
    const found = this.listOf(list)?.map((condition) => condition(is));
    const [first, ...others] = found ?? [];
    return first === undefined ? ANY_STRING : others.reduce(all ? bothOf : eitherOf, first);
  }

  private listOf(list: Expression): readonly ((is: boolean) => FormsOnly)[] | undefined {
    if (list.kind === 'list') return list.items.map((item) => (is) => this.holds(item, is));
    if (list.kind !== 'for' || list.resultKey !== undefined || list.test !== undefined) return undefined;
    const collection = this.constant(list.collection);
    const elements = collection === undefined ? undefined : elementsOf(collection);
    return elements?.map((element) => {
      const inner = new StringCondition(this.isSubject, withElement(this.scope, list, element));
      return (is: boolean) => inner.holds(list.result, is);
    });
  }

  /** The strings for which an expression has a value. */
  private evaluated(expression: Expression): FormsOnly {
    switch (expression.kind) {
      case 'call': {
        const { name, args } = expression;
        if (name === 'can' || name === 'try') return ANY_STRING;
        const pattern = name === 'regex' ? this.patternOf(expression) : undefined;
        const own = pattern === undefined ? ANY_STRING : formsOfRegex(pattern, false);
        return args.reduce((found, argument) => bothOf(found, this.evaluated(argument)), own);
      }
      case 'binary': {
        const { operator, left, right } = expression;
        const first = this.evaluated(left);
        // the other side may not be looked at
        return operator === '&&' || operator === '||' ? first : bothOf(first, this.evaluated(right));
      }
      case 'unary':
        return this.evaluated(expression.operand);
      case 'index':
      case 'attribute':
        return this.evaluated(expression.of);
      default:
        return ANY_STRING;
    }
  }

  /** The strings for which an expression has none. */
  private failed(expression: Expression): FormsOnly {
    const pattern =
      expression.kind === 'call' && expression.name === 'regex' ? this.patternOf(expression) : undefined;
    return pattern === undefined ? ANY_STRING : { without: excludedByRegex(pattern) };
  }

  private patternOf({ args }: Call): string | undefined {
    const [pattern, subject] = args;
    const text = this.known(pattern);
    return subject !== undefined && this.isSubject(subject) && typeof text === 'string' ? text : undefined;
  }

  private known(expression: Expression | undefined): Value | undefined {
    return expression === undefined ? undefined : this.constant(expression);
  }

  /** The value of an expression that says nothing about the string. */
  private constant(expression: Expression): Value | undefined {
    try {
      const value = evaluate(expression, this.scope, new Budget(CONDITION_STEPS));
      return findUnknown(value) === undefined ? value : undefined;
    } catch (error) {
      if (error instanceof RefgateError) return undefined;
      throw error;
    }
  }
}

const SOME = new Set(['> 0', '>= 1', '!= 0', '== 1']);
const NONE = new Set(['== 0', '< 1', '<= 0']);

function mirrored(operator: BinaryOperator): BinaryOperator {
  const other: Partial<Record<BinaryOperator, BinaryOperator>> = {
    '<': '>',
    '>': '<',
    '<=': '>=',
    '>=': '<=',
  };
  return other[operator] ?? operator;
}

function startingWith(text: string): FormsOnly {
  return ofForms([[text, gap()]]);
}

/** A string is equal to another one alone; no value at all is the empty string in a policy. */
function equalTo(value: Value): FormsOnly {
  if (value === null) return oneOfStrings(['']);
  return typeof value === 'object' ? ANY_STRING : oneOfStrings([toText(value)]);
}

function listed(list: Value | undefined): FormsOnly {
  const elements = list === undefined ? undefined : elementsOf(list);
  if (elements === undefined || elements.length === 0) return ANY_STRING;
  return elements.map(([, value]) => equalTo(value)).reduce(eitherOf);
}
