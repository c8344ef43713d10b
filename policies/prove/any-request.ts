import { parsePattern, type Condition, type Policy, type Statement } from '../trust/index';
import type { RequestDependency } from './request-conditions';
import { dependencyText } from './request-keys';
import type { RoleTrust } from './role-trust';

/**
 * The role as the least favourable request meets it, where nothing is known of the issuer: without the Allow statements that have a
 * condition on the request, and with every Deny without its conditions on the request. What can assume it can do so in any request.
 * @param host issuer without its scheme
 */
export function inAnyRequest(
  role: RoleTrust,
  host: string,
): { readonly role: RoleTrust; readonly depends: readonly RequestDependency[] } {
  const { policy } = role;
  const depends: RequestDependency[] = [];
  const statements = policy.statements.flatMap((statement): readonly Statement[] => {
    const open = statement.conditions.map((condition) => requestKeys(condition, policy.version, host));
    const keys = new Set(open.flat());
    for (const key of keys) depends.push({ statement, key, text: dependencyText(key) });
    if (keys.size === 0) return [statement];
    if (statement.effect === 'Allow') return [];
    return [{ ...statement, conditions: statement.conditions.filter((_, i) => open[i]?.length === 0) }];
  });
  return { role: { ...role, policy: { ...policy, statements } }, depends };
}

/** The keys of a condition, as key or as policy variable, that are none of the issuer's. */
function requestKeys(
  { key, values }: Condition,
  version: Policy['version'],
  host: string,
): readonly string[] {
  const syntax = { wildcards: false, variables: version === '2012-10-17' };
  const variables = values.flatMap((value) =>
    parsePattern(value, syntax).flatMap((token) => (token.kind === 'variable' ? [token.key] : [])),
  );
  return [key, ...variables].filter((name) => {
    const lower = name.toLowerCase();
    return !lower.startsWith(`${host.toLowerCase()}:`) && lower !== 'aws:securetransport';
  });
}
