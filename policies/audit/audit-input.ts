import type { WrittenArtifact } from '../artifact/index';
import type { Federation } from '../federation/index';
import type { SeenAccounts } from './read-account';
import type { GitlabSnapshot } from './snapshot/snapshot';

/** What an audit looks at. */
export interface AuditInput {
  readonly accounts: readonly SeenAccounts[];
  /** Accounts that were to be read and could not be. */
  readonly notRead?: readonly { readonly name: string; readonly reason: string }[];
  readonly federation?: Federation;
  readonly snapshot?: GitlabSnapshot;
  /** The state of Terraform, as it was read. */
  readonly state?: { readonly file: string; readonly artifact: WrittenArtifact };
  /** Says of each role what the least privilege is that it takes to mint a token for it. @default false */
  readonly whoCanMint?: boolean;
}
