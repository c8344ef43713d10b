import type { Position } from '../errors';
import { formatPosition } from '../errors';
import type { AssumptionId } from '../gitlab/index';
import type { Grant, OnlyProjects, ProofObligation } from '../grant/index';
import { firstInAnyRequest, inDeclaredRequestText } from './declared-request';
import { disjoint, equivalent, implies } from './properties/compare';
import { admitsAllOfGrant, admitsOnlyGrant } from './properties/grant';
import { never, neverClaim, onlyProjects, onlyProjectsClaim } from './properties/never';
import { onlyProtectedRefs } from './properties/protected-refs';
import { PROBE, withNeeded } from './needed-assumptions';
import { withConditions } from './needed-conditions';
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
  /** What the declaration demands of the request, where the grant itself is not proved. @default that of the grant */
  readonly request?: Grant['request'];
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

/** How long each proof may be searched for, and how much is said about it. */
export interface FederationProofOptions {
  readonly budget?: Budget;
  /**
   * Whether to find out what each proof needs, at the cost of one more question for each assumption and each condition.
   * @default false
   */
  readonly needed?: boolean;
  /** Hears of every proof that was tried. */
  readonly onProof?: (done: number, total: number) => void;
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
  const { budget, onProof } = options;
  const questions = obligations.flatMap(questionsOf).length;
  const total = roles.filter(({ grant }) => grant !== undefined).length * 2 + questions;
  let done = 0;
  const run = (prove: (world: GitlabWorld, budget?: Budget) => Verdict): Verdict => {
    onProof?.((done += 1), total);
    return options.needed === true ? withNeeded(world, prove, budget) : prove(world, budget);
  };
  const proofs: FederationProof[] = [];
  for (const { key, trust, grant } of roles) {
    if (grant === undefined) continue;
    const named = { ...trust, name: key };
    proofs.push(
      line(
        [key],
        nothingBeyondGrant(key),
        run((at, limit) =>
          firstInAnyRequest([named], [grant], ([met = named]) => admitsOnlyGrant(met, grant, at, limit)),
        ),
      ),
    );
    proofs.push(
      line(
        [key],
        `${allOfGrant(key)}${inDeclaredRequestText(grant)}`,
        run((at, limit) =>
          firstInAnyRequest([named], [grant], ([met = named]) => admitsAllOfGrant(met, grant, at, limit)),
        ),
      ),
    );
  }
  for (const obligation of obligations) {
    for (const { roles: keys, property, prove, asked } of questionsOf(obligation)) {
      const trusts = keys.flatMap((key) => {
        const role = byKey.get(key);
        return role === undefined ? [] : [{ ...role.trust, name: key }];
      });
      const grants = keys.flatMap((key) => {
        const role = byKey.get(key);
        return role === undefined ? [] : [{ request: role.grant?.request ?? role.request }];
      });
      const missing = keys.filter((key) => !byKey.has(key));
      const explained = (verdict: Verdict): Verdict =>
        options.needed !== true
          ? verdict
          : withConditions(verdict, trusts.slice(0, asked), property, (changed) =>
              prove([...changed, ...trusts.slice(asked)], world, PROBE),
            );
      const verdict: Verdict =
        missing.length > 0
          ? {
              verdict: 'undecided',
              reason: `there is no trust policy for ${missing.join(' and ')}`,
              nodes: 0,
            }
          : explained(run((at, limit) => firstInAnyRequest(trusts, grants, (met) => prove(met, at, limit))));
      proofs.push(line(keys, property, verdict, obligation.position));
    }
  }
  return proofs;
}

/** The property that no token assumes a declared role but those of its grant. */
export function nothingBeyondGrant(key: string): string {
  return `${key} admits nothing beyond its grant`;
}

/** The property that every token of its grant assumes a declared role; what follows says in which requests. */
export function allOfGrant(key: string): string {
  return `${key} admits all of its grant`;
}

interface PromisedQuestion {
  readonly roles: readonly string[];
  /** How many of the roles a counterexample would get into. */
  readonly asked: number;
  readonly property: string;
  readonly prove: (trusts: readonly RoleTrust[], world: GitlabWorld, budget?: Budget) => Verdict;
}

function questionsOf(obligation: ProofObligation): readonly PromisedQuestion[] {
  const first = (trusts: readonly RoleTrust[]): RoleTrust => trusts[0] as RoleTrust;
  switch (obligation.kind) {
    case 'only': {
      const { only } = obligation;
      return [
        {
          roles: [obligation.role],
          asked: 1,
          property: onlyClaim(obligation.role, only),
          prove: (trusts, world, budget) =>
            only === 'protected_refs'
              ? onlyProtectedRefs(first(trusts), world, budget)
              : onlyProjects(first(trusts), only, world, budget),
        },
      ];
    }
    case 'never':
      return obligation.never.map((kind) => ({
        roles: [obligation.role],
        asked: 1,
        property: neverClaim(obligation.role, kind),
        prove: (trusts, world, budget) => never(first(trusts), kind, world, budget),
      }));
    case 'implies':
    case 'disjoint':
    case 'equivalent': {
      const [a, b] = obligation.roles;
      const compare = { implies, disjoint, equivalent }[obligation.kind];
      const words = {
        implies: `every token that can assume ${a} can assume ${b}`,
        disjoint: `no single token can assume both ${a} and ${b}`,
        equivalent: `${a} and ${b} admit the same`,
      };
      return [
        {
          roles: obligation.roles,
          asked: { implies: 1, disjoint: 2, equivalent: 0 }[obligation.kind],
          property: words[obligation.kind],
          prove: (trusts, world, budget) => compare(first(trusts), trusts[1] as RoleTrust, world, budget),
        },
      ];
    }
  }
}

function onlyClaim(role: string, only: 'protected_refs' | OnlyProjects): string {
  return only === 'protected_refs' ? `${role} admits protected refs only` : onlyProjectsClaim(role, only);
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
