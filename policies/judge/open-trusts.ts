import type { PartialRole, Unresolved, WrittenArtifact } from '../artifact/index';
import { concernsWebIdentity, parsePolicy, parsePolicyText, renderPolicy } from '../trust/index';
import { inDeclaredAccounts } from './declared-accounts';
import { boundsOfParts, partialPolicy, separateParts } from './partial-policy';
import { assumptionsOf, dependencies, shownText, writtenRole } from './partial-trust';
import { isAbout } from './partly-known';
import type { OpenPolicy, PolicyBounds } from './policy-bounds';
import { boundsInCases, rolesInCases } from './trust-in-cases';
import type { ChainedTrust } from './trust-chains';
import { readingsWith, readTrusts, withIssuers, type ReadTrust, type TrustSources } from './read-trust';

/** A trust policy of which a part is unknown, between two that are known. */
export interface OpenTrust extends ReadTrust {
  readonly open: OpenPolicy;
}

/** Every role of an input, by how much of its trust policy is known. */
export interface AllTrusts {
  readonly trusts: readonly (ReadTrust | OpenTrust)[];
  /** Addresses of roles with unknown parts that are about other callers than tokens, whatever those parts are. */
  readonly ofOtherCallers: readonly string[];
  /** What else may hold a trust policy and could not be read. */
  readonly unread: readonly Unresolved[];
}

/**
 * All roles of the artifacts: the known ones, the partly known ones with what bounds them, and what stays unread. Nothing is judged.
 */
export function readAllTrusts(given: TrustSources): AllTrusts {
  const sources = { ...given, artifacts: inDeclaredAccounts(given.artifacts, given.federation) };
  const partly = openTrusts(sources);
  const { read, chains } = readingsWith(sources, [...partly, ...unreadTrusts(sources, partly)]);
  const open = partly.map((trust): OpenTrust => {
    const reachedBy = chains.reachedBy(trust.key);
    return reachedBy.length === 0 ? trust : { ...trust, reachedBy };
  });
  const isAsked = (trust: OpenTrust): boolean => isOfTokens(trust) || trust.reachedBy !== undefined;
  const told = new Set(open.map(({ key }) => key));
  const unread = sources.artifacts.flatMap(({ unresolved, partial = [] }) =>
    unresolved.filter(
      (gap) =>
        (gap.concerns === 'trust' || gap.concerns === 'module') &&
        !partial.some((role) => told.has(role.address) && isAbout(gap, role)),
    ),
  );
  return {
    trusts: [...read.map(withIssuers), ...open.filter(isAsked)],
    ofOtherCallers: open.filter((trust) => !isAsked(trust)).map(({ key }) => key),
    unread,
  };
}

/** The roles of whose trust policy nothing is known: what they may do, and who they are, is known or not. */
function unreadTrusts({ artifacts }: TrustSources, partly: readonly OpenTrust[]): readonly ChainedTrust[] {
  const taken = new Set([
    ...partly.map(({ key }) => key),
    ...artifacts.flatMap(({ roles }) => roles.map(({ address }) => address)),
  ]);
  const found = artifacts.flatMap(({ partial = [], unresolved }): readonly ChainedTrust[] => {
    const named = partial.filter(({ address }) => !taken.has(address));
    const isNamed = new Set(named.map(({ address }) => address));
    const lost = unresolved.filter(
      ({ address, concerns }) => concerns === 'trust' && !taken.has(address) && !isNamed.has(address),
    );
    return [
      ...named.map((role) => unreadTrust(role.address, role)),
      ...lost.map(({ address }) => unreadTrust(address)),
    ];
  });
  return [...new Map(found.map((trust) => [trust.key, trust])).values()];
}

function unreadTrust(key: string, role?: PartialRole): ChainedTrust {
  const unknown = { managed: [], inline: [], unread: [`the permissions of ${key}`] };
  const { arn, name, account, permissions = unknown } = role ?? {};
  const written = { address: key, arn, name, account, permissions, document: undefined, text: '' };
  return { key, written, unread: true };
}

function isOfTokens({ open }: OpenTrust): boolean {
  return concernsWebIdentity(open.atMost);
}

/** The roles whose trust policy is partly known, with what bounds it; chains are not followed. Nothing is judged. */
export function openTrusts(sources: TrustSources): readonly OpenTrust[] {
  const taken = new Set(sources.artifacts.flatMap(({ roles }) => roles.map(({ address }) => address)));
  return sources.artifacts.flatMap((artifact) =>
    (artifact.partial ?? []).flatMap((role): readonly OpenTrust[] => {
      if (taken.has(role.address)) return [];
      const read = openTrust(role, artifact, sources);
      if (read === undefined) return [];
      taken.add(role.address);
      return [read];
    }),
  );
}

function openTrust(
  role: PartialRole,
  artifact: WrittenArtifact,
  sources: TrustSources,
): OpenTrust | undefined {
  const open = openInCases(role) ?? openPolicy(role);
  if (open === undefined) return undefined;
  const document = renderPolicy(open.atMost);
  const written = writtenRole(role, document, JSON.stringify(document));
  const [trust] = readTrusts({ ...sources, artifacts: [{ ...artifact, roles: [written], partial: [] }] });
  if (trust === undefined) return undefined;
  const { declared: _declared, policy: _policy, reachedBy: _chains, ...read } = trust;
  return { ...read, key: role.address, written: { ...written, text: open.text }, open };
}

/** What bounds a role that has another trust policy in each case; nothing where nothing bounds one of them. */
function openInCases(given: PartialRole): OpenPolicy | undefined {
  const cases = rolesInCases(given)?.map(({ role }) => openPolicy(role));
  const known = cases?.flatMap((one) => one ?? []);
  return known === undefined || known.length !== cases?.length ? undefined : boundsInCases(given, known);
}

function openPolicy(given: PartialRole): OpenPolicy | undefined {
  const role = separateParts(given);
  const partial = partialPolicy(role);
  if (partial === undefined) return undefined;
  const text = parsePolicyText(partial.marked);
  const parsed = text.ok ? parsePolicy(text.value) : undefined;
  if (parsed?.ok !== true) return undefined;
  return {
    ...boundsOfParts(parsed.policy, role),
    because: dependencies(role, partial).join('; '),
    names: namesOf(role, partial.free.keys()),
    unknowns: namesOf(role, role.unknown.keys()),
    callers: namesOf(role, partial.callers),
    assumptions: assumptionsOf(role, partial),
    text: shownText(role),
    definition: given.definition,
  };
}

function namesOf({ unknown }: PartialRole, indexes: Iterable<number>): readonly string[] {
  return [...new Set([...indexes].map((index) => unknown[index]?.name ?? ''))];
}

/** Whether a part of the trust policy is unknown. */
export function isOpen(trust: ReadTrust | OpenTrust): trust is OpenTrust {
  return 'open' in trust;
}

/** The role with one of its bounds in place of its policy. */
export function boundedBy<T extends ReadTrust>(trust: T, bound: keyof PolicyBounds): T {
  return isOpen(trust) ? { ...trust, policy: trust.open[bound] } : trust;
}
