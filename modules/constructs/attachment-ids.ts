import { Token } from 'cdktf';
import { parseArn } from '../../policies/index';

/**
 * Names for the attachments of one role, in their order: what follows `policy/` in the ARN, with `_` for `/`. A customer's policy
 * that has the name of one of AWS's is told apart by its account. An ARN that only Terraform knows is named by its place:
 * `policy_1` for the first of the list.
 */
export function attachmentIds(arns: readonly string[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const places = new Map(arns.map((arn, index) => [arn, index + 1]));
  const byOwner = arns.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const arn of byOwner) {
    const base = Token.isUnresolved(arn) ? `policy_${places.get(arn)}` : policyName(arn);
    ids.set(ids.has(base) ? `${base}_${parseArn(arn)?.account}` : base, arn);
  }
  return new Map([...ids].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** AWS's own policies first: their names never change. */
function rank(arn: string): number {
  if (Token.isUnresolved(arn)) return 2;
  return parseArn(arn)?.account === 'aws' ? 0 : 1;
}

function policyName(arn: string): string {
  return arn.slice(arn.indexOf(':policy/') + ':policy/'.length).replaceAll('/', '_');
}
