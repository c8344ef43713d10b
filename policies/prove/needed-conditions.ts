import { quote } from '../errors';
import type { Condition, Policy } from '../trust/index';
import { nameOfRole, type RoleTrust } from './role-trust';
import type { Verdict } from './verdict';

/**
 * Conditions of a role's Allow statements without which a proof about it fails: drops them one by one and asks again. A condition
 * that stands alike in several statements is dropped from all of them. Where one can take another's place the shorter one is kept.
 *
 * Cost: one question for each distinct condition.
 */
export function neededConditions(
  role: RoleTrust,
  prove: (role: RoleTrust) => Verdict,
): { readonly conditions: readonly Condition[]; readonly role: RoleTrust } {
  const kept = new Map<string, Condition>();
  for (const { effect, conditions } of role.policy.statements) {
    if (effect !== 'Allow') continue;
    for (const condition of conditions) kept.set(nameOf(condition), condition);
  }
  // What is long to say is dropped first.
  const names = [...kept.keys()].toSorted((a, b) => b.length - a.length);
  let current = role;
  for (const name of names) {
    const without = { ...role, policy: withoutCondition(current.policy, name) };
    if (prove(without).verdict !== 'proved') continue;
    current = without;
    kept.delete(name);
  }
  return { conditions: [...kept.values()], role: current };
}

/** The proof with the conditions that it rests on for its reason, where it rests on any. */
export function withConditions(
  verdict: Verdict,
  roles: readonly RoleTrust[],
  claim: string,
  prove: (roles: readonly RoleTrust[]) => Verdict,
): Verdict {
  if (verdict.verdict !== 'proved') return verdict;
  let current = roles;
  const texts: string[] = [];
  for (const [index, role] of roles.entries()) {
    const { conditions, role: reduced } = neededConditions(role, (changed) =>
      prove(current.with(index, changed)),
    );
    current = current.with(index, reduced);
    if (conditions.length === 0) continue;
    const whose = roles.length > 1 ? `in ${nameOfRole(role)} ` : '';
    texts.push(`${whose}${listText(acrossStatements(conditions).map(conditionText))}`);
  }
  return texts.length === 0 ? verdict : { ...verdict, reason: `${claim}, because ${texts.join(', and ')}` };
}

/** Statements that ask for one thing or another ask for one of the two: no statement has an operator and a key twice. */
function acrossStatements(conditions: readonly Condition[]): readonly Condition[] {
  const merged = new Map<string, Condition>();
  for (const condition of conditions) {
    const name = `${condition.operator} ${condition.key.toLowerCase()}`;
    const other = merged.get(name);
    const values = [...new Set([...(other?.values ?? []), ...condition.values])];
    merged.set(name, { ...condition, values });
  }
  return [...merged.values()];
}

/** A condition as a reader would say it: `` `gitlab.com:ref_protected` is `true` ``. */
export function conditionText({ key, operator, values }: Condition): string {
  const shown = values.slice(0, 3).map(quote);
  const more = values.length > 3 ? ` or ${values.length - 3} more` : '';
  const list = more === '' ? listText(shown, 'or') : shown.join(', ');
  const verb = { StringEquals: 'is', StringLike: 'is like' }[operator];
  return verb === undefined || values.length === 0
    ? `${operator} ${quote(key)} ${JSON.stringify(values)}`
    : `${quote(key)} ${verb} ${list}${more}`;
}

function listText(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}

function nameOf({ operator, key, values }: Condition): string {
  return JSON.stringify([operator, key.toLowerCase(), values]);
}

function withoutCondition(policy: Policy, name: string): Policy {
  return {
    ...policy,
    statements: policy.statements.map((statement) =>
      statement.effect === 'Allow'
        ? { ...statement, conditions: statement.conditions.filter((condition) => nameOf(condition) !== name) }
        : statement,
    ),
  };
}
