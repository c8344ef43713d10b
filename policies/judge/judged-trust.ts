import type { Finding } from '../catalog/index';
import type { ReadTrust } from './read-trust';

/** A trust policy that was judged. */
export interface JudgedTrust extends ReadTrust {
  readonly findings: readonly Finding[];
}
