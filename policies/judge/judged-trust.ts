import type { Finding } from '../catalog/index';
import type { ReadTrust } from './read-trust';

/** A trust policy that was judged. */
export interface JudgedTrust extends ReadTrust {
  /** The policy is known in part: why the role is judged no further; without a reason, it is about other callers than tokens. */
  readonly partly?: { readonly because?: string };
  readonly findings: readonly Finding[];
}
