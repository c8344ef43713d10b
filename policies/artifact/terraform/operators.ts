import { unreachable } from '../../errors';
import type { BinaryOperator } from './expression';
import {
  LooselyTyped,
  ResourceValue,
  NotKnown,
  Unknown,
  ValueSet,
  fail,
  blank,
  decimalNumber,
  findUnknown,
  isList,
  isMap,
  kindOf,
  orUnknown,
  untyped,
  untypedBool,
  toText,
  type Value,
} from './value';

/** `left operator right` @throws {RefgateError} when Terraform would not apply the operator to these types */
export function operate(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') return logical(operator, left, right);
  if (operator === '==') return equal(left, right);
  if (operator === '!=') {
    const result = equal(left, right);
    return result instanceof Unknown ? result : !result;
  }
  const [first, second] = [untyped(left), untyped(right)];
  if (first instanceof Unknown) return blank(first);
  if (second instanceof Unknown) return blank(second);
  return orUnknown(() => arithmetic(operator, toNumber(first), toNumber(second)));
}

/** One known side can decide, whatever the other turns out to be. */
function logical(operator: '&&' | '||', left: Value, right: Value): Value {
  const sides = [left, right].map(untypedBool).map((side) => (side instanceof Unknown ? side : toBool(side)));
  const decisive = operator === '||';
  if (sides.includes(decisive)) return decisive;
  const unknown = sides.find((side) => side instanceof Unknown);
  return unknown === undefined ? !decisive : blank(unknown);
}

/** `==`: values of different types are never equal; whether two equal collections have one type, the text does not always tell. */
function equal(left: Value, right: Value): boolean | Unknown {
  if ((left instanceof LooselyTyped || right instanceof LooselyTyped) && differsAsText(left, right))
    return false;
  // a collection is not null, whatever is in it
  if (left === null && right !== null && !(right instanceof Unknown)) return false;
  if (right === null && left !== null && !(left instanceof Unknown)) return false;
  const unknown = findUnknown(left) ?? findUnknown(right);
  if (unknown !== undefined) return blank(unknown);
  if (!isCollection(left) || !isCollection(right)) return left === right;
  return same(left, right)
    ? new Unknown('whether two collections are equal depends on their exact types')
    : false;
}

/** Whether two values differ whatever their types are: null beside another, or texts that are not the same. */
function differsAsText(left: Value, right: Value): boolean {
  const [first, second] = [untyped(left), untyped(right)];
  if (first instanceof Unknown || second instanceof Unknown) return false;
  if (isCollection(first) || isCollection(second)) return true;
  return first === null || second === null || toText(first) !== toText(second);
}

function isCollection(value: Value): boolean {
  return value !== null && typeof value === 'object';
}

/** The same elements in the same places, whatever the types are called. */
export function same(left: Value, right: Value): boolean {
  if (left instanceof ValueSet && right instanceof ValueSet) return same(left.items, right.items);
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index] ?? null));
  }
  if (isMap(left) && isMap(right)) {
    return (
      left.size === right.size &&
      [...left].every(([key, value]) => right.has(key) && same(value, right.get(key) ?? null))
    );
  }
  if (left instanceof ResourceValue || right instanceof ResourceValue) return false;
  return left === right;
}

function arithmetic(
  operator: Exclude<BinaryOperator, '&&' | '||' | '==' | '!='>,
  left: number,
  right: number,
): Value {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '+':
      return exact(left + right, left, right);
    case '-':
      return exact(left - right, left, right);
    case '*':
      return exact(left * right, left, right);
    case '/':
      return right === 0 ? byZero() : quotient(left, right);
    case '%':
      // the remainder of a negative number may be zero, without its sign
      return right === 0 ? byZero() : exact(left % right || 0, left, right);
    default:
      return unreachable(operator);
  }
}

/** Terraform divides by zero and goes on with infinity, where it does not refuse. */
function byZero(): Value {
  return new Unknown('division by zero');
}

function quotient(left: number, right: number): Value {
  const result = left / right;
  return isDyadic(result) && result * right === left ? exact(result, left, right) : exact(Number.NaN);
}

/** `-value` */
export function negated(operand: Value): Value {
  const value = untyped(operand);
  if (value instanceof Unknown) return blank(value);
  // negative zero is a number of its own
  return orUnknown(() => exact(-toNumber(value) * 1));
}

/**
 * The result of arithmetic on these numbers. Terraform counts in binary with 512 bits; beyond what a double holds exactly, as it is
 * written, nothing is claimed to be known.
 */
export function exact(result: number, ...operands: readonly number[]): Value {
  const known = operands.length === 0 ? !Number.isNaN(result) : [result, ...operands].every(isDyadic);
  return known && !Object.is(result, -0)
    ? result
    : new Unknown('the exact result of this arithmetic needs more precision than refgate has');
}

/** Whether the double is the number that its decimal text names. */
function isDyadic(value: number): boolean {
  return Number.isSafeInteger(value) || Number.isSafeInteger(value * 1024);
}

/**
 * As Terraform converts to a number.
 * @throws {RefgateError} when the value is not a number
 * @throws {NotKnown} when it is one that a double does not hold
 */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : '';
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return settledNumber(decimalNumber(text));
  // other notations that Go reads: powers of two, infinity
  if (/^[-+]?(?:[\d.]+[pP][-+]?\d+|inf(?:inity)?)$/i.test(text))
    return settledNumber(new Unknown(`the number \`${text}\` is not computed`));
  return fail(`expected a number, got ${kindOf(value)}`);
}

function settledNumber(value: number | Unknown): number {
  if (value instanceof Unknown) throw new NotKnown(value);
  return value;
}

/** A whole number. @throws {RefgateError} when it is none */
export function toInteger(value: Value): number {
  const number = toNumber(value);
  return Number.isInteger(number) ? number : fail('expected a whole number');
}

/** @throws {RefgateError} when the value is not a bool */
export function toBool(value: Value): boolean {
  if (value === true || value === 'true' || value === '1') return true;
  if (value === false || value === 'false' || value === '0') return false;
  return fail(`expected true or false, got ${kindOf(value)}`);
}
