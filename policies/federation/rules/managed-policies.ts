import { quote } from '../../errors';
import type { Fault } from '../fault';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MOST_MANAGED_POLICIES = 10;

export function managedPoliciesFault(arns: readonly string[]): Fault | undefined {
  if (arns.length > MOST_MANAGED_POLICIES) {
    return {
      code: 'ERR_QUOTA',
      message: 'a role has too many managed policies',
      got: `${arns.length} policies`,
      expected: `at most ${MOST_MANAGED_POLICIES}`,
      fix: 'join some of them in one customer managed policy',
    };
  }
  const twin = arns.find((arn, index) => arns.indexOf(arn) !== index);
  return twin === undefined
    ? undefined
    : { code: 'ERR_PERMISSIONS', message: `${quote(twin)} is listed twice`, fix: 'remove one of them' };
}
