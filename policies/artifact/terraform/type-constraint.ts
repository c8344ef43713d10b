import { quote, unreachable } from '../../errors';
import { toBool, toNumber } from './operators';
import { unified } from './functions/arguments';
import { parseExpression } from './parse-expression';
import type { Expression } from './expression';
import {
  exactNumber,
  LooselyTyped,
  ResourceValue,
  Unknown,
  ValueSet,
  fail,
  isList,
  isMap,
  kindOf,
  sortedKeys,
  toText,
  type Value,
} from './value';

/** The `type` of a variable. */
export type TypeConstraint =
  | { readonly kind: 'any' }
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: TypeConstraint }
  | { readonly kind: 'tuple'; readonly elements: readonly TypeConstraint[] }
  | { readonly kind: 'object'; readonly attributes: readonly TypedAttribute[] };

interface TypedAttribute {
  readonly name: string;
  readonly type: TypeConstraint;
  readonly optional: boolean;
  readonly fallback?: Expression;
}

const PRIMITIVES = new Set(['any', 'string', 'number', 'bool']);

/**
 * Parses `list(object({ path = string, id = optional(number, 0) }))`.
 * @throws {RefgateError} `ERR_TERRAFORM`
 * @see https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export function parseType(text: string): TypeConstraint {
  const inner = text.startsWith('${') && text.endsWith('}') ? text.slice(2, -1) : text;
  return typeOf(parseExpression(inner));
}

function typeOf(expression: Expression): TypeConstraint {
  if (expression.kind === 'reference') {
    const { name } = expression;
    if (PRIMITIVES.has(name)) return { kind: name as 'any' | 'string' | 'number' | 'bool' };
    if (name === 'list' || name === 'set' || name === 'map') return { kind: name, element: { kind: 'any' } };
  }
  if (expression.kind === 'call') {
    const { name } = expression;
    const [argument] = expression.args;
    if (argument === undefined) return fail(`the type ${quote(`${name}()`)} names no element`);
    if (name === 'list' || name === 'set' || name === 'map') return { kind: name, element: typeOf(argument) };
    if (name === 'tuple' && argument.kind === 'list') {
      return { kind: 'tuple', elements: argument.items.map(typeOf) };
    }
    if (name === 'object' && argument.kind === 'object') {
      return {
        kind: 'object',
        attributes: argument.entries.map(({ key, value }) => attributeOf(key, value)),
      };
    }
  }
  return fail('the type of a variable is not one that Terraform has');
}

function attributeOf(key: Expression, value: Expression): TypedAttribute {
  const name =
    key.kind === 'literal' ? String(key.value) : fail('an attribute of an object type has no plain name');
  if (value.kind !== 'call' || value.name !== 'optional')
    return { name, type: typeOf(value), optional: false };
  const [type, fallback] = value.args;
  if (type === undefined) return fail(`\`optional\` of ${quote(name)} names no type`);
  return { name, type: typeOf(type), optional: true, fallback };
}

/**
 * Converts a value as Terraform does when it assigns it to a variable of this type.
 * @param literal evaluates a default inside the type
 * @throws {RefgateError} `ERR_TERRAFORM`: no such conversion
 */
export function convert(
  value: Value,
  type: TypeConstraint,
  literal: (expression: Expression) => Value,
): Value {
  if (value === null || type.kind === 'any') return value;
  if (value instanceof LooselyTyped && !(type.kind === 'bool' && typeof value.value === 'number'))
    return convert(value.value, type, literal);
  if (value instanceof Unknown) return value;
  if (value instanceof ResourceValue) {
    return new Unknown(`not every attribute of \`${value.address}\` is known before apply`, value.address);
  }
  const each = (item: Value, element: TypeConstraint): Value => convert(item, element, literal);
  switch (type.kind) {
    case 'string':
      return toText(value);
    case 'number':
      return exactNumber(toNumber(value));
    case 'bool':
      return toBool(value);
    case 'list':
      return alike(
        listed(value).map((item) => each(item, type.element)),
        type.element,
      );
    case 'set': {
      const items = alike(
        listed(value).map((item) => each(item, type.element)),
        type.element,
      );
      return items.find((item) => item instanceof Unknown) ?? new ValueSet(items);
    }
    case 'tuple':
      return listed(value).map((item, index) => each(item, type.elements[index] ?? { kind: 'any' }));
    case 'map': {
      const map = isMap(value) ? value : fail(`expected a map, got ${kindOf(value)}`);
      const keys = sortedKeys(map);
      const items = alike(
        keys.map((key) => each(map.get(key) ?? null, type.element)),
        type.element,
      );
      return new Map(keys.map((key, at) => [key, items[at] ?? null]));
    }
    case 'object':
      return objectOf(value, type.attributes, literal);
    default:
      return unreachable(type);
  }
}

function objectOf(
  value: Value,
  attributes: readonly TypedAttribute[],
  literal: (expression: Expression) => Value,
): Value {
  const map = isMap(value) ? value : fail(`expected an object, got ${kindOf(value)}`);
  const entries = attributes.map(({ name, type, optional, fallback }): [string, Value] => {
    const given = map.get(name);
    if (given === undefined && !optional) return fail(`the object has no attribute ${quote(name)}`);
    if (given !== undefined && given !== null) return [name, convert(given, type, literal)];
    const filled = optional && fallback !== undefined ? literal(fallback) : null;
    return [name, convert(filled, type, literal)];
  });
  return new Map(entries);
}

/** Elements of `any`, or of a type with `any` in it, still have to be of one type. */
function alike(items: readonly Value[], element: TypeConstraint): readonly Value[] {
  return hasAny(element) ? unified(items) : items;
}

function hasAny(type: TypeConstraint): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'list':
    case 'set':
    case 'map':
      return hasAny(type.element);
    case 'tuple':
      return type.elements.some(hasAny);
    case 'object':
      return type.attributes.some((attribute) => hasAny(attribute.type));
    default:
      return false;
  }
}

function listed(value: Value): readonly Value[] {
  if (isList(value)) return value;
  return value instanceof ValueSet ? value.items : fail(`expected a list, got ${kindOf(value)}`);
}
