import type { Account, Fault, Permissions, Problem } from '../../policies/index';
import { issuerHost, LIMITS, QUOTAS } from '../../policies/index';
import type { AccountOptions } from './account-options';
import { refused, refusedEach } from './refused';

/** What AWS and Terraform refuse about an account, its existing provider, and the way that Terraform gets into it. */
export function accountProblems(
  account: Account,
  issuer: string,
  { profile, assumeRole }: AccountOptions,
): readonly Problem[] {
  const { id, region, partition, position, existingProvider: existing } = account;
  const expected = { partition, account: id, host: issuerHost(issuer) };
  const provider = existing !== undefined && 'arn' in existing ? existing.arn : undefined;
  const whole = [...refused(id, LIMITS.accountId), ...refused(region, LIMITS.region)];
  const problems =
    whole.length > 0
      ? whole
      : [
          ...refused(region, (text) => LIMITS.partition(partition, text)),
          ...refused(provider, (arn) => LIMITS.providerArn(arn) ?? LIMITS.providerMismatch(arn, expected)),
          ...refused(profile, LIMITS.plainText('the profile')),
          ...refused(assumeRole?.roleArn, (arn) => LIMITS.roleArn(arn) ?? LIMITS.assumedRole(arn, account)),
          ...refused(assumeRole?.externalId, LIMITS.externalId),
          ...refused(assumeRole?.sessionName, LIMITS.sessionName),
        ];
  return problems.map((problem) => ({ ...problem, position }));
}

/** What an account cannot hold of the roles that it declares. */
export function roleCountProblems(
  { key, position }: Account,
  roles: number,
  quota: number = QUOTAS.roles.default,
): readonly Problem[] {
  const fault: Fault | undefined = LIMITS.roleCount(roles, quota, key);
  return fault === undefined ? [] : [{ ...fault, position }];
}

/** Policies that the account cannot attach to its roles. */
export function policyOwnerProblems(
  account: Account,
  { managed, boundary }: Permissions,
): readonly Problem[] {
  const owner = (arn: string): Fault | undefined => LIMITS.policyOwner(arn, account);
  return [...refusedEach(managed, owner), ...refused(boundary, owner)];
}
