import type { AssumptionId } from '../gitlab/index';
import type { RoleDiff } from '../prove/index';

/** What changed of a role, and what it takes for granted that nothing is gained. */
export interface JudgedDiff extends RoleDiff {
  /** The assumptions without which access is gained; only where nothing is, and the policy is not what it was. */
  readonly needed?: readonly AssumptionId[];
  /** Only for kind `same`, where the policy is not what it was: the assumptions without which access is gained or lost. */
  readonly rewritten?: { readonly needed: readonly AssumptionId[] };
  /** Client ids of the provider are known of one version alone: every audience counts as registered in both. */
  readonly clientIdsUnknown?: boolean;
}
