import type { Finding, RolePermissions } from '../catalog/index';
import type { Policy } from '../trust/index';
import type { ReadTrust } from './read-trust';

/** A trust policy that was judged. */
export interface JudgedTrust extends ReadTrust {
  /** The policy is known in part: why the role is judged no further; without a reason, it is about other callers than tokens. */
  readonly partly?: {
    readonly because?: string;
    /** The policy with expressions in the places of what is unknown, where it can be parsed. */
    readonly shown?: Policy;
  };
  /** With the documents of the managed policies that the input contains; absent where the trust policy cannot be parsed. */
  readonly permissions?: RolePermissions;
  readonly findings: readonly Finding[];
}
