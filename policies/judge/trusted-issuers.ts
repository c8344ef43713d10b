import { issuerHost } from '../context/index';
import type { ProofObligation } from '../grant/index';
import { rolesOfObligation } from './other-issuer-proofs';
import type { ProvableTrust } from './provable-trust';

/**
 * URLs of the issuers whose tokens a role can accept: the registered one first, then those that the Allow statements of its policy name.
 * What is proved of the tokens of one says nothing about those of another. Empty when the provider is unknown.
 */
export function trustedIssuers({
  issuers = [],
  provider,
}: Pick<ProvableTrust, 'issuers' | 'provider'>): readonly string[] {
  if (provider === undefined) return [];
  const own = issuerHost(provider.issuer);
  return [provider.issuer, ...issuers.flatMap(({ host }) => (host === own ? [] : [`https://${host}`]))];
}

/** The role as it is for the tokens of one issuer. Which audiences are registered is known of its own provider alone. */
export function seenFrom<T extends ProvableTrust>(trust: T, issuer: string): T {
  const { provider, issuers } = trust;
  if (provider === undefined) return trust;
  const host = issuerHost(issuer);
  const { account, partition } = provider;
  return {
    ...trust,
    provider: host === issuerHost(provider.issuer) ? provider : { issuer, account, partition },
    issuers: issuers?.filter((one) => one.host === host),
  };
}

/** The issuers that a property is asked for: those of each of its roles. */
export function issuersOfObligation(
  obligation: ProofObligation,
  byKey: ReadonlyMap<string, ProvableTrust>,
): readonly string[] {
  const found = rolesOfObligation(obligation).flatMap((key) => trustedIssuers(byKey.get(key) ?? {}));
  return [...new Map(found.map((issuer) => [issuerHost(issuer), issuer])).values()];
}
