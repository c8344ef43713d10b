import type { PartialRole, WrittenArtifact, WrittenRole } from '../artifact/index';
import { issuerHost } from '../context/index';
import type { Federation } from '../federation/index';
import { concernsWebIdentity, parsePolicy } from '../trust/index';
import { providerArns } from './provider-named';

/**
 * Whether artifacts hold a role of a declaration, or may hold one: IAM takes two names that differ in case alone for one. One whose name is
 * not known may be any of them, unless it is in another account or trusts no token of the declared GitLab.
 */
export function mayHoldDeclaredRole(
  { roles, accounts, instance }: Federation,
  artifacts: readonly WrittenArtifact[],
): boolean {
  const names = new Set([...roles.values()].map(({ name }) => name.toLowerCase()));
  const ids = new Set([...accounts.values()].map(({ id }) => id));
  const host = issuerHost(instance.issuer).toLowerCase();
  return rolesOf(artifacts).some((role) => {
    if (role.name !== undefined) return names.has(role.name.toLowerCase());
    if (role.account !== undefined && !ids.has(role.account)) return false;
    const hosts = 'document' in role ? providerArns(role.document) : [];
    return (
      mayTrustTokens(role) && (hosts.length === 0 || hosts.some((arn) => arn.host.toLowerCase() === host))
    );
  });
}

/** Whether artifacts hold a role that a token may assume: whatever a declaration says may be about it. */
export function mayHoldRoleOfTokens(artifacts: readonly WrittenArtifact[]): boolean {
  return rolesOf(artifacts).some(mayTrustTokens);
}

function rolesOf(artifacts: readonly WrittenArtifact[]): readonly (WrittenRole | PartialRole)[] {
  return artifacts.flatMap(({ roles, partial = [] }) => [...roles, ...partial]);
}

/** What is not known of a trust policy may be about tokens. */
function mayTrustTokens(role: WrittenRole | PartialRole): boolean {
  if (!('document' in role)) return true;
  const parsed = parsePolicy(role.document);
  return !parsed.ok || concernsWebIdentity(parsed.policy);
}
