import { iamArn, parseArn, RefgateError } from '../../policies/index';

/** How the credentials for an account are found. */
export type AccountSource =
  | { readonly kind: 'profile'; readonly name: string; readonly profile: string }
  | {
      readonly kind: 'role';
      readonly name: string;
      /** Twelve digits. */
      readonly account: string;
      /** ARN of the role that is assumed, with the credentials of the environment or of `profile`. */
      readonly roleArn: string;
      readonly externalId?: string;
      readonly profile?: string;
    };

/** What the user names accounts by. */
export interface AccountSourceOptions {
  readonly profiles: readonly string[];
  /** Twelve digits each. */
  readonly accounts: readonly string[];
  /** ARN with `{account}` in it. */
  readonly assumeRolePattern?: string;
  readonly externalId?: string;
}

/**
 * The accounts that are to be read. With a pattern, the credentials of the one profile, or of the environment, assume a role in each account.
 * @throws {RefgateError} `ERR_USAGE`: accounts without a pattern, or the reverse · `ERR_ACCOUNT`: not twelve digits
 */
export function accountSources({
  profiles,
  accounts,
  assumeRolePattern: pattern,
  externalId,
}: AccountSourceOptions): readonly AccountSource[] {
  if (pattern === undefined) {
    if (accounts.length > 0)
      throw new RefgateError({
        code: 'ERR_USAGE',
        message: '`--accounts` is given without `--assume-role-pattern`',
        fix: 'add `--assume-role-pattern arn:aws:iam::{account}:role/NAME`',
      });
    return [...new Set(profiles)].map((profile) => ({ kind: 'profile', name: profile, profile }));
  }
  const arn = parseArn(pattern.replaceAll('{account}', '111122223333'));
  if (!pattern.includes('{account}') || arn?.service !== 'iam' || !arn.resource.startsWith('role/'))
    throw new RefgateError({
      code: 'ERR_USAGE',
      message: `invalid value \`${pattern}\` of \`--assume-role-pattern\``,
      expected: 'the ARN of a role with `{account}` in it, such as `arn:aws:iam::{account}:role/audit`',
    });
  if (accounts.length === 0 || profiles.length > 1)
    throw new RefgateError({
      code: 'ERR_USAGE',
      message:
        accounts.length === 0
          ? '`--assume-role-pattern` is given without `--accounts`'
          : '`--assume-role-pattern` is given with several profiles',
      fix: 'name the accounts with `--accounts`, and at most one `--profile` whose credentials assume the roles',
    });
  return [...new Set(accounts)].map((account) => {
    if (!/^\d{12}$/.test(account))
      throw new RefgateError({
        code: 'ERR_ACCOUNT',
        message: `invalid AWS account \`${account}\``,
        expected: 'twelve digits',
      });
    return {
      kind: 'role',
      name: account,
      account,
      roleArn: pattern.replaceAll('{account}', account),
      externalId,
      profile: profiles[0],
    };
  });
}

/** Every request that is sent for an account, in order; those in brackets are repeated for each page or provider. */
export function plannedRequests(source: AccountSource): readonly string[] {
  return [
    ...(source.kind === 'role' ? [`sts:AssumeRole ${source.roleArn}`] : ['sts:GetCallerIdentity']),
    'iam:ListRoles (each page)',
    'iam:GetAccountAuthorizationDetails (each page)',
    'iam:ListOpenIDConnectProviders',
    'iam:GetOpenIDConnectProvider (each provider)',
  ];
}

/**
 * The least policy that lets an identity read an account for the audit, and one that lets another identity assume the roles of a pattern.
 * `sts:GetCallerIdentity` needs no permission.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function leastPolicy(sources: readonly AccountSource[]): object {
  const roles = sources.flatMap((source) => (source.kind === 'role' ? [source.roleArn] : []));
  const partition = parseArn(roles[0] ?? '')?.partition ?? 'aws';
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ReadRolesAndProviders',
        Effect: 'Allow',
        Action: ['iam:GetAccountAuthorizationDetails', 'iam:ListOpenIDConnectProviders', 'iam:ListRoles'],
        Resource: '*',
      },
      {
        Sid: 'ReadEachProvider',
        Effect: 'Allow',
        Action: 'iam:GetOpenIDConnectProvider',
        Resource: iamArn(partition, '*', 'oidc-provider/*'),
      },
      ...(roles.length === 0
        ? []
        : [{ Sid: 'AssumeTheAuditRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roles }]),
    ],
  };
}
