import { accountAudiences, type Federation, type Role } from '../federation/index';
import type { KnownFacts } from './check-input';

/** What a declared federation knows about one of its roles. The client ids of a provider that it does not make stay unknown. */
export function roleFacts(federation: Federation, role: Role): KnownFacts {
  const { account, permissions, maxSessionSeconds, key } = role;
  const trustPolicyQuota = account.quotas.trustPolicySize;
  const provider = { issuer: federation.instance.issuer, account: account.id };
  return {
    providers: [
      account.existingProvider === undefined
        ? { ...provider, clientIds: accountAudiences(federation, account) }
        : provider,
    ],
    account: account.id,
    role: key,
    instance: federation.instance,
    projects: [...federation.projects.values()],
    permissions,
    maxSessionSeconds,
    trustPolicyQuota,
  };
}
