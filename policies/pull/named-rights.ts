import type { NamedRight } from '../mint/index';
import { accessLevel, type NamedId } from './access-level';
import type { AccessEntry, ApiAnswer } from './answers';

/** Names of what access levels name by id, as far as they were read. */
export interface KnownNames {
  readonly users: ReadonlyMap<number, string>;
  readonly deployKeys: ReadonlyMap<number, string>;
  /** Full paths. */
  readonly groups: ReadonlyMap<number, string>;
}

/** Who may do one thing under each rule that names more than roles, by the name of the rule. Two rules with one name allow what either of them allows. */
export function namedByRule<R extends { readonly name: string }>(
  answer: ApiAnswer<readonly R[]>,
  entriesOf: (rule: R) => readonly AccessEntry[],
  names: KnownNames,
): ReadonlyMap<string, NamedRight> {
  const entries = new Map<string, readonly AccessEntry[]>();
  for (const rule of answer.kind === 'seen' ? answer.value : [])
    entries.set(rule.name, [...(entries.get(rule.name) ?? []), ...entriesOf(rule)]);
  return new Map(
    [...entries].flatMap(([rule, all]) => {
      const right = namedRight(all, names);
      return right === undefined ? [] : [[rule, right] as const];
    }),
  );
}

/** @returns `undefined` where roles alone say it, or a level is not known */
export function namedRight(entries: readonly AccessEntry[], names: KnownNames): NamedRight | undefined {
  const found = accessLevel(entries);
  if ('unknown' in found || found.named.length === 0) return undefined;
  return {
    role: found.role,
    named: found.named.map((each) => ({ kind: each.kind, name: nameOf(each, names) })),
  };
}

/** A group that was read has its path; of others GitLab says the name that it shows, which two of them may have. */
function nameOf({ kind, id, shown }: NamedId, { users, deployKeys, groups }: KnownNames): string {
  const called = shown === undefined ? `id ${id}` : `${shown} (id ${id})`;
  switch (kind) {
    case 'user':
      return users.get(id) ?? `id ${id}`;
    case 'deploy_key':
      return deployKeys.get(id) ?? `id ${id}`;
    case 'group':
      return groups.get(id) ?? called;
    case 'custom_role':
      return called;
  }
}
