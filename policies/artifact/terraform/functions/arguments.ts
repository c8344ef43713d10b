import {
  ResourceValue,
  Unknown,
  ValueSet,
  fail,
  isList,
  isMap,
  kindOf,
  toText,
  type Value,
  type ValueMap,
} from '../value';

/** The argument at `index` as a string. @throws {RefgateError} */
export function text(args: readonly Value[], index: number): string {
  return toText(args[index] ?? null);
}

/** A list, a tuple or a set. @throws {RefgateError} */
export function items(value: Value | undefined): readonly Value[] {
  if (value !== undefined && isList(value)) return value;
  if (value instanceof ValueSet) return value.items;
  return fail(`expected a list, got ${kindOf(value ?? null)}`);
}

/** An object or a map. @throws {RefgateError} */
export function entries(value: Value | undefined): ValueMap {
  if (value !== undefined && isMap(value)) return value;
  return fail(`expected an object, got ${kindOf(value ?? null)}`);
}

/** As a list's elements take one type: with a string among them, numbers and bools become strings too. */
export function unified(values: readonly Value[]): readonly Value[] {
  if (!values.some((value) => typeof value === 'string')) return values;
  return values.map((value) =>
    typeof value === 'number' || typeof value === 'boolean' ? toText(value) : value,
  );
}

/** A resource stands for attributes that are not all known. */
export function resourceUnknown(values: readonly Value[]): Unknown | undefined {
  const resource = values.find((value) => value instanceof ResourceValue);
  if (!(resource instanceof ResourceValue)) return undefined;
  return new Unknown(
    `not every attribute of \`${resource.address}\` is known before apply`,
    resource.address,
  );
}
