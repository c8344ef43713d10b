import type { Check } from './check';
import { bareAllow } from './checks/bare-allow';
import { environmentComponentDropped } from './checks/environment-component-dropped';
import { foreignKeyHost } from './checks/foreign-key-host';
import { fullRefName } from './checks/full-ref-name';
import { idOfAnotherProject } from './checks/id-of-another-project';
import { impossiblePath } from './checks/impossible-path';
import { impossibleRef } from './checks/impossible-ref';
import { impostorAdmitted } from './checks/impostor-admitted';
import { mergeRequestRef } from './checks/merge-request-ref';
import { missingAud } from './checks/missing-aud';
import { missingSub } from './checks/missing-sub';
import { pathCaseMismatch } from './checks/path-case-mismatch';
import { refTypeMr } from './checks/ref-type-mr';
import { saasKeyOnSelfManaged } from './checks/saas-key-on-self-managed';
import { subComponentCollision } from './checks/sub-component-collision';
import { subCutOff } from './checks/sub-cut-off';
import { subShapeMismatch } from './checks/sub-shape-mismatch';
import { subUnknownComponent } from './checks/sub-unknown-component';
import { subWithoutProjectPath } from './checks/sub-without-project-path';
import { suppressionWithoutReason } from './checks/suppression-without-reason';
import { unsupportedKey } from './checks/unsupported-key';
import { unusedSuppression } from './checks/unused-suppression';
import { wildcardUnderStringEquals } from './checks/wildcard-under-string-equals';

/** Every check, by id. A new one is added here and nowhere else. */
export const CHECKS: readonly Check[] = [
  bareAllow,
  environmentComponentDropped,
  foreignKeyHost,
  fullRefName,
  idOfAnotherProject,
  impossiblePath,
  impossibleRef,
  impostorAdmitted,
  mergeRequestRef,
  missingAud,
  missingSub,
  pathCaseMismatch,
  refTypeMr,
  saasKeyOnSelfManaged,
  subComponentCollision,
  subCutOff,
  subShapeMismatch,
  subUnknownComponent,
  subWithoutProjectPath,
  suppressionWithoutReason,
  unsupportedKey,
  unusedSuppression,
  wildcardUnderStringEquals,
];
