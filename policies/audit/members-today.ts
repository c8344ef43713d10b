import { isOneUser, needsNoMore, userNamed, withRole, type Coalition, type Person } from '../mint/index';
import type { SeenMember } from './snapshot/snapshot';

/** Who of a project's members could be the people of a coalition today. */
export interface MembersToday {
  /** For each person, in the order of the coalition: user names, sorted; `unknown` where roles do not tell it. */
  readonly candidates: readonly (readonly string[] | 'unknown')[];
  /** Whether there are different members for all of them; `unknown` where it depends on people whom roles do not tell, or on `customRoles`. */
  readonly there: boolean | 'unknown';
  /** Members whose custom roles decide it: what one allows beside the role that it is based on is not known. */
  readonly customRoles?: readonly string[];
}

/**
 * Members by role, and users by name. Administrators of the instance are no members, and who is in a group, holds a key or is an approver is
 * not in the list.
 */
export function membersToday(coalition: Coalition, members: readonly SeenMember[]): MembersToday {
  const candidates = coalition.map((person) => candidatesFor(person, members));
  const known = candidates.filter((names) => names !== 'unknown');
  if (canMatch(known, 0, new Set()))
    return { candidates, there: known.length === candidates.length ? true : 'unknown' };
  const custom = members.filter(({ customRole }) => customRole !== undefined);
  const perhaps = coalition
    .map((person) => candidatesFor(person, [...members, ...custom.map(atMost)]))
    .filter((names) => names !== 'unknown');
  if (!canMatch(perhaps, 0, new Set())) return { candidates, there: false };
  return { candidates, there: 'unknown', customRoles: custom.map(({ username }) => username).toSorted() };
}

/** A member with the strongest role that a custom one could be as good as. */
function atMost({ username }: SeenMember): SeenMember {
  return { username, role: 'maintainer' };
}

function candidatesFor(person: Person, members: readonly SeenMember[]): readonly string[] | 'unknown' {
  if (person.role === 'none' || person.role === 'admin' || !person.named.every(isOneUser)) return 'unknown';
  const able = members.filter(({ username, role }) =>
    needsNoMore(person, withRole(role === 'owner' ? 'maintainer' : role, userNamed(username))),
  );
  return [...new Set(able.map(({ username }) => username))].toSorted();
}

/** Whether each list can be given a name of its own. The longest list that is looked at decides nothing when it has more names than there are lists. */
function canMatch(lists: readonly (readonly string[])[], place: number, taken: ReadonlySet<string>): boolean {
  const names = lists[place];
  if (names === undefined) return true;
  const enough = names.slice(0, lists.length + taken.size);
  return enough.some((name) => !taken.has(name) && canMatch(lists, place + 1, new Set([...taken, name])));
}
