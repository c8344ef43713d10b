import { ValueSet, isList, isMap, type Value } from './value';

const weights = new WeakMap<object, number>();

/**
 * How much there is to go through in a value, shared parts counted as often as they occur: lists that hold another list twice double with
 * every level. One for each value, and one for every four characters of text.
 * Cost: the parts that were not weighed before.
 */
export function weightOf(value: Value): number {
  if (typeof value === 'string') return 1 + value.length / 4;
  if (value === null || typeof value !== 'object') return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  const weight = partsOf(value).reduce((total: number, part) => total + weightOf(part), 1);
  weights.set(value, weight);
  return weight;
}

function partsOf(value: Value & object): readonly Value[] {
  if (isList(value)) return value;
  if (value instanceof ValueSet) return value.items;
  return isMap(value) ? [...value.keys(), ...value.values()] : [];
}
