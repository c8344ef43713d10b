import type { ReadTrust } from '../../judge/index';
import type { AuditedRole } from '../audited-role';
import type { AuditInput } from '../audit-input';
import type { GitlabView } from '../gitlab-view';
import type { SeenProviders } from '../seen-providers';

/** What is compared for drift. */
export interface DriftInput extends AuditInput {
  readonly view: GitlabView;
  readonly providers: SeenProviders;
  /** Every role of the accounts. */
  readonly trusts: readonly ReadTrust[];
  /** Those that were audited. */
  readonly roles: readonly AuditedRole[];
}
