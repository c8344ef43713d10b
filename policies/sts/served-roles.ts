import type { WrittenArtifact } from '../artifact/index';
import { issuerHost, type ProviderRegistration } from '../context/index';
import { compilePolicy, type CompiledPolicy } from '../evaluate/index';
import type { ReadTrust } from '../judge/index';
import { parseProviderArn, type Policy } from '../trust/index';

/** A role that can be asked for. */
export interface ServedRole {
  readonly key: string;
  /** Absent for a policy without a role: it answers for every name of its account. */
  readonly name?: string;
  readonly account: string;
  readonly partition: string;
  readonly maxSessionSeconds: number;
  /** Absent where the trust policy cannot be parsed: it cannot be determined what it does. */
  readonly compiled?: CompiledPolicy;
  readonly trust: ReadTrust;
}

/** Everything that the server knows of the accounts. */
export interface ServedAccounts {
  readonly roles: readonly ServedRole[];
  /** The role of a name in an account; a role name is unique in an account, ignoring case, but an ARN is compared exactly. */
  roleOf(account: string, name: string): ServedRole | undefined;
  /** The provider of an issuer in an account, and whether the input registers it or only a policy names it. */
  providerOf(account: string, partition: string, issuer: string): KnownProvider | undefined;
  /** Roles of which the account is unknown: no ARN leads to them. */
  readonly notServed: readonly ReadTrust[];
  /** The documents of managed policies that the input holds, by ARN. */
  readonly documents: ReadonlyMap<string, unknown>;
}

export interface KnownProvider {
  readonly registration: ProviderRegistration;
  /** `named`: no provider is in the input, a trust policy names it: that it exists and which audiences it takes is assumed. */
  readonly known: 'registered' | 'named';
}

const DEFAULT_SESSION_SECONDS = 3600;

/** Makes ready what was read. A role whose account neither the input nor its policy tells is not served. */
export function servedAccounts(
  trusts: readonly ReadTrust[],
  artifacts: readonly WrittenArtifact[],
): ServedAccounts {
  const located = trusts.map((trust) => ({ trust, place: placeOf(trust) }));
  const roles = located.flatMap(({ trust, place }): readonly ServedRole[] => {
    if (place === undefined || (trust.written.name === undefined && trusts.length > 1)) return [];
    const { name, maxSessionSeconds = DEFAULT_SESSION_SECONDS } = trust.written;
    return [
      {
        key: trust.key,
        name,
        ...place,
        maxSessionSeconds,
        compiled: trust.policy === undefined ? undefined : compilePolicy(trust.policy),
        trust,
      },
    ];
  });
  const byName = new Map(roles.map((role) => [`${role.account}/${role.name ?? ''}`, role]));
  const providers = knownProviders(trusts, artifacts);
  return {
    roles,
    roleOf: (account, name) => byName.get(`${account}/${name}`) ?? byName.get(`${account}/`),
    providerOf: (account, partition, issuer) =>
      providers(account, partition).find(({ registration }) => registration.issuer === issuer) ??
      // IAM keeps a URL without its port 443; `stsRequest` says what is not public about such a token
      providers(account, partition).find(
        ({ registration }) =>
          issuer.startsWith('https://') && registration.issuer === `https://${issuerHost(issuer)}`,
      ),
    documents: new Map(
      artifacts.flatMap(({ policies = [] }) => policies.map(({ arn, document }) => [arn, document])),
    ),
    notServed: located.flatMap(({ trust }) => (roles.some((role) => role.trust === trust) ? [] : [trust])),
  };
}

function placeOf({
  written,
  policy,
  declared,
}: ReadTrust): { readonly account: string; readonly partition: string } | undefined {
  const named = policy === undefined ? [] : federatedOf(policy);
  const account = written.account ?? declared?.account.id ?? named[0]?.account;
  if (account === undefined) return undefined;
  return {
    account,
    partition: written.partition ?? declared?.account.partition ?? named[0]?.partition ?? 'aws',
  };
}

function federatedOf({ statements }: Policy): readonly NonNullable<ReturnType<typeof parseProviderArn>>[] {
  return statements
    .flatMap(({ principal }) => (principal.kind === 'listed' ? principal.federated : []))
    .flatMap((arn) => parseProviderArn(arn) ?? []);
}

/** The providers of an account: those of the input, then those that only its policies name. */
function knownProviders(
  trusts: readonly ReadTrust[],
  artifacts: readonly WrittenArtifact[],
): (account: string, partition: string) => readonly KnownProvider[] {
  const written = artifacts.flatMap(({ providers }) => providers);
  const declared = trusts.flatMap(({ provider }) => provider ?? []);
  const named = trusts.flatMap(({ policy }) => (policy === undefined ? [] : federatedOf(policy)));
  const cache = new Map<string, readonly KnownProvider[]>();
  return (account, partition) => {
    const key = `${partition}:${account}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const found = new Map<string, KnownProvider>();
    const add = (url: string, how: KnownProvider['known'], clientIds?: readonly string[]): void => {
      const issuer = `https://${issuerHost(url)}`;
      if (found.has(issuer)) return;
      const registration = { issuer, account, partition, clientIds };
      found.set(issuer, { registration, known: how });
    };
    for (const { url, account: own, clientIds } of written)
      if (own === undefined || own === account) add(url, 'registered', clientIds);
    for (const { issuer, account: own, clientIds } of declared)
      if (own === account) add(issuer, 'registered', clientIds);
    for (const one of named) if (one.account === account) add(`https://${one.host}`, 'named');
    const result = [...found.values()];
    if (cache.size < MAX_ACCOUNTS) cache.set(key, result);
    return result;
  };
}

/** Whoever asks for roles of made-up accounts fills no memory. */
const MAX_ACCOUNTS = 1000;
