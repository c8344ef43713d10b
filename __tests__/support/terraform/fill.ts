import type { AttributeSchema, BlockSchema, TypeConstraint } from './schema';
import { isValueObject, UNKNOWN, type Value, type ValueObject } from './value';

type Visit = (
  container: ValueObject,
  name: string,
  attribute: AttributeSchema,
  config: Value | undefined,
) => void;

/**
 * Visits every attribute of a value, nested blocks included, beside what the configuration says there.
 * Elements of a set are paired by position, which is right as long as the provider does not reorder them.
 */
function visitAttributes(
  schema: BlockSchema,
  value: ValueObject,
  config: Value | undefined,
  visit: Visit,
): void {
  const configured = isValueObject(config) ? config : undefined;
  for (const [name, attribute] of Object.entries(schema.attributes)) {
    visit(value, name, attribute, configured?.[name]);
  }
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const child = value[name];
    const other = configured?.[name];
    if (isValueObject(child)) visitAttributes(nested.block, child, other, visit);
    else if (Array.isArray(child)) {
      child.forEach((item, index) => {
        if (!isValueObject(item)) return;
        visitAttributes(nested.block, item, Array.isArray(other) ? other[index] : undefined, visit);
      });
    }
  }
}

/** A value with every attribute and block of the schema, so that none is missing on the wire. */
export function completeValue(schema: BlockSchema, known: ValueObject): ValueObject {
  const value: ValueObject = {};
  for (const name of Object.keys(schema.attributes)) value[name] = known[name] ?? null;
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const child = known[name];
    if (nested.nesting === 'single')
      value[name] = isValueObject(child) ? completeValue(nested.block, child) : null;
    else value[name] = Array.isArray(child) ? child.map((item) => completeItem(nested.block, item)) : [];
  }
  return value;
}

/** Marks as unknown what the provider will compute: computed, and neither configured nor kept from before. */
export function markComputed(schema: BlockSchema, planned: ValueObject, config: Value): void {
  visitAttributes(schema, planned, config, (container, name, attribute, configured) => {
    if (attribute.computed && container[name] === null && configured == null) container[name] = UNKNOWN;
  });
}

/** Replaces what is still unknown by the empty value of its type. */
export function fillUnknown(schema: BlockSchema, value: ValueObject): void {
  visitAttributes(schema, value, undefined, (container, name, attribute) => {
    if (container[name] === UNKNOWN) container[name] = emptyValue(attribute.type);
  });
}

function completeItem(schema: BlockSchema, item: Value): Value {
  return isValueObject(item) ? completeValue(schema, item) : item;
}

function emptyValue(type: TypeConstraint): Value {
  switch (type) {
    case 'string':
      return '';
    case 'number':
      return 0;
    case 'bool':
      return false;
    case 'dynamic':
      return null;
    default:
      return type[0] === 'map' ? {} : type[0] === 'object' ? null : [];
  }
}
