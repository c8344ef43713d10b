import type { z } from 'zod';
import { quote } from '../../errors';
import type { Fault } from '../fault';
import type { Account, Permissions } from '../federation';
import { arnAccount, arnPartition } from '../rules/arn';
import { MANAGED_POLICIES, managedPolicyCountFault } from '../rules/managed-policies';
import type { permissionsSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import type { Reading } from './reading';

type Written = z.output<typeof permissionsSchema> | undefined;

/** A role's permissions: its own words key by key, and the defaults for the keys that it does not have. */
export function mergePermissions(own: Written, defaults: Written): Permissions {
  const { managed = [], inline = {}, boundary } = { ...defaults, ...own };
  return { managed, inline, ...(boundary === undefined ? {} : { boundary }) };
}

/**
 * Refuses policies that the account cannot attach, those of another partition or account, where they stand; those of the defaults
 * at the role that they do not fit.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export function checkPolicyOwners(
  reading: Reading,
  role: Path,
  permissions: Permissions,
  account: Account,
): void {
  const check = (arn: string, path: Path): void => {
    const fault = foreignFault(arn, account);
    if (fault === undefined) return;
    const at = reading.has(path) ? path : role;
    reading[at === path ? 'atValue' : 'atKey'](at, fault);
  };
  for (const [index, arn] of permissions.managed.entries())
    check(arn, [...role, 'permissions', 'managed', index]);
  if (permissions.boundary !== undefined) check(permissions.boundary, [...role, 'permissions', 'boundary']);
}

function foreignFault(arn: string, account: Account): Fault | undefined {
  const partition = arnPartition(arn);
  if (partition !== account.partition) {
    const ours = quote(arn.replace(/^arn:[^:]*/, `arn:${account.partition}`));
    return {
      code: 'ERR_PERMISSIONS',
      message: `${quote(arn)} is in partition ${quote(partition)}, account ${quote(account.key)} is not`,
      expected: ours,
      fix: `write ${ours}`,
    };
  }
  const owner = arnAccount(arn);
  if (owner === 'aws' || owner === account.id) return undefined;
  return {
    code: 'ERR_PERMISSIONS',
    message: `${quote(arn)} is a policy of another account than ${quote(account.key)}, and AWS attaches no such policy`,
    got: `account ${owner}`,
    expected: `${account.id}, or ${quote('aws')} for a policy that AWS manages`,
    fix: 'create the policy in this account, and name that one',
  };
}

/** Refuses more managed policies than the account allows. */
export function checkPolicyCount(
  reading: Reading,
  role: Path,
  { managed }: Permissions,
  { quotas }: Account,
): void {
  const fault = managedPolicyCountFault(managed.length, quotas.managedPolicies ?? MANAGED_POLICIES.default);
  if (fault === undefined) return;
  const path = [...role, 'permissions', 'managed'];
  if (reading.has(path)) reading.atValue(path, fault);
  else reading.atKey(role, fault);
}
