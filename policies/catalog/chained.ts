import { quote } from '../errors';
import type { ReachedRole } from './check-input';
import { administratorGrant, isReadOnly } from './permissions';
import { wideningOf } from './widening';

/** What makes a role that a chain reaches dangerous: a grant of everything, or a way to more. */
export function powerOf({ permissions, arn }: ReachedRole): string | undefined {
  return administratorGrant(permissions) ?? wideningOf(permissions, arn)[0]?.action;
}

/** Whether the permissions of a role that a chain reaches are known to be for reading alone. */
export function onlyReads({ permissions }: ReachedRole): boolean {
  const { managed, inline, unread = [] } = permissions;
  return unread.length === 0 && managed.length + Object.keys(inline).length > 0 && isReadOnly(permissions);
}

/** `` `prod` through `ci` and `deploy` ``, for a session of a role. */
export function routeInWords({ role, through, choosing = [] }: ReachedRole): string {
  const over = through.length === 0 ? '' : ` through ${through.map(quote).join(' and ')}`;
  const given =
    choosing.length === 0 ? '' : ` (with ${choosing.map(quote).join(', ')}, which the caller chooses)`;
  return `${quote(role)}${over}${given}`;
}
