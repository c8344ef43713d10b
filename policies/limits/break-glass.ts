import { iamArn, parseArn, parseIamArn } from '../arn';
import { quote } from '../errors';
import type { Fault } from './fault';

const PARTITION = 'aws(-[a-z]+)*';
const PATH = '([!-.0-~]+/)*';

/** A user or a role by name, or an account with all its users and roles. */
export const BREAK_GLASS_PATTERN = `^${iamArn(PARTITION, '[0-9]{12}', `(user/${PATH}[A-Za-z0-9_+=,.@-]{1,64}|role/${PATH}[A-Za-z0-9_+=,.@-]{1,64}|root)`)}$`;

/** The one principal of AWS that can assume a role without a token. */
export interface LimitedBreakGlass {
  readonly principal: string;
  readonly mfa?: boolean;
  readonly accountRoot?: boolean;
}

/** One IAM user or role by name: a wildcard, a list or an account without `account_root` would be more than anybody chose. */
export function breakGlassPrincipalFault(principal: string): Fault | undefined {
  if (new RegExp(BREAK_GLASS_PATTERN).test(principal)) return undefined;
  const expected = 'the ARN of one IAM user or role, such as `arn:aws:iam::111122223333:role/emergency`';
  const read = parseArn(principal);
  if (read?.service === 'sts' && read.resource.startsWith('assumed-role/')) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(principal)} is a session of a role`,
      expected,
      fix: 'write the ARN of the role, with its path',
    };
  }
  if (/^\d{12}$/.test(principal)) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(principal)} is a whole account: every user and role in it whose permissions allow it`,
      expected,
      fix: `name one user or role; if the account is meant, write its root ARN, and \`account_root: true\``,
    };
  }
  return {
    code: 'ERR_GRANT',
    message: principal.includes('*')
      ? `${quote(principal)} is not one principal: IAM has no wildcard here but \`*\`, which is everybody`
      : `${quote(principal)} is not the ARN of an IAM user or role`,
    expected,
  };
}

/**
 * What is wrong with the whole: an account without the key that says so, or MFA where AWS has no such information. Credentials of a role
 * carry none, so that a condition on it refuses every role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function breakGlassFault({
  principal,
  mfa,
  accountRoot = false,
}: LimitedBreakGlass): Fault | undefined {
  const resource = parseIamArn(principal)?.resource ?? '';
  if (resource === 'root' && !accountRoot) {
    return {
      code: 'ERR_GRANT',
      message: `${quote(principal)} is a whole account: every user and role in it whose permissions allow it`,
      expected: 'the ARN of one IAM user or role',
      fix: 'name one, or add `account_root: true`',
    };
  }
  if (resource !== 'root' && accountRoot) {
    return {
      code: 'ERR_GRANT',
      message: `\`account_root\` is for the root ARN of an account, and ${quote(principal)} is one user or role`,
      fix: 'remove `account_root`',
    };
  }
  if (resource.startsWith('role/') && mfa !== false) {
    return {
      code: 'ERR_GRANT',
      message: `no session of ${quote(principal)} meets a condition on MFA: credentials of a role do not contain it`,
      expected: '`mfa: false` for a role',
      fix: 'write `mfa: false`, and demand MFA where that role is assumed; or name an IAM user',
    };
  }
  return undefined;
}

/** A principal of another partition can never assume the role. */
export function breakGlassPartitionFault(principal: string, partition: string): Fault | undefined {
  const read = parseIamArn(principal);
  if (read === undefined || read.partition === partition) return undefined;
  return {
    code: 'ERR_GRANT',
    message: `${quote(principal)} is in partition ${quote(read.partition)}, the role is not`,
    expected: `a principal in partition ${quote(partition)}`,
    fix: 'name a user or a role of the same partition',
  };
}
