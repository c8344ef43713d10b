import { unreachable } from '../../errors';
import type { BinaryOperator } from './expression';
import {
  ResourceValue,
  Unknown,
  ValueSet,
  fail,
  findUnknown,
  isList,
  isMap,
  kindOf,
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
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  return arithmetic(operator, toNumber(left), toNumber(right));
}

/** One known side can decide, whatever the other turns out to be. */
function logical(operator: '&&' | '||', left: Value, right: Value): Value {
  const sides = [left, right].map((side) => (side instanceof Unknown ? side : toBool(side)));
  const decisive = operator === '||';
  if (sides.includes(decisive)) return decisive;
  return sides.find((side) => side instanceof Unknown) ?? !decisive;
}

/** `==`: values of different types are never equal; whether two equal collections have one type, the text does not always tell. */
function equal(left: Value, right: Value): boolean | Unknown {
  // a collection is not null, whatever is in it
  if (left === null && right !== null && !(right instanceof Unknown)) return false;
  if (right === null && left !== null && !(left instanceof Unknown)) return false;
  const unknown = findUnknown(left) ?? findUnknown(right);
  if (unknown !== undefined) return unknown;
  if (!isCollection(left) || !isCollection(right)) return left === right;
  return same(left, right)
    ? new Unknown('whether two collections are equal depends on their exact types')
    : false;
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
      return exact(left + right);
    case '-':
      return exact(left - right);
    case '*':
      return exact(left * right);
    case '/':
      return right === 0 ? fail('division by zero') : exact(left / right);
    case '%':
      return right === 0 ? fail('division by zero') : exact(left % right);
    default:
      return unreachable(operator);
  }
}

/** Terraform counts with 512 bits; beyond what a double holds exactly the result is not claimed to be known. */
export function exact(result: number): Value {
  const quarters = result * 4;
  if (Number.isSafeInteger(quarters)) return result === 0 ? 0 : result;
  return new Unknown('the exact result of this arithmetic needs more precision than refgate has');
}

/** As Terraform converts for arithmetic. @throws {RefgateError} when the value is not a number */
export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : '';
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))) return Number(text);
  return fail(`expected a number, got ${kindOf(value)}`);
}

/** @throws {RefgateError} when the value is not a bool */
export function toBool(value: Value): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return fail(`expected true or false, got ${kindOf(value)}`);
}
