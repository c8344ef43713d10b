import { quote } from '../errors';
import type { Fault } from './fault';
import { QUOTAS } from './quotas';

/** More policies than the account allows on one role. */
export function managedPolicyCountFault(count: number, quota: number): Fault | undefined {
  if (count <= quota) return undefined;
  const join = 'join some of them in one customer managed policy';
  return {
    code: 'ERR_QUOTA',
    message: 'a role has too many managed policies',
    got: `${count} policies`,
    expected: `at most ${quota}`,
    fix:
      quota < QUOTAS.managedPolicies.most
        ? `${join}, or have the quota raised and say so under \`quotas\` of the account`
        : join,
  };
}

export function managedPoliciesFault(arns: readonly string[]): Fault | undefined {
  const twin = arns.find((arn, index) => arns.indexOf(arn) !== index);
  return twin === undefined
    ? undefined
    : { code: 'ERR_PERMISSIONS', message: `${quote(twin)} is listed twice`, fix: 'remove one of them' };
}
