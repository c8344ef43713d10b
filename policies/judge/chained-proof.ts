import { quote } from '../errors';
import type { ProofObligation } from '../grant/index';
import { concernsWebIdentity, parseProviderArn } from '../trust/index';
import { allAsked, type Proof } from './judgement';
import type { ProvableTrust } from './provable-trust';
import type { ReachedBy } from './trust-chains';

type OneRole = Extract<ProofObligation, { readonly role: string }>;

/** A promise about a role that chains lead to: it is one about every role where a token may arrive. */
export function isChained(
  obligation: ProofObligation,
  trusts: ReadonlyMap<string, ProvableTrust>,
): obligation is OneRole {
  return 'role' in obligation && (trusts.get(obligation.role)?.reachedBy ?? []).length > 0;
}

/** The role as if it were reached by tokens alone, with the provider that its policy names where no other is known. */
function unchained({ reachedBy: _chains, declared, ...role }: ProvableTrust): ProvableTrust {
  const trust = { ...role, request: declared?.grant.request ?? role.request };
  if (trust.provider !== undefined) return trust;
  const [named] = (trust.policy?.statements ?? [])
    .flatMap(({ principal }) => (principal.kind === 'listed' ? principal.federated : []))
    .flatMap((arn) => parseProviderArn(arn) ?? []);
  if (named === undefined) return trust;
  const { host, account, partition } = named;
  return { ...trust, provider: { issuer: `https://${host}`, account, partition } };
}

/**
 * Proves a promise for tokens that assume the role and for those that reach it through others. A chain that cannot be told apart from none
 * leaves it open, but where the promise holds for the role that it begins at.
 * @param prove the promise for tokens of one role
 */
export function proveChained(
  obligation: OneRole,
  trusts: ReadonlyMap<string, ProvableTrust>,
  prove: (trust: ProvableTrust, obligation: OneRole) => Proof | undefined,
): Proof {
  const { role: key, position } = obligation;
  const target = trusts.get(key);
  const { policy, reachedBy = [] } = target ?? {};
  const direct =
    target !== undefined && policy !== undefined && concernsWebIdentity(policy)
      ? [prove(unchained(target), obligation)]
      : [];
  const chained = reachedBy.map((reached) => throughOne(reached, obligation, trusts, prove));
  const all = [...direct, ...chained].map(
    (proof): Proof => proof ?? undecided(key, 'the role cannot be proved'),
  );
  const worst =
    all.find(({ verdict }) => verdict === 'refuted') ??
    all.find(({ verdict }) => verdict === 'undecided') ??
    proved(all, reachedBy);
  return { ...worst, roles: [key], position: position ?? worst.position };
}

function throughOne(
  { entry, through, answer, dependsOn }: ReachedBy,
  obligation: OneRole,
  trusts: ReadonlyMap<string, ProvableTrust>,
  prove: (trust: ProvableTrust, obligation: OneRole) => Proof | undefined,
): Proof {
  const { role: key } = obligation;
  const trust = trusts.get(entry);
  const words = [entry, ...through].map(quote).join(' and ');
  if (trust === undefined) {
    const reason = `cannot determine whether a token reaches it through ${words}: it depends on ${dependsOn.map(quote).join(', ')}`;
    return undecided(key, reason);
  }
  const proof = prove(unchained(trust), { ...obligation, role: entry });
  if (proof === undefined) return undecided(key, `${words} leads to it, and cannot be proved`);
  const own = { ...proof, property: proof.property.replaceAll(entry, key) };
  if (proof.verdict === 'proved') return own;
  if (answer === 'yes')
    return { ...own, reason: `through ${words}: ${proof.reason.replace(`${proof.property}: `, '')}` };
  const { counterexample: _shown, ...open } = own;
  const reason = `cannot determine whether a session of ${words} can assume it: it depends on ${dependsOn.map(quote).join(', ')}`;
  return { ...open, verdict: 'undecided', reason };
}

function proved(all: readonly Proof[], reachedBy: readonly ReachedBy[]): Proof {
  const [first] = all as readonly [Proof, ...Proof[]];
  const entries = reachedBy.map(({ entry }) => quote(entry)).join(', ');
  const needed = [...new Set(all.flatMap((proof) => proof.needed ?? []))];
  return {
    ...first,
    reason: `${first.property}: also through ${entries}`,
    assumptions: [...new Set(all.flatMap(({ assumptions }) => assumptions))],
    needed: first.needed === undefined ? undefined : needed,
    asked: allAsked(all),
  };
}

function undecided(key: string, reason: string): Proof {
  return {
    roles: [key],
    property: `the promise about ${quote(key)}`,
    verdict: 'undecided',
    reason,
    assumptions: [],
  };
}
