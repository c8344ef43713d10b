import type { WrittenArtifact, WrittenRole } from '../artifact/index';
import {
  issuersOf,
  type CheckInput,
  type JudgedIssuer,
  type KnownFacts,
  type KnownProvider,
} from '../catalog/index';
import type { ProviderRegistration } from '../context/index';
import type { Problem } from '../errors';
import type { Federation, Role } from '../federation/index';
import type { KnownIssuers } from '../issuers/index';
import { parsePolicy, type Policy } from '../trust/index';
import { inDeclaredAccounts } from './declared-accounts';
import {
  documentsOf,
  knownPermissions,
  trustChains,
  type ChainedTrust,
  type ReachedBy,
  type TrustChains,
} from './trust-chains';
import { findRole, registration } from './written-role';

/** A trust policy as it was written, with everything that is known of it. */
export interface ReadTrust {
  /** Key in the declaration, or the address. Unique in an input. */
  readonly key: string;
  readonly written: WrittenRole;
  /** Parsed from the document, once for all that judges it; absent when that is impossible. */
  readonly policy?: Policy;
  /** Why the document cannot be parsed; absent when it can. */
  readonly problems?: readonly Problem[];
  readonly declared?: Role;
  /** The GitLab provider that vouches for tokens, where it is known. */
  readonly provider?: ProviderRegistration;
  /** The issuers that the policy trusts, each with what of it cannot be judged; absent where the policy cannot be parsed. */
  readonly issuers?: readonly JudgedIssuer[];
  /** The roles of tokens whose sessions can become this one, and those of which it cannot be told; absent without any. */
  readonly reachedBy?: readonly ReachedBy[];
}

/** What trust policies are read from. */
export interface TrustSources {
  readonly artifacts: readonly WrittenArtifact[];
  /** What was meant; absent for policies that nobody declared here. */
  readonly federation?: Federation;
  /** URL of an issuer that is a GitLab, where no declaration and no subject shows it. */
  readonly gitlabUrl?: string;
}

/** A trust policy, and what the catalog is to look at; problems instead, where the policy cannot be parsed. */
export type TrustReading = { readonly trust: ReadTrust } & (
  { readonly checkInput: CheckInput } | { readonly problems: readonly Problem[] }
);

/**
 * The trust policies of the artifacts and the declared roles that they belong to. Nothing is judged: neither catalog nor table nor
 * proofs are run.
 */
export function readTrusts(sources: TrustSources): readonly ReadTrust[] {
  return readings(sources).map(withIssuers);
}

/** The trust policy with the issuers that it trusts. */
export function withIssuers(reading: TrustReading): ReadTrust {
  return 'problems' in reading ? reading.trust : { ...reading.trust, issuers: issuersOf(reading.checkInput) };
}

/** The same for the judge, who gets the issuers from the catalog. */
export function readings(sources: TrustSources): readonly TrustReading[] {
  return readingsWith(sources, []).read;
}

/**
 * The trust policies of the artifacts, with the chains among them and further roles.
 * @param open roles of the artifacts whose trust policy is partly known
 */
export function readingsWith(
  sources: TrustSources,
  open: readonly ChainedTrust[],
): { readonly read: readonly TrustReading[]; readonly chains: TrustChains } {
  const { federation, gitlabUrl } = sources;
  const artifacts = inDeclaredAccounts(sources.artifacts, federation);
  const declared = declaredRoles(federation, artifacts);
  const projects = [...(federation?.projects.values() ?? [])];
  const addressed = keysOfAddresses(artifacts);
  const parsed = artifacts.map((artifact) => ({
    artifact,
    roles: artifact.roles.map((written) => ({ written, policy: parsePolicy(written.document) })),
  }));
  const issuers: KnownIssuers = {
    declared: federation === undefined ? undefined : [federation.instance.issuer],
    gitlabUrl,
    policies: parsed.flatMap(({ roles }) =>
      roles.flatMap(({ policy }) => (policy.ok ? [policy.policy] : [])),
    ),
  };
  const documents = documentsOf(artifacts);
  const read = parsed.flatMap(({ artifact, roles }) =>
    roles.map(({ written, policy }): TrustReading => {
      const role = declared.get(written);
      const provider =
        role === undefined || federation === undefined
          ? undefined
          : registration(role, federation, artifacts);
      const trust: ReadTrust = {
        key: role?.key ?? (addressed.get(written) as string),
        written,
        provider,
        declared: role,
      };
      if (!policy.ok) return { trust: { ...trust, problems: policy.problems }, problems: policy.problems };
      const facts = factsOf(trust, artifact, documents);
      const meant =
        federation === undefined ? {} : { instance: federation.instance, projects, declared: role?.grant };
      return {
        trust: { ...trust, policy: policy.policy },
        checkInput: { ...facts, ...meant, issuers, policy: policy.policy, document: written.document },
      };
    }),
  );
  const chains = trustChains([...read.map(({ trust }) => trust), ...open], artifacts);
  const chained = read.map((reading): TrustReading => {
    const reachedBy = chains.reachedBy(reading.trust.key);
    const trust = reachedBy.length === 0 ? reading.trust : { ...reading.trust, reachedBy };
    return 'problems' in reading
      ? { ...reading, trust }
      : { trust, checkInput: { ...reading.checkInput, ...chains.factsOf(trust.key) } };
  });
  return { read: chained, chains };
}

/** Which written role each declared one is. */
function declaredRoles(
  federation: Federation | undefined,
  artifacts: readonly WrittenArtifact[],
): ReadonlyMap<WrittenRole, Role> {
  const found = new Map<WrittenRole, Role>();
  for (const role of federation?.roles.values() ?? []) {
    const written = findRole(role, artifacts);
    if (typeof written !== 'string') found.set(written, role);
  }
  return found;
}

/** Addresses as keys; of one that is in several stacks each has its number. */
function keysOfAddresses(artifacts: readonly WrittenArtifact[]): ReadonlyMap<WrittenRole, string> {
  const all = artifacts.flatMap(({ roles }) => roles);
  const counts = new Map<string, number>();
  for (const { address } of all) counts.set(address, (counts.get(address) ?? 0) + 1);
  const seen = new Map<string, number>();
  return new Map(
    all.map((role) => {
      const { address } = role;
      if (counts.get(address) === 1) return [role, address];
      const number = (seen.get(address) ?? 0) + 1;
      seen.set(address, number);
      return [role, `${address} (${number})`];
    }),
  );
}

function factsOf(
  { key, written, provider, declared }: ReadTrust,
  artifact: WrittenArtifact,
  documents: ReadonlyMap<string, unknown>,
): KnownFacts {
  const registered = artifact.providers.map(({ url, account, clientIds }): KnownProvider => ({
    issuer: url,
    account,
    clientIds,
  }));
  const own = provider === undefined ? registered : [provider];
  const quota = declared?.account.quotas.trustPolicySize;
  return {
    role: key,
    providers: own.length === 0 ? undefined : own,
    account: written.account,
    partition: written.partition,
    maxSessionSeconds: written.maxSessionSeconds,
    trustPolicyQuota: quota,
    arn: written.arn,
    permissions: knownPermissions(written.permissions, documents),
  };
}
