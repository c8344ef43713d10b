import { elementsOf } from '../evaluate-for';
import { same, toBool, toInteger, toNumber } from '../operators';
import {
  EMPTY_TUPLE,
  LooselyTyped,
  NotKnown,
  Unknown,
  blank,
  ValueSet,
  compareText,
  fail,
  findUnknown,
  isList,
  kindOf,
  sortedKeys,
  toText,
  type Value,
} from '../value';
import { entries, items, loosened, resourceUnknown, text, unified } from './arguments';
import { ANY_NUMBER, shallow, whole, type FunctionTable } from './function';
import { letters } from './strings';

/** @see https://developer.hashicorp.com/terraform/language/functions (collection functions) */
export const COLLECTION_FUNCTIONS: FunctionTable = {
  alltrue: whole(1, 1, ([list]) => bools(list).every((item) => item)),
  anytrue: whole(1, 1, ([list]) => bools(list).some((item) => item)),
  chunklist: shallow(2, 2, ([list, size]) => chunks(unified(items(list)), toInteger(size ?? null))),
  coalesce: { count: [1, ANY_NUMBER], looksInside: false, takesUnknown: true, call: coalesce },
  coalescelist: shallow(
    1,
    ANY_NUMBER,
    (args) =>
      args.map((list) => ordered(list, 'coalescelist')).find((list) => list.length > 0) ??
      fail('every list is empty'),
  ),
  compact: whole(1, 1, ([list]) =>
    items(list)
      .filter((item) => item !== null && item !== '')
      .map(toText),
  ),
  concat: shallow(1, ANY_NUMBER, (args) => concatenated(args.map((list) => ordered(list, 'concat')))),
  contains: whole(2, 2, ([list, wanted]) =>
    (wanted ?? null) === null
      ? fail('`contains` takes a value other than null')
      : items(list).some((item) => same(item, wanted ?? null)),
  ),
  distinct: whole(1, 1, ([list]) =>
    unified(items(list)).filter((item, index, all) => all.findIndex((other) => same(item, other)) === index),
  ),
  element: shallow(2, 2, ([list, index]) => {
    const at = toInteger(index ?? null);
    const all = ordered(list, 'element');
    if (Math.abs(at) >= 2 ** 63) return fail('`element` takes an index of 64 bits');
    if (all.length === 0) return fail('`element` takes a list that is not empty');
    if (at % all.length < 0) return new Unknown('`element` with a negative index is not computed');
    return all[at % all.length] ?? null;
  }),
  flatten: shallow(1, 1, ([list]) => flatten(items(list))),
  index: whole(2, 2, ([list, wanted]) => {
    const found = ordered(list, 'index').findIndex((item) => same(item, wanted ?? null));
    return found < 0 ? fail('`index` does not find the value') : found;
  }),
  keys: shallow(1, 1, (args) => resourceUnknown(args) ?? sortedKeys(entries(args[0]))),
  length: shallow(1, 1, ([value = null]) => {
    if (typeof value === 'string') return letters(value).length;
    return elementsOf(value)?.length ?? fail(`${kindOf(value)} has no length`);
  }),
  lookup: shallow(2, 3, (args) => {
    const [map, key] = [entries(args[0]), text(args, 1)];
    const found = (map.has(key) ? map.get(key) : args[2]) ?? null;
    // in a map, the default is converted to the type of its elements, and they to that of the default
    if (args.length > 2 && isPrimitive(found) && kindsOf([...map.values(), args[2] ?? null]) === 2)
      return new Unknown('`lookup` with a default of another type');
    if (!map.has(key) && args.length < 3) return fail('`lookup` does not find the key and has no default');
    // a map of which no element is known may be one of strings
    return args.length > 2 && kindsOf([...map.values()]) === 0 ? loosened(found) : found;
  }),
  matchkeys: whole(3, 3, ([values, keys, wanted]) => {
    const [all, names] = [unified(items(values)), items(keys)];
    if (all.length !== names.length) fail('`matchkeys` takes two lists of one length');
    const both = unified([...names, ...items(wanted)]);
    const searched = both.slice(names.length);
    return all.filter((_, index) => searched.some((name) => same(name, both[index] ?? null)));
  }),
  merge: shallow(0, ANY_NUMBER, (args) => {
    const maps = args.filter((arg) => arg !== null);
    return resourceUnknown(maps) ?? new Map(maps.flatMap((map) => [...entries(map)]));
  }),
  one: shallow(1, 1, ([list]) => {
    const all = items(list);
    return all.length > 1 ? fail('`one` takes a list of at most one element') : (all[0] ?? null);
  }),
  range: whole(1, 3, (args, budget) => {
    const numbers = args.map(toNumber);
    const [start, end] = numbers.length === 1 ? [0, numbers[0] ?? 0] : [numbers[0] ?? 0, numbers[1] ?? 0];
    const step = numbers[2] ?? (end < start ? -1 : 1);
    if (step === 0 || end - start > 0 !== step > 0)
      return start === end ? [] : fail('`range` would never end');
    const size = Math.ceil((end - start) / step);
    if (size > 1_024) fail('`range` gives at most 1024 numbers');
    budget.spend(size);
    return Array.from({ length: size }, (_, i) => start + i * step);
  }),
  reverse: shallow(1, 1, ([list]) => items(list).toReversed()),
  setintersection: whole(1, ANY_NUMBER, (args) => {
    const [first = [], ...others] = setsOf(args);
    return new ValueSet(first.filter((item) => others.every((set) => holds(set, item))));
  }),
  setproduct: whole(2, ANY_NUMBER, (args, budget) => {
    budget.spend(args.reduce((product: number, list) => product * Math.max(1, items(list).length), 1));
    const rows = args
      .map((list) => unified(items(list)))
      .reduce<readonly (readonly Value[])[]>(
        (before, list) => before.flatMap((row) => list.map((item) => [...row, item])),
        [[]],
      );
    return args.some((list) => list instanceof ValueSet) ? new ValueSet(rows) : rows;
  }),
  setsubtract: whole(2, 2, (args) => {
    const [left = [], right = []] = setsOf(args);
    return new ValueSet(left.filter((item) => !holds(right, item)));
  }),
  setunion: whole(1, ANY_NUMBER, (args) => new ValueSet(setsOf(args).flat())),
  slice: shallow(3, 3, ([list, start = null, end = null]) => {
    const [all, from, to] = [ordered(list, 'slice'), toInteger(start), toInteger(end)];
    return from < 0 || to > all.length || from > to
      ? fail('`slice` goes past the ends of the list')
      : all.slice(from, to);
  }),
  sort: whole(1, 1, ([list]) => items(list).map(toText).toSorted(compareText)),
  transpose: whole(1, 1, ([map]) => {
    const turned = new Map<string, string[]>();
    for (const [key, list] of entries(map)) {
      for (const name of items(list).map(toText)) turned.set(name, [...(turned.get(name) ?? []), key]);
    }
    return new Map([...turned].map(([name, keys]): [string, Value] => [name, keys.toSorted(compareText)]));
  }),
  values: shallow(1, 1, (args) => {
    const unknown = resourceUnknown(args);
    if (unknown !== undefined) return unknown;
    const map = entries(args[0]);
    return sortedKeys(map).map((key) => map.get(key) ?? null);
  }),
  zipmap: shallow(2, 2, ([names, values]) => {
    const [keys, all] = [items(names), ordered(values, 'zipmap')];
    if (keys.length !== all.length) fail('`zipmap` takes two lists of one length');
    const unknown = findUnknown(keys);
    return unknown ?? new Map(keys.map((key, index): [string, Value] => [toText(key), all[index] ?? null]));
  }),
};

/** Two lists have one type in the end, two tuples keep theirs; which of them a value is, refgate does not keep. */
function concatenated(lists: readonly (readonly Value[])[]): Value {
  const all = lists.flat();
  const mayBeLists = lists.every((list) => kindsOf(list) <= 1);
  if (!mayBeLists) return all;
  if (kindsOf(all) > 1) return new Unknown('`concat` of lists of different types');
  return lists.some((list) => list !== EMPTY_TUPLE && kindsOf(list) === 0) ? all.map(loosened) : all;
}

function isPrimitive(value: Value): boolean {
  return typeof value !== 'object';
}

/** How many types of strings, numbers, bools and others there are. */
function kindsOf(values: readonly Value[]): number {
  return new Set(values.filter((value) => value !== null).map((value) => typeof value)).size;
}

function bools(list: Value | undefined): readonly boolean[] {
  return items(list).map((item) => item !== null && toBool(item));
}

/** A list or a tuple: a set has no order. */
function ordered(list: Value | undefined, name: string): readonly Value[] {
  if (list !== undefined && isList(list)) return list;
  return fail(`\`${name}\` takes a list, got ${kindOf(list ?? null)}`);
}

function holds(set: readonly Value[], wanted: Value): boolean {
  return set.some((item) => same(item, wanted));
}

/** Sets whose elements have one type. @throws {NotKnown} when a set without elements could be of another type */
function setsOf(args: readonly Value[]): readonly (readonly Value[])[] {
  const sets = args.map((set) => items(set));
  const parts = [...unified(sets.flat())];
  if (sets.some((set) => set.length === 0) && parts.some((part) => typeof part !== 'string'))
    throw new NotKnown(new Unknown('the type of a set without elements is not known'));
  return sets.map((set) => parts.splice(0, set.length));
}

function coalesce(args: readonly Value[]): Value {
  for (const arg of args) {
    if (arg instanceof Unknown && !(arg instanceof LooselyTyped)) return blank(arg);
    if (arg !== null && arg !== '') return unified(args)[args.indexOf(arg)] ?? null;
  }
  return fail('every argument of `coalesce` is null or empty');
}

function flatten(list: readonly Value[]): Value {
  const unknown = list.find((item) => item instanceof Unknown);
  if (unknown !== undefined) return unknown;
  const flat: Value[] = [];
  for (const item of list) {
    if (!isList(item) && !(item instanceof ValueSet)) flat.push(item);
    else {
      const inner = flatten(items(item));
      if (inner instanceof Unknown) return inner;
      flat.push(...items(inner));
    }
  }
  return flat;
}

function chunks(list: readonly Value[], size: number): Value {
  if (size < 0) return fail('`chunklist` takes a size that is not negative');
  if (size === 0) return list.length === 0 ? [] : [list];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
