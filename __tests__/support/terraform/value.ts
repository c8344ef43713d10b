/**
 * The stand-in for a value that Terraform does not know yet ("known after apply").
 *
 * @see https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
 */
export const UNKNOWN: unique symbol = Symbol('unknown');

/** A Terraform value as it travels between core and provider. */
export type Value = null | boolean | number | string | typeof UNKNOWN | Value[] | ValueObject;

export interface ValueObject {
  [name: string]: Value;
}

/** True for an object or a map; false for lists, scalars, null and unknown. */
export function isValueObject(value: Value | undefined): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text, or undefined when the value is null, unknown or something else. */
export function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The text elements of a list or set; empty when it is null or unknown. */
export function textsOf(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The object elements of a nested block; empty when there are none. */
export function blocksOf(value: Value | undefined): ValueObject[] {
  return Array.isArray(value) ? value.filter(isValueObject) : [];
}
