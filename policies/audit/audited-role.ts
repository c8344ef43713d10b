import type { PermissionLevel } from '../catalog/index';
import type { Policy } from '../trust/index';
import type { Exposure, WhoLine } from './access';
import type { Minting } from './minting';

/**
 * A role that an audit looked at: one that trusts the audited GitLab, that a role chain from such a role reaches, or that anybody with an
 * account at AWS, Google, Facebook, Amazon or Cognito may assume.
 */
export interface AuditedRole {
  /** ARN, or its address where it has none. */
  readonly role: string;
  readonly name?: string;
  /** Twelve digits. */
  readonly account?: string;
  readonly power: PermissionLevel;
  /** Worst first. */
  readonly who: readonly WhoLine[];
  /** That of the worst line. */
  readonly exposure: Exposure;
  /** Hosts of the GitLab instances that it trusts and that were audited; empty for a role that only chains reach. */
  readonly hosts: readonly string[];
  /** It trusts the GitLab, or a chain from such a role reaches it. */
  readonly forGitlab: boolean;
  readonly policy?: Policy;
  /** The least that it takes to mint a token for the role, for each project that can; absent where it was not asked. */
  readonly minting?: readonly Minting[];
  /** Key in the declaration. */
  readonly declared?: string;
}
