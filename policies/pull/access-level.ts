import { ACCESS_LEVELS, type AccessLevel } from '../gitlab/index';
import type { AccessEntry } from './answers';

/** Who may do something under a rule, in the words of a declaration. */
export interface SeenLevel {
  /** The lowest role that may. With `also` it is `developer`: whoever is named needs that role at least. */
  readonly level: AccessLevel;
  /** What the rule names beside roles, such as `1 user` or `2 groups`: no declaration says it. */
  readonly also: readonly string[];
  /** The lowest role that may without being named. */
  readonly role: AccessLevel;
  /** What the rule names, by id. */
  readonly named: readonly NamedId[];
}

/** A user, a group, a custom role or a deploy key of an access level. */
export interface NamedId {
  readonly kind: 'user' | 'group' | 'custom_role' | 'deploy_key';
  readonly id: number;
  /** What GitLab's pages call it. @see https://docs.gitlab.com/api/protected_branches/ `access_level_description` */
  readonly shown?: string;
}

/**
 * GitLab's numbers of roles.
 * @see https://docs.gitlab.com/api/protected_branches/#valid-access-levels
 */
const LEVELS: ReadonlyMap<number, AccessLevel> = new Map([
  [0, 'no_one'],
  [30, 'developer'],
  [40, 'maintainer'],
  [60, 'admin'],
]);

/** Members of an entry that name somebody. An entry of a deploy key has a number too, which is not that of a role. */
const NAMED = [
  ['user_id', 'user', 'user'],
  ['group_id', 'group', 'group'],
  ['deploy_key_id', 'deploy key', 'deploy_key'],
  ['member_role_id', 'custom role', 'custom_role'],
] as const;

/**
 * The lowest role that any entry of a rule admits. No entry admits no token.
 * @returns the number of a role that is not known, where there is one
 * @see https://docs.gitlab.com/user/project/repository/branches/protected/#with-push-or-merge-permissions users, groups and keys
 */
export function accessLevel(
  entries: readonly AccessEntry[],
): SeenLevel | { readonly unknown: number | null } {
  const also = NAMED.flatMap(([member, word]) => {
    const count = entries.filter((entry) => typeof entry[member] === 'number').length;
    return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
  });
  let level: AccessLevel = 'no_one';
  for (const entry of entries) {
    if (NAMED.some(([member]) => typeof entry[member] === 'number')) continue;
    const found = LEVELS.get(entry.access_level ?? -1);
    if (found === undefined) return { unknown: entry.access_level ?? null };
    level = weaker(level, found);
  }
  const named = entries.flatMap((entry) =>
    NAMED.flatMap(([member, , kind]) => {
      const id = entry[member];
      return typeof id === 'number' ? [{ kind, id, shown: entry.access_level_description ?? undefined }] : [];
    }),
  );
  return { level: also.length > 0 ? 'developer' : level, also, role: level, named };
}

/** The one of two levels that more people have; `no_one` is what the fewest have. */
export function weaker(one: AccessLevel, other: AccessLevel): AccessLevel {
  if (one === 'no_one') return other;
  if (other === 'no_one') return one;
  return ACCESS_LEVELS.indexOf(one) <= ACCESS_LEVELS.indexOf(other) ? one : other;
}
