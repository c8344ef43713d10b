import { quote } from '../../errors';
import { hasHostBits, operator, parseOperator } from '../operators/index';
import { escapePointer } from '../parse';
import { ACCEPTED, asList, isObject, refused, type WriteAnswer } from './answer';

/**
 * Unknown operators and literals that cannot be read are refused when a policy is written; so is an IPv6 range with host bits,
 * which never matches where it is stored already.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/docs/iam-evaluation.md#ip-conditions
 */
export function checkConditions(raw: unknown, pointer: string): WriteAnswer {
  if (raw === undefined) return ACCEPTED;
  if (!isObject(raw)) return refused(pointer, 'Syntax error in policy.');
  for (const [name, keys] of Object.entries(raw)) {
    const at = `${pointer}/${escapePointer(name)}`;
    const form = parseOperator(name);
    if (form === undefined) return refused(at, `Invalid Condition type : ${name}.`);
    if (!isObject(keys)) return refused(at, 'Syntax error in policy.');
    for (const [key, value] of Object.entries(keys)) {
      const entry = `${at}/${escapePointer(key)}`;
      const values = asList(value);
      if (!values.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) {
        return refused(entry, 'Syntax error in policy.');
      }
      const row = operator(form.base);
      const compiled = row.compile(values.map(String), {
        wildcards: row.wildcards,
        variables: row.variables,
      });
      if (!compiled.ok) return refused(entry, `Syntax error in policy. (${compiled.reason})`);
      const stray = row.language.kind === 'network' ? values.map(String).find(hasHostBits) : undefined;
      if (stray !== undefined)
        return refused(entry, `Syntax error in policy. (${quote(stray)} is an IPv6 range with host bits)`);
    }
  }
  return ACCEPTED;
}
