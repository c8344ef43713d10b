import { unified } from './functions/arguments';
import { isList, isMap, toText, type Value, type ValueMap } from './value';

/**
 * The chosen result of a conditional as the type that both results share: a number or bool beside a string becomes a string, in
 * collections too. Tuples of one length and objects with the same attributes are matched part by part; others become lists and maps.
 * @see https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
 */
export function ofOneType(chosen: Value, other: Value): Value {
  if (typeof chosen === 'number' || typeof chosen === 'boolean') {
    return typeof other === 'string' ? toText(chosen) : chosen;
  }
  if (isList(chosen) && isList(other)) return list(chosen, other);
  if (isMap(chosen) && isMap(other)) return map(chosen, other);
  return chosen;
}

function list(chosen: readonly Value[], other: readonly Value[]): readonly Value[] {
  return chosen.length === other.length
    ? chosen.map((item, index) => ofOneType(item, other[index] ?? null))
    : unified([...chosen, ...other]).slice(0, chosen.length);
}

function map(chosen: ValueMap, other: ValueMap): ValueMap {
  const keys = [...chosen.keys()];
  const alike = keys.length === other.size && keys.every((key) => other.has(key));
  if (alike)
    return new Map([...chosen].map(([key, value]) => [key, ofOneType(value, other.get(key) ?? null)]));
  const values = unified([...chosen.values(), ...other.values()]);
  return new Map(keys.map((key, index): [string, Value] => [key, values[index] ?? null]));
}
