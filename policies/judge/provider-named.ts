import { issuerHost, type ProviderRegistration } from '../context/index';
import { parseProviderArn, type ProviderArn } from '../trust/index';
import type { JudgedArtifact, JudgedRole } from './artifact';

/** The provider of that issuer in the role's account: of the artifact, or as the policy names it. */
export function providerNamed(
  { account, document }: JudgedRole,
  issuer: string,
  artifacts: readonly JudgedArtifact[],
): ProviderRegistration {
  const named = providerArns(document).find(({ host }) => host === issuerHost(issuer));
  const own = account ?? named?.account ?? '';
  const clientIds = artifacts
    .flatMap(({ providers }) => providers)
    .find(
      (known) => known.url === issuer && (known.account === undefined || known.account === own),
    )?.clientIds;
  return {
    issuer,
    account: own,
    partition: named?.partition,
    clientIds,
  };
}

/** The OIDC providers that a trust policy names anywhere. */
export function providerArns(document: unknown): readonly ProviderArn[] {
  if (Array.isArray(document)) return document.flatMap(providerArns);
  if (typeof document === 'object' && document !== null) return Object.values(document).flatMap(providerArns);
  const arn = parseProviderArn(String(document));
  return arn === undefined ? [] : [arn];
}
