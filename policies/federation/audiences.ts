import type { Account, Federation, Role } from './federation';

/** What the audiences of a declaration follow from. */
type Audiences = Pick<Federation, 'audience' | 'roles'>;

/**
 * The client ids of an account's provider: every audience that a role of the account demands, each once, sorted. An account without
 * roles has the audience that its roles would demand.
 */
export function accountAudiences({ audience, roles }: Audiences, account: Account): readonly string[] {
  const demanded = [...roles.values()]
    .filter((role) => role.account.key === account.key)
    .map(({ grant }) => grant.audience);
  return demanded.length === 0 ? [account.audience ?? audience] : [...new Set(demanded)].toSorted();
}

/** What each role demands, by its key. */
export function roleAudiences(roles: ReadonlyMap<string, Role>): ReadonlyMap<string, string> {
  return new Map([...roles].map(([key, { grant }]) => [key, grant.audience]));
}
