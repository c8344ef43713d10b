import type { Check } from './check';
import { adminPermissionsOnAnyRef } from './checks/admin-permissions-on-any-ref';
import { anyProject } from './checks/any-project';
import { anyRefOfProject } from './checks/any-ref-of-project';
import { anyRefType } from './checks/any-ref-type';
import { bareAllow } from './checks/bare-allow';
import { developerMayPush } from './checks/developer-may-push';
import { emptyValue } from './checks/empty-value';
import { environmentComponentDropped } from './checks/environment-component-dropped';
import { forAllValues } from './checks/for-all-values';
import { foreignKeyHost } from './checks/foreign-key-host';
import { fullRefName } from './checks/full-ref-name';
import { idOfAnotherProject } from './checks/id-of-another-project';
import { idPinFailsOpen } from './checks/id-pin-fails-open';
import { ifExists } from './checks/if-exists';
import { impossiblePath } from './checks/impossible-path';
import { impossibleRef } from './checks/impossible-ref';
import { impostorAdmitted } from './checks/impostor-admitted';
import { literalStarRefused } from './checks/literal-star-refused';
import { longSessionOnMergeRequest } from './checks/long-session-on-merge-request';
import { lookAlikePrefix } from './checks/look-alike-prefix';
import { mergeRequestAdmitted } from './checks/merge-request-admitted';
import { mergeRequestRef } from './checks/merge-request-ref';
import { missingAud } from './checks/missing-aud';
import { missingSub } from './checks/missing-sub';
import { mutableUserOnly } from './checks/mutable-user-only';
import { negatedOperatorOnIdentity } from './checks/negated-operator-on-identity';
import { openGroupPrefix } from './checks/open-group-prefix';
import { openIdPrefix } from './checks/open-id-prefix';
import { openPathPrefix } from './checks/open-path-prefix';
import { openRefPrefix } from './checks/open-ref-prefix';
import { openRefSuffix } from './checks/open-ref-suffix';
import { pathCaseMismatch } from './checks/path-case-mismatch';
import { protectedWithoutSub } from './checks/protected-without-sub';
import { refTypeMr } from './checks/ref-type-mr';
import { saasKeyOnSelfManaged } from './checks/saas-key-on-self-managed';
import { sourceDenyList } from './checks/source-deny-list';
import { subComponentCollision } from './checks/sub-component-collision';
import { subCutOff } from './checks/sub-cut-off';
import { subShapeMismatch } from './checks/sub-shape-mismatch';
import { subUnknownComponent } from './checks/sub-unknown-component';
import { subWithoutProjectPath } from './checks/sub-without-project-path';
import { suppressionWithoutReason } from './checks/suppression-without-reason';
import { unprotectedRefWithWrite } from './checks/unprotected-ref-with-write';
import { unsupportedKey } from './checks/unsupported-key';
import { unusedSuppression } from './checks/unused-suppression';
import { wildcardOnlyValue } from './checks/wildcard-only-value';
import { wildcardUnderStringEquals } from './checks/wildcard-under-string-equals';

/** Every check, by id. A new one is added here and nowhere else. */
export const CHECKS: readonly Check[] = [
  adminPermissionsOnAnyRef,
  anyProject,
  anyRefOfProject,
  anyRefType,
  bareAllow,
  developerMayPush,
  emptyValue,
  environmentComponentDropped,
  forAllValues,
  foreignKeyHost,
  fullRefName,
  idOfAnotherProject,
  idPinFailsOpen,
  ifExists,
  impossiblePath,
  impossibleRef,
  impostorAdmitted,
  literalStarRefused,
  longSessionOnMergeRequest,
  lookAlikePrefix,
  mergeRequestAdmitted,
  mergeRequestRef,
  missingAud,
  missingSub,
  mutableUserOnly,
  negatedOperatorOnIdentity,
  openGroupPrefix,
  openIdPrefix,
  openPathPrefix,
  openRefPrefix,
  openRefSuffix,
  pathCaseMismatch,
  protectedWithoutSub,
  refTypeMr,
  saasKeyOnSelfManaged,
  sourceDenyList,
  subComponentCollision,
  subCutOff,
  subShapeMismatch,
  subUnknownComponent,
  subWithoutProjectPath,
  suppressionWithoutReason,
  unprotectedRefWithWrite,
  unsupportedKey,
  unusedSuppression,
  wildcardOnlyValue,
  wildcardUnderStringEquals,
];
