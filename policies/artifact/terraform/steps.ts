import { RefgateError, quote } from '../../errors';
import {
  ResourceValue,
  Unknown,
  blank,
  composed,
  fail,
  isList,
  isMap,
  kindOf,
  toText,
  type Value,
} from './value';

/** An element or an attribute that is not there: Terraform refuses the expression. */
export class NoElement extends RefgateError {}

/** `value.name` @throws {RefgateError} when the value has no such attribute */
export function attribute(value: Value, name: string): Value {
  if (value instanceof Unknown) return part(value, name);
  if (value instanceof ResourceValue) return value.attribute(name);
  if (isMap(value)) return value.get(composed(name)) ?? missing(value, composed(name));
  return fail(`${kindOf(value)} has no attribute ${quote(name)}`);
}

/** `value[key]` @throws {RefgateError} when there is no such element */
export function element(value: Value, key: Value): Value {
  if (value instanceof Unknown) return blank(value);
  if (key instanceof Unknown) return blank(key);
  if (isList(value)) {
    const index = Number(key);
    const found = typeof key === 'number' || typeof key === 'string' ? value[index] : undefined;
    return found === undefined ? noElement(`the list has no element ${quote(String(key))}`) : found;
  }
  if (isMap(value) || value instanceof ResourceValue) return attribute(value, toText(key));
  return fail(`${kindOf(value)} has no elements to choose by index`);
}

function missing(value: ReadonlyMap<string, Value>, name: string): Value {
  // an attribute whose value is null is there
  return value.has(name) ? null : noElement(`the object has no attribute ${quote(name)}`);
}

function noElement(message: string): never {
  throw new NoElement({ code: 'ERR_TERRAFORM', message });
}

/** A part of an unknown element has a name of its own: one may decide more than another. */
function part(value: Unknown, name: string): Unknown {
  const { reason, expression } = value;
  return expression?.startsWith('each.value') === true
    ? new Unknown(reason, `${expression}.${name}`)
    : blank(value);
}
