import type { NamedRight } from '../mint/index';
import { accessLevel, type NamedId } from './access-level';
import type { AccessEntry, ApiAnswer } from './answers';

/** Names of what access levels name by id, as far as they were read. */
export interface KnownNames {
  readonly users: ReadonlyMap<number, string>;
  readonly deployKeys: ReadonlyMap<number, string>;
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

function nameOf({ kind, id }: NamedId, { users, deployKeys }: KnownNames): string {
  const known = kind === 'user' ? users.get(id) : kind === 'deploy_key' ? deployKeys.get(id) : undefined;
  return known ?? `id ${id}`;
}
