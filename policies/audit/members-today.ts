import { isOneUser, needsNoMore, userNamed, withRole, type Coalition, type Person } from '../mint/index';
import type { SeenMember } from './snapshot/snapshot';

/** Who of a project's members could be the people of a coalition today. */
export interface MembersToday {
  /** For each person, in the order of the coalition: user names, sorted; `unknown` where roles do not tell it. */
  readonly candidates: readonly (readonly string[] | 'unknown')[];
  /** Whether there are different members for all of them; `unknown` where it depends on people whom roles do not tell. */
  readonly there: boolean | 'unknown';
}

/**
 * Members by role, and users by name. Administrators of the instance are no members, and who is in a group, holds a key or is an approver is
 * not in the list.
 */
export function membersToday(coalition: Coalition, members: readonly SeenMember[]): MembersToday {
  const candidates = coalition.map((person) => candidatesFor(person, members));
  const known = candidates.filter((names) => names !== 'unknown');
  const matched = canMatch(known, 0, new Set());
  return { candidates, there: !matched ? false : known.length === candidates.length ? true : 'unknown' };
}

function candidatesFor(person: Person, members: readonly SeenMember[]): readonly string[] | 'unknown' {
  if (person.role === 'none' || person.role === 'admin' || !person.named.every(isOneUser)) return 'unknown';
  return members
    .filter(({ username, role }) =>
      needsNoMore(person, withRole(role === 'owner' ? 'maintainer' : role, userNamed(username))),
    )
    .map(({ username }) => username)
    .toSorted();
}

/** Whether each list can be given a name of its own. The longest list that is looked at decides nothing when it has more names than there are lists. */
function canMatch(lists: readonly (readonly string[])[], place: number, taken: ReadonlySet<string>): boolean {
  const names = lists[place];
  if (names === undefined) return true;
  const enough = names.slice(0, lists.length + taken.size);
  return enough.some((name) => !taken.has(name) && canMatch(lists, place + 1, new Set([...taken, name])));
}
