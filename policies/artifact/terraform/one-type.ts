import { unified } from './functions/arguments';
import { ResourceValue, Unknown, partsOf, type Value } from './value';

/**
 * The chosen result of a conditional as the type that both results share: a number or bool beside a string becomes a string, in
 * collections too. Tuples of one length and objects with the same attributes are matched part by part; others become lists and maps.
 * @throws {RefgateError} when the results have no type in common
 * @see https://developer.hashicorp.com/terraform/language/expressions/conditionals#result-types
 */
export function ofOneType(chosen: Value, other: Value): Value {
  if (chosen instanceof ResourceValue || other instanceof ResourceValue) return chosen;
  // the elements may be of the type of strings in the end
  if (other instanceof Unknown && hasNumbers(chosen)) return new Unknown(other.reason, other.expression);
  return unified([chosen, other])[0] ?? null;
}

function hasNumbers(collection: Value): boolean {
  return partsOf(collection).some(
    (part) => typeof part === 'number' || typeof part === 'boolean' || hasNumbers(part),
  );
}
