import {
  EMPTY_OBJECT,
  EMPTY_TUPLE,
  LooselyTyped,
  NotKnown,
  ResourceValue,
  Unknown,
  ValueSet,
  fail,
  findUnknown,
  isList,
  isMap,
  kindOf,
  partsOf,
  untyped,
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

/**
 * Values as the elements of one list: with a string among them, numbers and bools become strings too; collections take one type part by
 * part, or, where their parts differ in number or name, all parts take one. Beside a value whose type is not known, because it is unknown,
 * null or empty, a number is {@link LooselyTyped}.
 * @throws {RefgateError} when there is no type for all of them
 * @see https://developer.hashicorp.com/terraform/language/expressions/types#conversion-of-primitive-types
 */
export function unified(values: readonly Value[]): readonly Value[] {
  const all = ofOneType(values.map(untyped));
  return values.some((value) => value === null || value instanceof Unknown) ? all.map(loosened) : all;
}

/** A value with all numbers and bools in it as {@link LooselyTyped}. */
export function loosened(value: Value): Value {
  if (typeof value === 'number' || typeof value === 'boolean') return new LooselyTyped(value);
  if (isList(value)) return value.length === 0 ? value : value.map(loosened);
  if (isMap(value))
    return value.size === 0 ? value : new Map([...value].map(([key, part]) => [key, loosened(part)]));
  if (!(value instanceof ValueSet)) return value;
  const parts = value.items.map(loosened);
  return findUnknown(parts) ?? value;
}

/** Values that are all of one type, but for those of which none is known. */
function ofOneType(values: readonly Value[]): readonly Value[] {
  const known = values.filter((value) => value !== null && !(value instanceof Unknown));
  const [first = null] = known;
  if (known.length < 2 || known.some((value) => value instanceof ResourceValue)) return values;
  const every = (test: (value: Value) => boolean): boolean => known.every(test);
  const fill = (parts: readonly Value[]): readonly Value[] => {
    const queue = [...parts];
    return values.map((value) =>
      value === null || value instanceof Unknown ? value : (queue.shift() ?? null),
    );
  };
  if (every(isPrimitive)) {
    if (every((value) => typeof value === typeof first)) return values;
    return known.some((value) => typeof value === 'string') ? fill(known.map(toText)) : noCommonType();
  }
  const isMaps = every(isMap);
  if (!isMaps && !every((value) => isList(value) || value instanceof ValueSet)) return noCommonType();
  return orEmpty(known, () => fill(isMaps ? unifiedMaps(known as readonly ValueMap[]) : unifiedLists(known)));
}

/** A collection without elements may be of any type, also one that goes with the others. */
function orEmpty<T>(collections: readonly Value[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    const isEmpty = collections.some((value) => partsOf(value).length === 0);
    if (!isEmpty || error instanceof NotKnown) throw error;
    throw new NotKnown(new Unknown('the type of a collection without elements is not known'));
  }
}

function isPrimitive(value: Value): boolean {
  return typeof value !== 'object';
}

function noCommonType(): never {
  return fail('the values have no type in common');
}

function unifiedMaps(maps: readonly ValueMap[]): readonly Value[] {
  const keys = [...(maps[0]?.keys() ?? [])];
  const alike = maps.every((map) => map.size === keys.length && keys.every((key) => map.has(key)));
  const columns = new Map(
    alike ? keys.map((key) => [key, unified(maps.map((map) => map.get(key) ?? null))]) : [],
  );
  if (alike) {
    return maps.map(
      (map, at) => new Map([...map.keys()].map((key) => [key, columns.get(key)?.[at] ?? null])),
    );
  }
  const isOpen = maps.some((map) => map.size === 0 && map !== EMPTY_OBJECT);
  const parts = unified(maps.flatMap((map) => [...map.values()]));
  const queue = isOpen ? parts.map(loosened) : [...parts];
  return maps.map((map) => new Map([...map.keys()].map((key) => [key, queue.shift() ?? null])));
}

function unifiedLists(lists: readonly Value[]): readonly Value[] {
  const rows = lists.map((list) => items(list));
  const size = rows[0]?.length ?? 0;
  const isSet = lists.some((list) => list instanceof ValueSet);
  // beside a set a tuple becomes a set, and a list stays one; which of them a value is, refgate does not keep
  if (isSet && lists.some((list) => isList(list) && list.length > 0))
    throw new NotKnown(new Unknown('whether a list beside a set becomes a set'));
  if (!isSet && rows.every((row) => row.length === size)) {
    const columns = Array.from({ length: size }, (_, at) => unified(rows.map((row) => row[at] ?? null)));
    return rows.map((_, at) => columns.map((column) => column[at] ?? null));
  }
  const all = unified(rows.flat());
  const isOpen = rows.some((row, at) => row.length === 0 && lists[at] !== EMPTY_TUPLE);
  const parts = isOpen ? all.map(loosened) : [...all];
  return rows.map((row) => parts.splice(0, row.length)).map((row) => (isSet ? new ValueSet(row) : row));
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
