import { quote } from '../errors';
import { TRUST_POLICY_QUOTA } from '../trust/index';
import type { Fault } from './fault';

/**
 * Quotas of a new account, and what AWS raises them to on request.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const QUOTAS = {
  /** Characters of a trust policy (L-C07B4B0D). */
  trustPolicySize: { default: TRUST_POLICY_QUOTA, most: 8192 },
  /** Managed policies of one role. */
  managedPolicies: { default: 10, most: 25 },
  /** Roles of the account (L-FE177D64). */
  roles: { default: 1000, most: 10_000 },
} as const;

/** More roles of one declaration than the account may have. */
export function roleCountFault(count: number, quota: number, account: string): Fault | undefined {
  if (count <= quota) return undefined;
  return {
    code: 'ERR_QUOTA',
    message: `account ${quote(account)} has too many roles`,
    got: `${count} roles`,
    expected: `at most ${quota}`,
    fix: 'spread them over accounts, or request an increase of quota L-FE177D64 and set `quotas` of the account',
  };
}
