import { unified } from './functions/arguments';
import { ResourceValue, type Value } from './value';

/**
 * The chosen result of a conditional as the type that both results share: a number or bool beside a string becomes a string, in
 * collections too. Tuples of one length and objects with the same attributes are matched part by part; others become lists and maps.
 * @throws {RefgateError} when the results have no type in common
 * @see https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
 */
export function ofOneType(chosen: Value, other: Value): Value {
  if (chosen instanceof ResourceValue || other instanceof ResourceValue) return chosen;
  return unified([chosen, other])[0] ?? null;
}
