import type { WrittenRole } from '../artifact/index';
import type { Finding, JudgedIssuer } from '../catalog/index';
import type { ProviderRegistration } from '../context/index';
import type { Role } from '../federation/index';
import type { Policy } from '../trust/index';

/** A trust policy that was judged, with everything that is known of it. */
export interface JudgedTrust {
  /** Key in the declaration, or the address. Unique in a judgement. */
  readonly key: string;
  readonly written: WrittenRole;
  /** Absent when it cannot be parsed; then the judgement has a gap for it. */
  readonly policy?: Policy;
  readonly declared?: Role;
  /** The GitLab provider that vouches for tokens, where it is known. */
  readonly provider?: ProviderRegistration;
  readonly findings: readonly Finding[];
  /** The issuers that the policy trusts, each with what of it could not be judged; absent where the policy cannot be parsed. */
  readonly issuers?: readonly JudgedIssuer[];
}
