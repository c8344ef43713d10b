import { quote } from '../../errors';
import type { Fault } from '../fault';

/**
 * What an account allows by default, and what the quota can be raised to.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MANAGED_POLICIES = { default: 10, most: 25 } as const;

/** More policies than the account allows on one role. */
export function managedPolicyCountFault(count: number, quota: number): Fault | undefined {
  if (count <= quota) return undefined;
  return {
    code: 'ERR_QUOTA',
    message: 'a role has too many managed policies',
    got: `${count} policies`,
    expected: `at most ${quota}`,
    fix:
      quota < MANAGED_POLICIES.most
        ? 'join some of them in one customer managed policy, or have the quota raised and say so under `quotas` of the account'
        : 'join some of them in one customer managed policy',
  };
}

export function managedPoliciesFault(arns: readonly string[]): Fault | undefined {
  const twin = arns.find((arn, index) => arns.indexOf(arn) !== index);
  return twin === undefined
    ? undefined
    : { code: 'ERR_PERMISSIONS', message: `${quote(twin)} is listed twice`, fix: 'remove one of them' };
}
