import { concernsWebIdentity } from '../trust/index';
import type { JudgedTrust } from './judged-trust';
import type { Gap } from './table/matrix';

/** How much of a role was judged; anything but `in_full` has its reason. */
export type Coverage =
  | { readonly judged: 'in_full' }
  | {
      readonly judged: 'in_part' | 'not_judged';
      readonly because: string;
      /** The role is about other callers, such as an AWS service: there is nothing to judge. */
      readonly withoutProvider?: true;
    };

/** How many roles were found, and how far each was judged: `found` is the sum of the other three. */
export interface RoleCounts {
  readonly found: number;
  readonly judged: number;
  readonly inPart: number;
  readonly notJudged: number;
  /** Of those not judged, the roles that trust no OIDC provider. */
  readonly withoutProvider: number;
}

/** Why a role is not judged that is about other callers. */
const TRUSTS_NO_PROVIDER = 'its trust policy names no OIDC provider';

/** How much of a role was judged. @param gaps everything in the judgement that could not be read */
export function coverageOf(
  { key, written, policy, partly }: Pick<JudgedTrust, 'key' | 'written' | 'policy' | 'partly'>,
  gaps: readonly Gap[],
): Coverage {
  const gap = gaps.find(({ address }) => address === written.address || address === key);
  if (partly !== undefined) {
    return partly.because === undefined
      ? { judged: 'not_judged', because: TRUSTS_NO_PROVIDER, withoutProvider: true }
      : { judged: 'in_part', because: partly.because };
  }
  if (policy === undefined)
    return { judged: 'not_judged', because: gap?.reason ?? 'its trust policy is malformed' };
  if (!concernsWebIdentity(policy))
    return { judged: 'not_judged', because: TRUSTS_NO_PROVIDER, withoutProvider: true };
  return gap === undefined ? { judged: 'in_full' } : { judged: 'in_part', because: gap.reason };
}

/** Whether the role is about other callers, such as an AWS service: there is nothing to prove about ID tokens. */
export function isOfOtherCallers({ policy }: Pick<JudgedTrust, 'policy'>): boolean {
  return policy !== undefined && !concernsWebIdentity(policy);
}

/**
 * Counts roles by their coverage, with those that could not be read at all.
 * @param addresses of the roles that have a coverage
 */
export function countRoles(
  coverages: readonly Coverage[],
  gaps: readonly Gap[],
  addresses: ReadonlySet<string>,
): RoleCounts {
  const count = (wanted: Coverage['judged']): number =>
    coverages.filter(({ judged }) => judged === wanted).length;
  const unread = new Set(
    gaps.flatMap(({ address, concerns }) =>
      concerns === 'trust' && !addresses.has(address) ? [address] : [],
    ),
  ).size;
  return {
    found: coverages.length + unread,
    judged: count('in_full'),
    inPart: count('in_part'),
    notJudged: count('not_judged') + unread,
    withoutProvider: coverages.filter((one) => one.judged !== 'in_full' && one.withoutProvider === true)
      .length,
  };
}
