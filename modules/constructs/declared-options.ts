import type { Federation } from '../../policies/index';
import type { AccountOptions } from './account-options';
import { declaredAccount } from './declared';

/**
 * How Terraform deals with an account as the declaration says.
 * @param given options of the app, which go before the declared ones
 * @throws RefgateError for an account that is not declared
 */
export function declaredOptions(
  federation: Federation,
  account: string,
  given: AccountOptions = {},
): AccountOptions {
  const { profile, assumeRole, backend, quotas, adopt, moved, createdProvider } = declaredAccount(
    federation,
    account,
  );
  const protect = [...federation.projects.values()]
    .filter(({ protectFrom }) => protectFrom === account)
    .map(({ key }) => key);
  return {
    profile,
    assumeRole,
    backend,
    quotas,
    adopt,
    moved,
    provider: createdProvider,
    guards: federation.guards,
    protect,
    ...given,
  };
}
