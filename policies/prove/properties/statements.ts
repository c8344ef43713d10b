import type { Condition, Policy, Statement } from '../../trust/index';
import type { World } from '../question';
import type { RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { Verdict } from '../verdict';
import { admitsNothing, equivalent, implies } from './compare';

/** A statement or a value that changes nothing, or may: a `proved` verdict says that it does not matter. */
export interface Redundancy {
  readonly kind: 'dead_statement' | 'shadowed_statement' | 'idle_deny' | 'redundant_value';
  readonly statement: Statement;
  /** JSON pointer to the statement, or to the key whose value it is. */
  readonly pointer: string;
  /** The value, for `redundant_value`. */
  readonly value?: string;
  readonly verdict: Extract<Verdict, { verdict: 'proved' }>;
}

/**
 * Everything in a policy that no token needs: Allow statements that match nobody, or nobody that the others do not admit; Deny
 * statements that stop nobody; values without which the policy admits the same. Only what is proved is listed.
 *
 * Cost: one or two questions for each statement and for each value of a list.
 */
export function redundancies(role: RoleTrust, world: World, budget?: Budget): readonly Redundancy[] {
  return role.policy.statements.flatMap((statement, index) => {
    const found = redundantStatement(role, statement, index, world, budget);
    return found === undefined ? redundantValues(role, statement, index, world, budget) : [found];
  });
}

function redundantStatement(
  role: RoleTrust,
  statement: Statement,
  index: number,
  world: World,
  budget?: Budget,
): Redundancy | undefined {
  const pointer = `/Statement/${statement.index}`;
  const rest = withPolicy(role, { ...role.policy, statements: role.policy.statements.toSpliced(index, 1) });
  if (statement.effect === 'Deny') {
    const verdict = implies(rest, role, world, budget);
    return verdict.verdict === 'proved' ? { kind: 'idle_deny', statement, pointer, verdict } : undefined;
  }
  const denies = role.policy.statements.filter(({ effect }) => effect === 'Deny');
  const alone = withPolicy(role, { ...role.policy, statements: [statement, ...denies] });
  const dead = admitsNothing(alone, world, budget);
  if (dead.verdict === 'proved') return { kind: 'dead_statement', statement, pointer, verdict: dead };
  if (rest.policy.statements.every(({ effect }) => effect === 'Deny')) return undefined;
  const shadowed = implies(role, rest, world, budget);
  return shadowed.verdict === 'proved'
    ? { kind: 'shadowed_statement', statement, pointer, verdict: shadowed }
    : undefined;
}

/** One value at a time, each against the whole policy: two values that cover each other are both listed. */
function redundantValues(
  role: RoleTrust,
  statement: Statement,
  index: number,
  world: World,
  budget?: Budget,
): readonly Redundancy[] {
  return statement.conditions.flatMap((condition, at) =>
    condition.values.length < 2
      ? []
      : condition.values.flatMap((value, i): readonly Redundancy[] => {
          const fewer: Condition = { ...condition, values: condition.values.toSpliced(i, 1) };
          const changed: Statement = { ...statement, conditions: statement.conditions.with(at, fewer) };
          const without = withPolicy(role, {
            ...role.policy,
            statements: role.policy.statements.with(index, changed),
          });
          const verdict = equivalent(role, without, world, budget);
          return verdict.verdict === 'proved'
            ? [{ kind: 'redundant_value', statement, pointer: condition.pointer, value, verdict }]
            : [];
        }),
  );
}

function withPolicy(role: RoleTrust, policy: Policy): RoleTrust {
  return { ...role, policy };
}
