import { quote } from '../errors';
import type { RolePermissions } from './check-input';
import { administratorGrant, isReadOnly, isReadOnlyPolicy } from './permissions';
import { wideningOf } from './widening';

/** What a session of a role can do, from most to least. `unknown`: the input does not contain enough of the permissions. */
export const PERMISSION_LEVELS = ['admin', 'unknown', 'write', 'read', 'none'] as const;

/** A level with what decided it. */
export interface PermissionLevel {
  readonly level: (typeof PERMISSION_LEVELS)[number];
  /** One clause that continues `write: `. */
  readonly because: string;
}

/** Managed policies of AWS whose name says that they write. */
const FULL_ACCESS = /:iam::aws:policy\/(.*\/)?\w*FullAccess$/;

/**
 * How much a session of a role can do. `admin` is everything, or a way to more permissions; `read` and `none` are only said where all of
 * the permissions are known. Denies are not subtracted. Of a managed policy of AWS the name decides, unless the input contains it.
 * @param self ARN of the role, where it is known
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export function permissionLevel(permissions: RolePermissions | undefined, self?: string): PermissionLevel {
  if (permissions === undefined) return unknown('the permissions are not in the input');
  const { managed, inline, boundary, unread = [] } = permissions;
  const grant = administratorGrant(permissions);
  if (grant !== undefined) return { level: 'admin', because: quote(grant) };
  const widening = wideningOf(permissions, self).find(({ unless }) => unless === undefined);
  if (widening !== undefined)
    return { level: 'admin', because: `${quote(widening.action)} ${widening.way.gives}` };
  const [reason] = unread;
  if (reason !== undefined) return unknown(reason);
  if (managed.length + Object.keys(inline).length === 0)
    return { level: 'none', because: 'the input attaches no policy' };
  if (isReadOnly(permissions)) return { level: 'read', because: named([...managed, ...Object.keys(inline)]) };
  if (boundary !== undefined && isReadOnlyPolicy(boundary))
    return { level: 'read', because: `the boundary ${quote(boundary)}` };
  const unseen = managed.filter(
    (arn) => !Object.hasOwn(inline, arn) && !isReadOnlyPolicy(arn) && !FULL_ACCESS.test(arn),
  );
  if (unseen.length > 0) return unknown(`the input does not contain the policy ${named(unseen)}`);
  return { level: 'write', because: named([...managed, ...Object.keys(inline)]) };
}

function unknown(because: string): PermissionLevel {
  return { level: 'unknown', because };
}

/** A few names; the rest is counted. */
function named(names: readonly string[]): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, 3).map(quote).join(', ');
  return all.length > 3 ? `${shown} and ${all.length - 3} more` : shown;
}
