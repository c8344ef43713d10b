import { MINTING_ROLES, type MintingRole } from './rights';

/** What one person of a coalition needs to have. */
export interface Person {
  /** The lowest role that suffices; `none`: no role at all, such as of who holds a deploy key. */
  readonly role: MintingRole | 'none';
  /** What a rule names that the person has to be or to hold, sorted, such as `` user `alice` ``. */
  readonly named: readonly string[];
}

/** People who act together, strongest first. */
export type Coalition = readonly Person[];

/** Whoever has a role, whatever else he is. */
export function withRole(role: Person['role'], ...named: readonly string[]): Person {
  return { role, named: [...new Set(named)].toSorted() };
}

/** What a rule says of a user whom it names. */
export function userNamed(username: string): string {
  return `user \`${username}\``;
}

/** Whether only one person can be what is named. */
export function isOneUser(named: string): boolean {
  return named.startsWith('user `');
}

/** One person who meets what two need. */
export function joined(one: Person, other: Person): Person {
  return withRole(rank(one.role) >= rank(other.role) ? one.role : other.role, ...one.named, ...other.named);
}

export function rank(role: Person['role']): number {
  return role === 'none' ? -1 : MINTING_ROLES.indexOf(role);
}

/** Whether whoever meets the needs of `other` meets those of `one`. */
export function needsNoMore(one: Person, other: Person): boolean {
  return rank(one.role) <= rank(other.role) && one.named.every((name) => other.named.includes(name));
}

/** The same text for the same needs: a role, with what is named after `+`. */
export function personKey({ role, named }: Person): string {
  return [role, ...named].join('+');
}

/** People in a fixed order: strongest role first, then by what is named. */
export function strongestFirst(people: Coalition): Coalition {
  return people.toSorted(
    (a, b) =>
      rank(b.role) - rank(a.role) ||
      b.named.length - a.named.length ||
      (personKey(a) < personKey(b) ? -1 : 1),
  );
}

/** Whether a coalition needs no more than another: each of its people can be found among the others. */
export function isNoStronger(one: Coalition, other: Coalition): boolean {
  const place = (index: number, taken: ReadonlySet<number>): boolean => {
    const person = one[index];
    if (person === undefined) return true;
    return other.some(
      (candidate, at) =>
        !taken.has(at) && needsNoMore(person, candidate) && place(index + 1, new Set([...taken, at])),
    );
  };
  return one.length <= other.length && place(0, new Set());
}

/** A coalition in words, such as `one Maintainer and 2 Developers`. */
export function coalitionText(coalition: Coalition): string {
  const counts = new Map<string, { readonly person: Person; count: number }>();
  for (const person of coalition) {
    const key = personKey(person);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { person, count: 1 });
    else known.count += 1;
  }
  const parts = [...counts.values()].map(({ person, count }) => personText(person, count));
  return parts.length === 1 ? (parts[0] as string) : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function personText({ role, named }: Person, count: number): string {
  const names = named.join(', who is also ');
  if (role === 'none') return count === 1 ? names : `${count} times ${names}`;
  const words = count === 1 ? SINGLE[role] : `${count} ${PLURAL[role]}`;
  if (named.length === 0) return words;
  // whoever a rule names is a Developer at least: that goes without saying
  if (role === 'developer' && count === 1) return names;
  return `${words} who ${count === 1 ? 'is' : 'are'} ${names}`;
}

const SINGLE: Readonly<Record<MintingRole, string>> = {
  developer: 'one Developer',
  maintainer: 'one Maintainer',
  admin: 'one administrator of the instance',
};
const PLURAL: Readonly<Record<MintingRole, string>> = {
  developer: 'Developers',
  maintainer: 'Maintainers',
  admin: 'administrators of the instance',
};
