import type { Position } from '../errors';
import { formatPosition } from '../errors';
import type { AssumptionId } from '../gitlab/index';
import type { Grant, ProofObligation } from '../grant/index';
import { disjoint, equivalent, implies } from './properties/compare';
import { admitsAllOfGrant, admitsOnlyGrant } from './properties/grant';
import { never, neverClaim } from './properties/never';
import { onlyProtectedRefs } from './properties/protected-refs';
import { withNeeded } from './needed-assumptions';
import type { RoleTrust } from './role-trust';
import type { Budget } from './search';
import type { Verdict } from './verdict';
import type { GitlabWorld } from './world/gitlab-world';

/** A role as it was written, and what it was meant to admit. */
export interface RoleUnderProof {
  readonly key: string;
  readonly trust: RoleTrust;
  /** Absent for a role that nobody declared: then nothing is proved unasked. */
  readonly grant?: Grant;
}

/** One promise and what became of it. */
export interface FederationProof {
  /** Keys of the roles it is about. */
  readonly roles: readonly string[];
  /** Plain words, such as `deploy admits protected refs only`. */
  readonly property: string;
  readonly verdict: Verdict;
  /** The entry that asked for it; absent for what is always proved. */
  readonly position?: Position;
  /** One line: where, what, and why it does not hold, or why it does. */
  readonly message: string;
}

export interface FederationProofOptions {
  readonly budget?: Budget;
  /** Whether to find out which assumptions each proof needs, at the cost of one more question for each of them. @default false */
  readonly needed?: boolean;
}

/**
 * Proves of every declared role that it admits exactly its grant, nothing more and nothing less, and then every promise. A role
 * that a promise names and nobody wrote is `undecided`.
 */
export function proveFederation(
  roles: readonly RoleUnderProof[],
  obligations: readonly ProofObligation[],
  world: GitlabWorld,
  options: FederationProofOptions = {},
): readonly FederationProof[] {
  const byKey = new Map(roles.map((role) => [role.key, role]));
  const { budget } = options;
  const run = (prove: (world: GitlabWorld, budget?: Budget) => Verdict): Verdict =>
    options.needed === true ? withNeeded(world, prove, budget) : prove(world, budget);
  const proofs: FederationProof[] = [];
  for (const { key, trust, grant } of roles) {
    if (grant === undefined) continue;
    const named = { ...trust, name: key };
    proofs.push(
      line(
        [key],
        `${key} admits nothing beyond its grant`,
        run((at, limit) => admitsOnlyGrant(named, grant, at, limit)),
      ),
    );
    proofs.push(
      line(
        [key],
        `${key} admits all of its grant`,
        run((at, limit) => admitsAllOfGrant(named, grant, at, limit)),
      ),
    );
  }
  for (const obligation of obligations) {
    for (const { roles: keys, property, prove } of questionsOf(obligation)) {
      const trusts = keys.flatMap((key) => {
        const role = byKey.get(key);
        return role === undefined ? [] : [{ ...role.trust, name: key }];
      });
      const missing = keys.filter((key) => !byKey.has(key));
      const verdict: Verdict =
        missing.length > 0
          ? {
              verdict: 'undecided',
              reason: `there is no trust policy for ${missing.join(' and ')}`,
              nodes: 0,
            }
          : run((at, limit) => prove(trusts, at, limit));
      proofs.push(line(keys, property, verdict, obligation.position));
    }
  }
  return proofs;
}

interface PromisedQuestion {
  readonly roles: readonly string[];
  readonly property: string;
  readonly prove: (trusts: readonly RoleTrust[], world: GitlabWorld, budget?: Budget) => Verdict;
}

function questionsOf(obligation: ProofObligation): readonly PromisedQuestion[] {
  const first = (trusts: readonly RoleTrust[]): RoleTrust => trusts[0] as RoleTrust;
  switch (obligation.kind) {
    case 'only':
      return [
        {
          roles: [obligation.role],
          property: `${obligation.role} admits protected refs only`,
          prove: (trusts, world, budget) => onlyProtectedRefs(first(trusts), world, budget),
        },
      ];
    case 'never':
      return obligation.never.map((kind) => ({
        roles: [obligation.role],
        property: neverClaim(obligation.role, kind),
        prove: (trusts, world, budget) => never(first(trusts), kind, world, budget),
      }));
    case 'implies':
    case 'disjoint':
    case 'equivalent': {
      const [a, b] = obligation.roles;
      const compare = { implies, disjoint, equivalent }[obligation.kind];
      const words = {
        implies: `whoever may assume ${a} may assume ${b}`,
        disjoint: `nobody may assume both ${a} and ${b}`,
        equivalent: `${a} and ${b} admit the same`,
      };
      return [
        {
          roles: obligation.roles,
          property: words[obligation.kind],
          prove: (trusts, world, budget) => compare(first(trusts), trusts[1] as RoleTrust, world, budget),
        },
      ];
    }
  }
}

function line(
  roles: readonly string[],
  property: string,
  verdict: Verdict,
  position?: Position,
): FederationProof {
  const where = position === undefined ? '' : `${formatPosition(position)}: `;
  const needs = verdict.verdict === 'proved' && verdict.needed !== undefined ? needText(verdict.needed) : '';
  const message = `${where}${verdict.verdict}: ${verdict.reason.startsWith(property) ? '' : `${property}: `}${verdict.reason}${needs}`;
  const made = { roles, property, verdict, message };
  return position === undefined ? made : { ...made, position };
}

function needText(needed: readonly AssumptionId[]): string {
  return needed.length === 0 ? '; needs no assumption' : `; needs ${needed.join(', ')}`;
}
