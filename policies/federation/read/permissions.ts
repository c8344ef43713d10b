import type { z } from 'zod';
import { LIMITS, QUOTAS } from '../../limits/index';
import type { Account, Permissions } from '../federation';
import type { permissionsSchema } from '../schema/role';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';

type Written = z.output<typeof permissionsSchema> | undefined;

/** A role's permissions: its own words key by key, and the defaults for the keys that it does not have. */
export function mergePermissions(own: Written, defaults: Written): Permissions {
  const { managed = [], inline = {}, boundary } = { ...defaults, ...own };
  return { managed, inline, boundary };
}

/**
 * Refuses policies that the account cannot attach, those of another partition or account, where they stand; those of the defaults
 * at the role that they do not fit.
 */
export function checkPolicyOwners(
  collector: ProblemCollector,
  role: Path,
  permissions: Permissions,
  account: Account,
): void {
  const check = (arn: string, path: Path): void => {
    const fault = LIMITS.policyOwner(arn, account);
    if (fault === undefined) return;
    const at = collector.has(path) ? path : role;
    collector[at === path ? 'atValue' : 'atKey'](at, fault);
  };
  for (const [index, arn] of permissions.managed.entries())
    check(arn, [...role, 'permissions', 'managed', index]);
  if (permissions.boundary !== undefined) check(permissions.boundary, [...role, 'permissions', 'boundary']);
}

/** Refuses more managed policies than the account allows. */
export function checkPolicyCount(
  collector: ProblemCollector,
  role: Path,
  { managed }: Permissions,
  { quotas }: Account,
): void {
  const fault = LIMITS.managedPolicyCount(
    managed.length,
    quotas.managedPolicies ?? QUOTAS.managedPolicies.default,
  );
  if (fault === undefined) return;
  const path = [...role, 'permissions', 'managed'];
  if (collector.has(path)) collector.atValue(path, fault);
  else collector.atKey(role, fault);
}
