import type { WrittenArtifact } from '../artifact/index';
import { quote, RefgateError } from '../errors';
import type { ProviderRegistration } from '../context/index';
import { parseProviderArn } from '../trust/index';
import type { ReadTrust } from './read-trust';

/**
 * Who vouches for tokens: as declared, as the user says, or as the policy names it; of several the one that the token names.
 * @param options `issuer` as the user says, `iss` as the token has it
 */
export function providerOf(
  { provider, policy, written }: ReadTrust,
  { artifacts }: { readonly artifacts: readonly WrittenArtifact[] },
  { issuer: said, iss }: { readonly issuer?: string; readonly iss?: unknown },
): ProviderRegistration {
  if (provider !== undefined) return provider;
  const federated = (policy?.statements ?? []).flatMap(({ principal }) =>
    principal.kind === 'listed' ? principal.federated : [],
  );
  const named = federated.flatMap((arn) => {
    const read = parseProviderArn(arn);
    return read === undefined ? [] : [{ ...read, url: `https://${read.host}` }];
  });
  const reference = federated.find((arn) => arn.includes('${'));
  const { url, partition, account } = named.find((each) => each.url === (said ?? iss)) ?? named[0] ?? {};
  const issuer = said ?? url ?? (typeof iss === 'string' ? iss : undefined);
  const own = written.account ?? account;
  if (issuer === undefined || own === undefined) {
    throw new RefgateError({
      code: 'ERR_USAGE',
      message:
        named.length > 0
          ? 'cannot determine the account of the role'
          : reference === undefined
            ? 'the role names no OIDC provider, so no ID token can assume it'
            : `cannot determine which OIDC provider ${quote(reference)} is`,
      expected: 'a `Federated` principal in the trust policy',
      fix: 'to see it explained anyway give `--issuer` and `--account`',
    });
  }
  const clientIds = registeredAudiences(artifacts, issuer, own);
  return {
    issuer,
    account: own,
    partition: written.partition ?? partition,
    clientIds,
  };
}

/** The client ids of the provider in the account; `undefined` where no artifact specifies them, or several differ. */
function registeredAudiences(
  artifacts: readonly WrittenArtifact[],
  issuer: string,
  own: string,
): readonly string[] | undefined {
  const found = artifacts
    .flatMap(({ providers }) => providers)
    .filter(({ url, account = own }) => account === own && (url === issuer || `https://${url}` === issuer));
  const [first, ...others] = found.map(({ clientIds }) => clientIds);
  const textOf = (ids: readonly string[] | undefined): string => JSON.stringify(ids?.toSorted() ?? null);
  return others.every((ids) => textOf(ids) === textOf(first)) ? first : undefined;
}
