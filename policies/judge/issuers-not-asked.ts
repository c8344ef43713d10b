import { issuerHost } from '../context/index';
import { quote } from '../errors';
import type { AccessChange, RoleDiff } from '../prove/index';
import type { Proof } from './judgement';
import type { BoundedTrust, ProvableTrust } from './provable-trust';

/**
 * Hosts of the issuers that a trust policy allows beside the one whose tokens are asked about. What is proved of the tokens of one issuer
 * says nothing about those of another, which a second statement may let in.
 */
export function issuersNotAsked({ issuers = [], provider }: ProvableTrust): readonly string[] {
  if (provider === undefined) return [];
  const asked = comparable(issuerHost(provider.issuer));
  return issuers.flatMap(({ host }) => (comparable(host) === asked ? [] : [host]));
}

/** A proof that tokens of another issuer could contradict is none. */
export function overEveryIssuer(proof: Proof, byKey: ReadonlyMap<string, ProvableTrust>): Proof {
  if (proof.verdict !== 'proved') return proof;
  const hosts = hostsOf(proof.roles.map((key) => byKey.get(key)));
  if (hosts.length === 0) return proof;
  return { ...proof, verdict: 'undecided', reason: notCovered(hosts), assumptions: [], needed: undefined };
}

/**
 * A difference in which nothing was found, where tokens of another issuer were not compared: those of the later version may be gained,
 * those of the earlier one lost.
 */
export function diffOverEveryIssuer<T extends RoleDiff>(
  change: T,
  before: BoundedTrust | undefined,
  after: BoundedTrust | undefined,
): T | RoleDiff {
  const isKnown = before?.open === undefined && after?.open === undefined;
  if (isKnown && JSON.stringify(before?.policy) === JSON.stringify(after?.policy)) return change;
  const { gained, lost } = change.diff;
  const diff = { gained: unlessOpen(gained, hostsOf([after])), lost: unlessOpen(lost, hostsOf([before])) };
  if (diff.gained === gained && diff.lost === lost) return change;
  return { name: change.name, kind: gained.kind === 'some' ? change.kind : 'cannot_tell', diff };
}

function unlessOpen(change: AccessChange, hosts: readonly string[]): AccessChange {
  return change.kind === 'none' && hosts.length > 0
    ? { kind: 'cannot_tell', reason: notCovered(hosts) }
    : change;
}

function hostsOf(trusts: readonly (ProvableTrust | undefined)[]): readonly string[] {
  return [...new Set(trusts.flatMap((trust) => (trust === undefined ? [] : issuersNotAsked(trust))))];
}

function notCovered(hosts: readonly string[]): string {
  return `the trust policy also trusts ${hosts.map(quote).join(', ')}, whose tokens were not asked about: give each issuer a role of its own`;
}

function comparable(host: string): string {
  return host.toLowerCase().replace(/\/+$/, '');
}
