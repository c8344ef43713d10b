import { quote } from '../errors';
import { accountAudiences, type Federation, type Role } from '../federation/index';
import { issuerHost, type ProviderRegistration } from '../context/index';
import type { JudgedArtifact, JudgedRole } from './artifact';

/** The role under its name in its account; where the artifact tells no account, the name must be unique. */
export function findRole<T extends JudgedRole>(
  role: Role,
  artifacts: readonly { readonly roles: readonly T[] }[],
): T | string {
  const named = rolesByName(artifacts).get(role.name) ?? [];
  const inAccount = named.filter(({ account }) => account === role.account.id);
  const candidates = inAccount.length > 0 ? inAccount : named.filter(({ account }) => account === undefined);
  if (candidates.length === 1) return candidates[0] as T;
  return candidates.length === 0
    ? `the artifact has no role named ${quote(role.name)} in account ${role.account.id}`
    : `the artifact has ${candidates.length} roles named ${quote(role.name)}`;
}

const namedRoles = new WeakMap<object, ReadonlyMap<string | undefined, readonly JudgedRole[]>>();

function rolesByName<T extends JudgedRole>(
  artifacts: readonly { readonly roles: readonly T[] }[],
): ReadonlyMap<string | undefined, readonly T[]> {
  const known = namedRoles.get(artifacts) as ReadonlyMap<string | undefined, readonly T[]> | undefined;
  if (known !== undefined) return known;
  const byName = new Map<string | undefined, T[]>();
  for (const role of artifacts.flatMap((artifact) => artifact.roles)) {
    const named = byName.get(role.name);
    if (named === undefined) byName.set(role.name, [role]);
    else named.push(role);
  }
  namedRoles.set(artifacts, byName);
  return byName;
}

/** The provider as the artifact registers it; one that exists already is taken to know the audiences that its roles demand. */
export function registration(
  role: Role,
  federation: Federation,
  artifacts: readonly JudgedArtifact[],
): ProviderRegistration {
  const { issuer } = federation.instance;
  const host = issuerHost(issuer);
  const written = artifacts
    .flatMap((artifact) => artifact.providers)
    .find(
      ({ url, account }) =>
        issuerHost(url.startsWith('https://') ? url : `https://${url}`) === host &&
        (account === undefined || account === role.account.id),
    );
  const clientIds = written?.clientIds ?? accountAudiences(federation, role.account);
  return { issuer, account: role.account.id, partition: role.account.partition, clientIds };
}
