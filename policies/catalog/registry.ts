import type { Check } from './check';
import { bareAllow } from './checks/bare-allow';
import { foreignKeyHost } from './checks/foreign-key-host';
import { fullRefName } from './checks/full-ref-name';
import { impostorAdmitted } from './checks/impostor-admitted';
import { mergeRequestRef } from './checks/merge-request-ref';
import { missingAud } from './checks/missing-aud';
import { missingSub } from './checks/missing-sub';
import { refTypeMr } from './checks/ref-type-mr';
import { saasKeyOnSelfManaged } from './checks/saas-key-on-self-managed';
import { suppressionWithoutReason } from './checks/suppression-without-reason';
import { unsupportedKey } from './checks/unsupported-key';
import { unusedSuppression } from './checks/unused-suppression';
import { wildcardUnderStringEquals } from './checks/wildcard-under-string-equals';

/** Every check, by id. */
export const CHECKS: readonly Check[] = [
  bareAllow,
  foreignKeyHost,
  fullRefName,
  impostorAdmitted,
  mergeRequestRef,
  missingAud,
  missingSub,
  refTypeMr,
  saasKeyOnSelfManaged,
  suppressionWithoutReason,
  unsupportedKey,
  unusedSuppression,
  wildcardUnderStringEquals,
];
