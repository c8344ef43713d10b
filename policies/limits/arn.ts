import { formatArn, iamArn, parseArn } from '../arn';
import { quote } from '../errors';
import { parseProviderArn, type ProviderArn } from '../trust/index';
import type { Fault } from './fault';
import { writeFix } from './fix';

/**
 * Partitions of AWS, its isolated and sovereign ones included: whether an ARN fits an account is another question.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
const PARTITION = 'aws(-[a-z]+)*';
const PATH = '([!-.0-~]+/)*';

export const POLICY_ARN_PATTERN = `^${iamArn(PARTITION, '(aws|[0-9]{12})', `policy/${PATH}[A-Za-z0-9_+=,.@-]{1,128}`)}$`;
export const PROVIDER_ARN_PATTERN = `^${iamArn(PARTITION, '[0-9]{12}', 'oidc-provider/[!-~]+')}$`;
export const ROLE_ARN_PATTERN = `^${iamArn(PARTITION, '[0-9]{12}', `role/${PATH}[A-Za-z0-9_+=,.@-]{1,64}`)}$`;

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
const MAX_ARN = 2048;

/** The ARN of a managed policy, AWS's own or the account's. */
export function policyArnFault(arn: string): Fault | undefined {
  const isAccepted = (text: string): boolean =>
    text.length <= MAX_ARN && new RegExp(POLICY_ARN_PATTERN).test(text);
  if (isAccepted(arn)) return undefined;
  const managed = writeFix(`arn:aws:iam::aws:policy/${arn}`, isAccepted);
  return {
    code: 'ERR_PERMISSIONS',
    message: `${quote(arn)} is not the ARN of a managed policy`,
    expected: 'an ARN such as `arn:aws:iam::aws:policy/ReadOnlyAccess`',
    fix:
      managed === undefined || arn.includes(':')
        ? 'copy it from the IAM console'
        : `${managed} when AWS manages it`,
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

/** The provider that an ARN should name; what is absent is not compared. */
export interface ExpectedProvider {
  readonly partition?: string;
  readonly account?: string;
  /** The issuer without its scheme: an ARN ends in it. */
  readonly host: string;
}

/** A provider is named after its issuer: any other ARN would trust no token, or those of another issuer. */
export function providerMismatchFault(
  arn: string,
  { partition, account, host }: ExpectedProvider,
): Fault | undefined {
  const read = parseProviderArn(arn);
  if (read === undefined) return providerArnFault(arn);
  const expectedArn: ProviderArn = {
    partition: partition ?? read.partition,
    account: account ?? read.account,
    host,
  };
  const own = [
    { part: 'is in another partition', fits: read.partition === expectedArn.partition },
    { part: 'is in another account', fits: read.account === expectedArn.account },
    { part: 'is of another issuer', fits: read.host === host },
  ].find(({ fits }) => !fits);
  if (own === undefined) return undefined;
  const expected = iamArn(expectedArn.partition, expectedArn.account, `oidc-provider/${host}`);
  return {
    code: 'ERR_ACCOUNT',
    message: `provider ${quote(arn)} ${own.part}`,
    expected: quote(expected),
    fix: 'correct it, or look the provider up by its issuer',
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

/** An account as rules about its parts need it. */
export interface LimitedAccount {
  readonly key: string;
  readonly id: string;
  readonly partition: string;
}

/** In any other account than the role's, `allowed_account_ids` would stop every plan. */
export function assumedRoleFault(arn: string, { key, id, partition }: LimitedAccount): Fault | undefined {
  const prefix = iamArn(partition, id, 'role/');
  if (arn.startsWith(prefix)) return undefined;
  return {
    code: 'ERR_ACCOUNT',
    message: `${quote(arn)} is not a role of account ${quote(key)}`,
    expected: `an ARN that begins with ${quote(prefix)}`,
    fix: 'name a role of this account',
  };
}

/**
 * A role can be given policies of its own account, and those that AWS manages in its partition.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export function policyOwnerFault(arn: string, account: LimitedAccount): Fault | undefined {
  const read = parseArn(arn);
  // any other text is not the ARN of a managed policy, which is a rule of its own
  if (read === undefined) return undefined;
  const { partition, account: owner } = read;
  if (partition !== account.partition) {
    const ours = quote(formatArn({ ...read, partition: account.partition }));
    return {
      code: 'ERR_PERMISSIONS',
      message: `${quote(arn)} is in partition ${quote(partition)}, account ${quote(account.key)} is not`,
      expected: ours,
      fix: `write ${ours}`,
    };
  }
  if (owner === 'aws' || owner === account.id) return undefined;
  return {
    code: 'ERR_PERMISSIONS',
    message: `${quote(arn)} is a policy of another account than ${quote(account.key)}, and AWS attaches no such policy`,
    got: `account ${owner}`,
    expected: `${account.id}, or ${quote('aws')} for a policy that AWS manages`,
    fix: 'create the policy in this account, and name that one',
  };
}
