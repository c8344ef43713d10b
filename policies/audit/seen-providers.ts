import type { WrittenProvider } from '../artifact/index';
import { issuerHost } from '../context/index';
import type { SeenAccounts } from './read-account';

/** The OIDC providers of the accounts, as far as they were seen. */
export interface SeenProviders {
  /** The provider of an account for an issuer; of several answers about one the one that tells its client ids. */
  of(account: string, issuer: string): WrittenProvider | undefined;
  /** Whether every provider of the account was seen: only then one that is missing is missing. */
  isComplete(account: string): boolean;
  /** Providers of which the account is not known. */
  readonly homeless: readonly WrittenProvider[];
}

export function seenProviders(seen: readonly SeenAccounts[]): SeenProviders {
  const accounts = [...new Set(seen.flatMap((one) => one.accounts))];
  const [only] = accounts;
  const sole = accounts.length === 1 ? only : undefined;
  const found = new Map<string, WrittenProvider>();
  const homeless: WrittenProvider[] = [];
  for (const provider of seen.flatMap(({ artifact }) => artifact.providers)) {
    // The answer of `get-open-id-connect-provider` names no account.
    const account = provider.account ?? sole;
    if (account === undefined) {
      homeless.push(provider);
      continue;
    }
    const key = keyOf(account, provider.url);
    const known = found.get(key);
    if (known === undefined || known.clientIds === undefined) found.set(key, { ...provider, account });
  }
  // a file of several accounts may have the list of one of them
  const complete = new Set(
    seen.flatMap(({ allProviders, accounts: all, artifact }) =>
      !allProviders
        ? []
        : all.length === 1
          ? all
          : artifact.providers.flatMap(({ account }) => (account === undefined ? [] : [account])),
    ),
  );
  return {
    of: (account, issuer) => found.get(keyOf(account, issuer)),
    isComplete: (account) => complete.has(account),
    homeless,
  };
}

function keyOf(account: string, url: string): string {
  return `${account} ${issuerHost(url).toLowerCase().replace(/\/+$/, '')}`;
}
