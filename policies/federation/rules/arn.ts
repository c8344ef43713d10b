import { quote } from '../../errors';
import type { Fault } from '../fault';

export const POLICY_ARN_PATTERN = '^arn:(aws|aws-us-gov|aws-cn):iam::(aws|[0-9]{12}):policy/[\\x21-\\x7e]+$';
export const PROVIDER_ARN_PATTERN =
  '^arn:(aws|aws-us-gov|aws-cn):iam::[0-9]{12}:oidc-provider/[\\x21-\\x7e]+$';
export const ROLE_ARN_PATTERN =
  '^arn:(aws|aws-us-gov|aws-cn):iam::[0-9]{12}:role/([\\x21-\\x7e]+/)?[A-Za-z0-9_+=,.@-]{1,64}$';

/** The ARN of a managed policy, AWS's own or the account's. */
export function policyArnFault(arn: string): Fault | undefined {
  if (new RegExp(POLICY_ARN_PATTERN).test(arn)) return undefined;
  const bare = /^[A-Za-z0-9+=,.@_/-]+$/.test(arn);
  return {
    code: 'ERR_PERMISSIONS',
    message: `${quote(arn)} is not the ARN of a managed policy`,
    expected: 'an ARN such as `arn:aws:iam::aws:policy/ReadOnlyAccess`',
    fix: bare
      ? `write ${quote(`arn:aws:iam::aws:policy/${arn}`)} when AWS manages it`
      : 'copy it from the IAM console',
  };
}

export function providerArnFault(arn: string): Fault | undefined {
  if (new RegExp(PROVIDER_ARN_PATTERN).test(arn)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(arn)} is not the ARN of an OIDC provider`,
    expected: 'an ARN such as `arn:aws:iam::111122223333:oidc-provider/gitlab.com`',
  };
}

export function roleArnFault(arn: string): Fault | undefined {
  if (new RegExp(ROLE_ARN_PATTERN).test(arn)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(arn)} is not the ARN of a role`,
    expected: 'an ARN such as `arn:aws:iam::111122223333:role/terraform`',
  };
}

/** The account that an ARN names: `aws` for policies that AWS manages. */
export function arnAccount(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** The partition that an ARN names: `aws` of `arn:aws:…`. */
export function arnPartition(arn: string): string {
  return arn.split(':')[1] ?? '';
}
