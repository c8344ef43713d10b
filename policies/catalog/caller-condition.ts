import { parseArn } from '../arn';
import type { Condition, Statement } from '../trust/index';

/** Operators that compare whole values, or patterns whose values are then required to have no wildcard where it matters. */
const POSITIVE: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);

/**
 * Which values of a global condition key name accounts or an organization that a caller of any other account cannot belong to. AWS sets
 * these keys from the signed request. A tag of a principal is missing here: the owner of any account can set the tags of its own roles.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const FIXING: Readonly<Record<string, (value: string) => boolean>> = {
  'aws:principalorgid': (value) => /^o-[a-z0-9]+$/.test(value),
  'aws:principalorgpaths': (value) => /^o-[a-z0-9]+\//.test(value),
  'aws:principalaccount': (value) => /^\d{12}$/.test(value),
  'aws:sourceaccount': (value) => /^\d{12}$/.test(value),
  'aws:sourceorgid': (value) => /^o-[a-z0-9]+$/.test(value),
  'aws:principalarn': hasLiteralAccount,
  'aws:sourcearn': hasLiteralAccount,
};

/**
 * Whether a statement for every AWS principal is narrowed to callers of named accounts or of one organization: a positive condition,
 * false for a missing key, each of whose values names the account or the organization.
 */
export function fixesCaller({ conditions }: Statement): boolean {
  return conditions.some(isFixing);
}

/** Whether a statement demands an external id. AWS does not treat it as a secret, and any principal can send it. */
export function demandsExternalId({ conditions }: Statement): boolean {
  return conditions.some(
    (condition) => condition.key.toLowerCase() === 'sts:externalid' && isDemanding(condition),
  );
}

function isFixing(condition: Condition): boolean {
  const isNamed = FIXING[condition.key.toLowerCase()];
  return isNamed !== undefined && isDemanding(condition) && condition.values.every(isNamed);
}

/** Whether the condition is false for a missing key: no negation, no `IfExists`, no `ForAllValues`. */
function isDemanding({ form }: Condition): boolean {
  return (
    form !== undefined && POSITIVE.has(form.base) && !form.ifExists && form.quantifier !== 'ForAllValues'
  );
}

/** A wildcard before the account could match the ARN of another account; one after it cannot. */
function hasLiteralAccount(value: string): boolean {
  const arn = parseArn(value);
  return (
    arn !== undefined &&
    /^\d{12}$/.test(arn.account) &&
    [arn.partition, arn.service, arn.region].every((part) => /^[a-z0-9-]*$/.test(part))
  );
}
