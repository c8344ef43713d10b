import type { ProofObligation } from '../grant/index';
import { quote } from '../errors';
import type { ProofWorld } from './gitlab-behind';
import { judgeProofs, type ProofOptions } from './judge-proofs';
import { allAsked, type Proof } from './judgement';
import { rolesOfObligation } from './other-issuer-proofs';
import type { PolicyBounds } from './policy-bounds';
import type { BoundedTrust, ProvableTrust } from './provable-trust';

type Bound = keyof PolicyBounds;

/**
 * Proves properties of roles whose trust policy may be partly known. Proved and refuted hold whatever the unknown parts are: a property
 * is proved of the bound that makes it hardest, and refuted on the one that makes it easiest. The rest depends on the unknown parts.
 */
export function proveOpen(
  world: ProofWorld,
  trusts: readonly BoundedTrust[],
  obligations: readonly ProofObligation[],
  options: ProofOptions = {},
): readonly Proof[] {
  const open = new Map(
    trusts.flatMap((trust) => (trust.open === undefined ? [] : [[trust.key, trust.open] as const])),
  );
  const byKey = new Map(trusts.map((trust) => [trust.key, trust]));
  // the roles of the property, and those that chains to them begin at
  const concerned = (obligation: ProofObligation): readonly string[] => {
    const keys = rolesOfObligation(obligation);
    const entries = keys.flatMap((key) => (byKey.get(key)?.reachedBy ?? []).map(({ entry }) => entry));
    return [...new Set([...keys, ...entries])];
  };
  const isOpen = (obligation: ProofObligation): boolean => concerned(obligation).some((key) => open.has(key));
  const known = trusts.filter(({ key }) => !open.has(key));
  const prove = (obligation: ProofObligation, bounds: readonly Bound[]): readonly Proof[] => {
    const keys = rolesOfObligation(obligation);
    const withBound = (trust: BoundedTrust | undefined, bound: Bound = 'atMost'): readonly ProvableTrust[] =>
      trust === undefined
        ? []
        : [{ ...trust, declared: undefined, policy: trust.open?.[bound] ?? trust.policy }];
    const bounded = keys.flatMap((key, place) => withBound(byKey.get(key), bounds[place]));
    // the other roles: what chains lead through, bounded as the role that they lead to
    const others = trusts
      .filter(({ key }) => !keys.includes(key))
      .flatMap((trust) => withBound(trust, bounds[0]));
    return judgeProofs(world, [...bounded, ...others], [obligation], options);
  };
  return [
    ...judgeProofs(
      world,
      known,
      obligations.filter((obligation) => !isOpen(obligation)),
      options,
    ),
    ...obligations.filter(isOpen).flatMap((obligation) => {
      const why = concerned(obligation).flatMap((key) => open.get(key)?.because ?? []);
      return ofBounds(obligation, prove, [...new Set(why)].join('; '));
    }),
  ];
}

type Prove = (obligation: ProofObligation, bounds: readonly Bound[]) => readonly Proof[];

/** What is proved of the wider and of the narrower bounds, as one answer for each property. */
function ofBounds(obligation: ProofObligation, prove: Prove, because: string): readonly Proof[] {
  switch (obligation.kind) {
    case 'only':
    case 'never':
    case 'disjoint':
      return join(
        prove(obligation, ['atMost', 'atMost']),
        prove(obligation, ['atLeast', 'atLeast']),
        because,
      );
    case 'implies':
      return join(
        prove(obligation, ['atMost', 'atLeast']),
        prove(obligation, ['atLeast', 'atMost']),
        because,
      );
    case 'equivalent':
      return bothWays(obligation, prove, because);
  }
}

/** Each property is proved of the hard case, refuted of the easy one, or depends. */
function join(hard: readonly Proof[], easy: readonly Proof[], because: string): readonly Proof[] {
  return hard.map((proof, place) => {
    if (proof.verdict === 'proved') return proof;
    const refutation = easy[place];
    if (refutation?.verdict === 'refuted') return refutation;
    // not for what is unknown of the policy
    if (proof.verdict === 'undecided' && refutation?.verdict === 'undecided') return proof;
    return depends(proof, because);
  });
}

/** Two roles accept the same tokens whatever the unknown parts are, if each accepts at least what the other accepts at most. */
function bothWays(
  obligation: Extract<ProofObligation, { roles: unknown }>,
  prove: Prove,
  because: string,
): readonly Proof[] {
  const [a, b] = obligation.roles;
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  const one = ways.flatMap((roles) =>
    ofBounds({ kind: 'implies', roles, position: obligation.position }, prove, because),
  );
  const [asked] = prove(obligation, ['atMost', 'atMost']);
  if (asked === undefined) return [];
  const decisive =
    one.find(({ verdict }) => verdict === 'refuted') ?? one.find(({ verdict }) => verdict === 'undecided');
  if (decisive !== undefined) return [{ ...decisive, property: asked.property, roles: asked.roles }];
  const reason = one.map((proof) => proof.reason).join('; ');
  return [{ ...asked, verdict: 'proved', reason, asked: allAsked(one) }];
}

function depends({ roles, property, position }: Proof, because: string): Proof {
  return {
    roles,
    property,
    verdict: 'undecided',
    reason: `cannot be determined for ${roles.map(quote).join(' and ')}: ${because}`,
    assumptions: [],
    position,
  };
}
