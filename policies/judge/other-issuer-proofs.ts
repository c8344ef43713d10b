import { quote } from '../errors';
import { issuerHost } from '../context/index';
import type { ProofObligation } from '../grant/index';
import type { JudgedIssuer } from '../catalog/index';
import {
  admitsNothing,
  anyRequestWorld,
  disjoint,
  equivalent,
  implies,
  type RoleTrust,
  type Verdict,
} from '../prove/index';
import type { Proof } from './judgement';
import { toProof, type ProvableTrust } from './provable-trust';

/** The issuer whose tokens are asked about, where it is not a GitLab; `undefined` for a GitLab, and where nothing is known of the issuer. */
export function otherIssuerOf({ issuers = [], provider }: ProvableTrust): JudgedIssuer | undefined {
  if (provider === undefined) return undefined;
  const host = issuerHost(provider.issuer);
  return issuers.find((issuer) => issuer.host === host && issuer.world === 'any_sub');
}

/** The roles that a property is about. */
export function rolesOfObligation(obligation: ProofObligation): readonly string[] {
  return 'roles' in obligation ? obligation.roles : [obligation.role];
}

/**
 * Proves a property of roles whose issuer is not a GitLab, over every request with any `sub` and `aud`: what holds there holds for every
 * token. What is asked of kinds of GitLab tokens is undecided, unless no request at all can assume the role.
 */
export function proveForOtherIssuer(
  obligation: ProofObligation,
  trusts: readonly ProvableTrust[],
  issuer: JudgedIssuer,
): Proof {
  const keys = rolesOfObligation(obligation);
  const roles = keys.flatMap((key) => roleTrust(trusts.find((trust) => trust.key === key)));
  const property = propertyOf(obligation);
  const [first, second = first] = roles;
  const verdict =
    first === undefined || second === undefined
      ? undecided(`the trust policy of ${keys.map(quote).join(' or ')} could not be read`)
      : ask(obligation, first, second, issuer);
  return toProof({ roles: keys, property, verdict, position: obligation.position });
}

function ask(
  obligation: ProofObligation,
  first: RoleTrust,
  second: RoleTrust,
  { host, name, known }: JudgedIssuer,
): Verdict {
  const world = anyRequestWorld(`https://${host}`);
  switch (obligation.kind) {
    case 'implies':
      return implies(first, second, world);
    case 'disjoint':
      return disjoint(first, second, world);
    case 'equivalent':
      return equivalent(first, second, world);
    case 'only':
    case 'never': {
      const nothing = admitsNothing(first, world);
      const isAnyone = obligation.kind === 'never' && obligation.never.includes('anyone');
      if (nothing.verdict === 'proved' || isAnyone) return nothing;
      const what = known ? `an issuer of ${name}` : 'not a known issuer';
      return undecided(
        `${quote(host)} is ${what}: which of its tokens these are is not known${known ? '' : '; if it is a GitLab, set `--gitlab-url`'}`,
      );
    }
  }
}

function undecided(reason: string): Verdict {
  return { verdict: 'undecided', reason, nodes: 0 };
}

function roleTrust(trust: ProvableTrust | undefined): readonly RoleTrust[] {
  if (trust?.policy === undefined || trust.provider === undefined) return [];
  const { clientIds: _registered, ...provider } = trust.provider;
  return [{ name: trust.key, policy: trust.policy, provider }];
}

function propertyOf(obligation: ProofObligation): string {
  switch (obligation.kind) {
    case 'only':
      return `${obligation.role} admits only ${obligation.only === 'protected_refs' ? 'protected refs' : 'these projects'}`;
    case 'never':
      return `${obligation.role} never admits ${obligation.never.join(', ')}`;
    default:
      return `${obligation.roles[0]} ${obligation.kind} ${obligation.roles[1]}`;
  }
}
