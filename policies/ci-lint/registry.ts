import type { LintRule } from './lint-rule';
import { configFileNotRead } from './rules/config-file-not-read';
import { environmentMissing } from './rules/environment-missing';
import { jobOutsideTrust } from './rules/job-outside-trust';
import { jobTokenAsIdentity } from './rules/job-token-as-identity';
import { removedToken } from './rules/removed-token';
import { roleOverridable } from './rules/role-overridable';
import { roleVariableMissing } from './rules/role-variable-missing';
import { sessionLength } from './rules/session-length';
import { sessionName } from './rules/session-name';
import { severalAudiences } from './rules/several-audiences';
import { staticKeys } from './rules/static-keys';
import { duplicateKey, reservedName, unresolvedName } from './rules/structure';
import { tokenExposed } from './rules/token-exposed';
import { tokenNotGiven } from './rules/token-not-given';
import { tokenNotUsed } from './rules/token-not-used';
import { triggerJobToken } from './rules/trigger-job-token';
import { wrongAudience } from './rules/wrong-audience';

/** Every mistake that the lint of CI files knows, by id. */
export const LINT_RULES: readonly LintRule[] = [
  configFileNotRead,
  duplicateKey,
  environmentMissing,
  jobOutsideTrust,
  jobTokenAsIdentity,
  removedToken,
  reservedName,
  roleOverridable,
  roleVariableMissing,
  sessionLength,
  sessionName,
  severalAudiences,
  staticKeys,
  tokenExposed,
  tokenNotGiven,
  tokenNotUsed,
  triggerJobToken,
  unresolvedName,
  wrongAudience,
];
