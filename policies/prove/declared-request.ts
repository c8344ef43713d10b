import { requestConditions, type Grant } from '../grant/index';
import type { Statement } from '../trust/index';
import type { RoleTrust } from './role-trust';
import type { Verdict } from './verdict';

/** The part of a grant that is about the request and not about the token. */
export type DeclaredRequest = Pick<Grant, 'request'>;

/**
 * The role in a request that meets what its declaration demands of one: its Allow statements without exactly those conditions. What a
 * token can assume in any request it can assume in such a one; conditions that nobody declared stay.
 */
export function inDeclaredRequest(role: RoleTrust, grant: DeclaredRequest | undefined): RoleTrust {
  const met = grant === undefined ? [] : requestConditions(grant);
  if (met.length === 0) return role;
  const { policy } = role;
  const statements = policy.statements.map((statement): Statement => {
    if (statement.effect !== 'Allow') return statement;
    const conditions = statement.conditions.filter(
      ({ operator, key, values }) =>
        !met.some(
          (one) =>
            one.operator === operator &&
            one.key.toLowerCase() === key.toLowerCase() &&
            one.values.join('\n') === values.toSorted().join('\n'),
        ),
    );
    return { ...statement, conditions };
  });
  return { ...role, policy: { ...policy, statements } };
}

/** `` in requests that meet its conditions on `aws:SourceIp` ``; empty where the declaration has none. */
export function inDeclaredRequestText(grant: DeclaredRequest | undefined): string {
  const keys = grant === undefined ? [] : requestConditions(grant).map(({ key }) => `\`${key}\``);
  if (keys.length === 0) return '';
  return `, in requests that meet its condition${keys.length === 1 ? '' : 's'} on ${keys.join(' and ')}`;
}

/**
 * First as written, which holds in every request; where that is open, in a request that meets what was declared: a counterexample there
 * is one that AWS would let in from the declared addresses.
 */
export function firstInAnyRequest(
  trusts: readonly RoleTrust[],
  grants: readonly (DeclaredRequest | undefined)[],
  prove: (trusts: readonly RoleTrust[]) => Verdict,
): Verdict {
  const asWritten = prove(trusts);
  if (asWritten.verdict !== 'undecided') return asWritten;
  const met = trusts.map((trust, index) => inDeclaredRequest(trust, grants[index]));
  if (met.every((trust, index) => trust === trusts[index])) return asWritten;
  const again = prove(met);
  // Roles with other conditions are met by other requests: only what refutes them in one request is an answer.
  return again.verdict === 'refuted' || haveEqualRequests(grants) ? again : asWritten;
}

function haveEqualRequests(grants: readonly (DeclaredRequest | undefined)[]): boolean {
  const texts = grants.map((grant) => JSON.stringify(grant === undefined ? [] : requestConditions(grant)));
  return new Set(texts).size <= 1;
}
