import { bitset, setBit, type Bitset } from '../../../automata/index';
import type { CompiledPolicy, CompiledStatement, TrustRequest } from '../../../evaluate/index';
import { KeyTables, type Demand } from './key-tables';
import { demandsOf } from './value-demand';

/** What one policy answers to many requests. The sets are reused by the next policy: copy what must outlive the call. */
export interface OutcomeRow {
  readonly allowed: Readonly<Bitset>;
  /** It cannot be determined. What is in neither set is denied. */
  readonly undetermined: Readonly<Bitset>;
}

/** From so many candidates on, the other demands of a statement are looked at before they are decided one by one. */
const MANY = 256;

/**
 * Decides many policies on many requests, a policy at a time, without a cell for each pair.
 *
 * An index over the values of the requests finds those for which an Allow statement of the policy may hold; only these are decided, by
 * the policy itself, and all others are denied. So the outcome is that of `evaluate` for every pair, and a policy costs the requests that
 * it may admit, not the requests there are.
 *
 * Cost: the distinct values of each key that a policy demands something of, sorted; then for each Allow statement a word of 32 requests
 * at a time, and a decision for each request that meets its demands.
 *
 * @param requests each asks for at least one action
 * @param visit is called once for each policy, in their order
 */
export function decideMatrix(
  policies: readonly CompiledPolicy[],
  requests: readonly TrustRequest[],
  visit: (policy: number, row: OutcomeRow) => void,
): void {
  const tables = new KeyTables();
  const principals = [...new Set(requests.map(({ principal }) => principal))];
  const plans = policies.map((policy) =>
    policy.statements
      .filter((statement) => mayAllow(statement, principals))
      .map((statement) => demandsOf(statement, policy.policy).map((demand) => tables.add(demand))),
  );
  tables.ask(requests);
  const row = { allowed: bitset(requests.length), undetermined: bitset(requests.length) };
  const candidates = bitset(requests.length);
  for (const [number, policy] of policies.entries()) {
    row.allowed.fill(0);
    row.undetermined.fill(0);
    for (const demands of plans[number]!) {
      select(demands, tables, candidates, requests.length);
      each(candidates, (request) => {
        const outcome = policy.decide(requests[request]!);
        if (outcome === 'allow') setBit(row.allowed, request);
        else if (outcome === 'undetermined') setBit(row.undetermined, request);
      });
    }
    visit(number, row);
  }
}

/** A request that no Allow statement may match is denied, whatever else the policy says. */
function mayAllow({ statement, principal }: CompiledStatement, principals: readonly string[]): boolean {
  return statement.effect === 'Allow' && principals.some((arn) => principal(arn) !== 'no');
}

/** The requests that meet the demands of a statement, and perhaps some that do not. */
function select(demands: readonly Demand[], tables: KeyTables, candidates: Bitset, requests: number): void {
  const sized = demands
    .map((demand) => ({ demand, most: tables.atMost(demand) }))
    .filter(({ most }) => most < requests)
    .toSorted((a, b) => a.most - b.most);
  const [first, ...others] = sized;
  if (first === undefined) {
    candidates.fill(0);
    for (let request = 0; request < requests; request++) setBit(candidates, request);
    return;
  }
  candidates.set(tables.row(first.demand));
  if (first.most <= MANY) return;
  for (const { demand } of others) {
    const row = tables.row(demand);
    for (let i = 0; i < candidates.length; i++) candidates[i]! &= row[i]!;
  }
}

function each(bits: Readonly<Bitset>, visit: (index: number) => void): void {
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i]!; word !== 0; word &= word - 1) visit(32 * i + 31 - Math.clz32(word & -word));
  }
}
