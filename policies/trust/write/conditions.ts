import { operator, parseOperator } from '../operators/index';
import { ACCEPTED, asList, isObject, refused, type WriteAnswer } from './answer';

/**
 * Unknown operators and literals that cannot be read are refused when a policy is written.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function checkConditions(raw: unknown, pointer: string): WriteAnswer {
  if (raw === undefined) return ACCEPTED;
  if (!isObject(raw)) return refused(pointer, 'Syntax error in policy.');
  for (const [name, keys] of Object.entries(raw)) {
    const at = `${pointer}/${name}`;
    const form = parseOperator(name);
    if (form === undefined) return refused(at, `Invalid Condition type : ${name}.`);
    if (!isObject(keys)) return refused(at, 'Syntax error in policy.');
    for (const [key, value] of Object.entries(keys)) {
      const values = asList(value);
      if (!values.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) {
        return refused(`${at}/${key}`, 'Syntax error in policy.');
      }
      const row = operator(form.base);
      const compiled = row.compile(values.map(String), {
        wildcards: row.wildcards,
        variables: row.variables,
      });
      if (!compiled.ok) return refused(`${at}/${key}`, `Syntax error in policy. (${compiled.reason})`);
    }
  }
  return ACCEPTED;
}
