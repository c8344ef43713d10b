import { ask } from '../ask';
import type { World } from '../question';
import { nameOfRole, type RoleTrust } from '../role-trust';
import type { Budget } from '../search';
import type { Verdict } from '../verdict';

const EVERY_TOKEN = { kind: 'every_token' } as const;

/** Every token that `a` admits, `b` admits too. */
export function implies(a: RoleTrust, b: RoleTrust, world: World, budget?: Budget): Verdict {
  return impliesAny(a, [b], world, budget);
}

/** Every token that `a` admits, one of the others admits too; the first of them names the claim. */
export function impliesAny(
  a: RoleTrust,
  others: readonly [RoleTrust, ...RoleTrust[]],
  world: World,
  budget?: Budget,
): Verdict {
  const claim = `every token that can assume ${nameOfRole(a)} can assume ${nameOfRole(others[0])}`;
  const denied = others.map((role) => ({ role, outcome: 'deny' }) as const);
  return ask(
    { roles: [{ role: a, outcome: 'allow' }, ...denied], claim, property: EVERY_TOKEN },
    world,
    budget,
  );
}

/** Both admit the same tokens. A counterexample is admitted by exactly one. */
export function equivalent(a: RoleTrust, b: RoleTrust, world: World, budget?: Budget): Verdict {
  const first = implies(a, b, world, budget);
  if (first.verdict === 'refuted') return first;
  const second = implies(b, a, world, budget);
  if (second.verdict !== 'proved' || first.verdict !== 'proved') {
    return second.verdict === 'proved' ? first : second;
  }
  const nodes = first.nodes + second.nodes;
  const { certificates: _certificates, needed, ...proof } = first;
  const asked = [...(first.asked ?? []), ...(second.asked ?? [])];
  const both = { ...proof, reason: `${first.reason}; ${second.reason}`, asked, nodes };
  if (needed === undefined || second.needed === undefined) return both;
  return { ...both, needed: [...new Set([...needed, ...second.needed])] };
}

/** No token is admitted by both. */
export function disjoint(a: RoleTrust, b: RoleTrust, world: World, budget?: Budget): Verdict {
  const claim = `no single token can assume both ${nameOfRole(a)} and ${nameOfRole(b)}`;
  const roles = [
    { role: a, outcome: 'allow' },
    { role: b, outcome: 'allow' },
  ] as const;
  return ask({ roles, claim, property: EVERY_TOKEN }, world, budget);
}

/** No token is admitted at all. */
export function admitsNothing(role: RoleTrust, world: World, budget?: Budget): Verdict {
  return ask(
    {
      roles: [{ role, outcome: 'allow' }],
      claim: `${nameOfRole(role)} admits no token`,
      property: EVERY_TOKEN,
    },
    world,
    budget,
  );
}
