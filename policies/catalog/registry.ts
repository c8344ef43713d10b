import type { Check } from './check';
import { actionCase } from './checks/action-case';
import { actionWildcard } from './checks/action-wildcard';
import { adminPermissionsOnAnyRef } from './checks/admin-permissions-on-any-ref';
import { ambiguousSubject } from './checks/ambiguous-subject';
import { anyProject } from './checks/any-project';
import { anyRefOfProject } from './checks/any-ref-of-project';
import { anyRefType } from './checks/any-ref-type';
import { anySubject } from './checks/any-subject';
import { audienceNotRegistered } from './checks/audience-not-registered';
import { audienceWildcard } from './checks/audience-wildcard';
import { awsPrincipalStar } from './checks/aws-principal-star';
import { bareAllow } from './checks/bare-allow';
import { boolOnRefProtected } from './checks/bool-on-ref-protected';
import { chainFromAnyRef } from './checks/chain-from-any-ref';
import { chainToStrongerRole } from './checks/chain-to-stronger-role';
import { deadStatement } from './checks/dead-statement';
import { dependsOnRequest } from './checks/depends-on-request';
import { developerMayPush } from './checks/developer-may-push';
import { duplicateKeyByCase } from './checks/duplicate-key-by-case';
import { duplicateValue } from './checks/duplicate-value';
import { emptyValue } from './checks/empty-value';
import { environmentComponentDropped } from './checks/environment-component-dropped';
import { federatedWildcard } from './checks/federated-wildcard';
import { forAllValues } from './checks/for-all-values';
import { forAnyValueOnSingleKey } from './checks/for-any-value-on-single-key';
import { foreignAccountProvider } from './checks/foreign-account-provider';
import { foreignKeyHost } from './checks/foreign-key-host';
import { fullRefName } from './checks/full-ref-name';
import { idOfAnotherProject } from './checks/id-of-another-project';
import { idPinFailsOpen } from './checks/id-pin-fails-open';
import { ifExists } from './checks/if-exists';
import { impossibleClaimValue } from './checks/impossible-claim-value';
import { impossiblePath } from './checks/impossible-path';
import { impossibleRef } from './checks/impossible-ref';
import { impostorAdmitted } from './checks/impostor-admitted';
import { invalidSid } from './checks/invalid-sid';
import { issuerBucketWrite } from './checks/issuer-bucket-write';
import { issuerUrl } from './checks/issuer-url';
import { keyNotInRequest } from './checks/key-not-in-request';
import { likeWithoutWildcard } from './checks/like-without-wildcard';
import { literalStarRefused } from './checks/literal-star-refused';
import { longSessionOnMergeRequest } from './checks/long-session-on-merge-request';
import { lookAlikePrefix } from './checks/look-alike-prefix';
import { malformedValue } from './checks/malformed-value';
import { mayChangeTrusts } from './checks/may-change-trusts';
import { mergeRequestAdmitted } from './checks/merge-request-admitted';
import { mergeRequestRef } from './checks/merge-request-ref';
import { missingAud } from './checks/missing-aud';
import { missingSub } from './checks/missing-sub';
import { multivaluedUnderScalar } from './checks/multivalued-under-scalar';
import { mutableUserOnly } from './checks/mutable-user-only';
import { nearQuota } from './checks/near-quota';
import { negatedOperatorOnIdentity } from './checks/negated-operator-on-identity';
import { noTokenCanAssume } from './checks/no-token-can-assume';
import { notAction } from './checks/not-action';
import { notPrincipal } from './checks/not-principal';
import { nullCondition } from './checks/null-condition';
import { oldPolicyVersion } from './checks/old-policy-version';
import { oneRoleForDevAndProd } from './checks/one-role-for-dev-and-prod';
import { openContext } from './checks/open-context';
import { openGroupPrefix } from './checks/open-group-prefix';
import { openIdPrefix } from './checks/open-id-prefix';
import { openPathPrefix } from './checks/open-path-prefix';
import { openRefPrefix } from './checks/open-ref-prefix';
import { openRefSuffix } from './checks/open-ref-suffix';
import { openTenant } from './checks/open-tenant';
import { openWorkload } from './checks/open-workload';
import { otherPrincipals } from './checks/other-principals';
import { overQuota } from './checks/over-quota';
import { parentPipelineAdmitted } from './checks/parent-pipeline-admitted';
import { pathCaseMismatch } from './checks/path-case-mismatch';
import { pipelineStartedElsewhere } from './checks/pipeline-started-elsewhere';
import { principalNotAProvider } from './checks/principal-not-a-provider';
import { protectedWithoutSub } from './checks/protected-without-sub';
import { providerArnMalformed } from './checks/provider-arn-malformed';
import { providerUrlMismatch } from './checks/provider-url-mismatch';
import { refTypeMr } from './checks/ref-type-mr';
import { refusedByIam } from './checks/refused-by-iam';
import { resourceInTrustPolicy } from './checks/resource-in-trust-policy';
import { roleChainEntry } from './checks/role-chain-entry';
import { rolesClaimDemanded } from './checks/roles-claim-demanded';
import { saasKeyOnSelfManaged } from './checks/saas-key-on-self-managed';
import { sessionLongerThanChain } from './checks/session-longer-than-chain';
import { sessionWidensItself } from './checks/session-widens-itself';
import { severalAudiences } from './checks/several-audiences';
import { shadowedStatement } from './checks/shadowed-statement';
import { shadowedValue } from './checks/shadowed-value';
import { sharedAudience } from './checks/shared-audience';
import { sourceDenyList } from './checks/source-deny-list';
import { subComponentCollision } from './checks/sub-component-collision';
import { subCutOff } from './checks/sub-cut-off';
import { subShapeMismatch } from './checks/sub-shape-mismatch';
import { subUnknownComponent } from './checks/sub-unknown-component';
import { subWithoutProjectPath } from './checks/sub-without-project-path';
import { suppressionWithoutReason } from './checks/suppression-without-reason';
import { tagSessionAllowed } from './checks/tag-session-allowed';
import { textKeyOperator } from './checks/text-key-operator';
import { trustChangeOnAnyRef } from './checks/trust-change-on-any-ref';
import { twoIssuersOneStatement } from './checks/two-issuers-one-statement';
import { undeterminedChain } from './checks/undetermined-chain';
import { unescapedVariable } from './checks/unescaped-variable';
import { unknownOperator } from './checks/unknown-operator';
import { unprotectedRefWithWrite } from './checks/unprotected-ref-with-write';
import { unregisteredIssuer } from './checks/unregistered-issuer';
import { unsupportedKey } from './checks/unsupported-key';
import { unusedSuppression } from './checks/unused-suppression';
import { unwritableCharacter } from './checks/unwritable-character';
import { wildcardOnlyValue } from './checks/wildcard-only-value';
import { wildcardUnderStringEquals } from './checks/wildcard-under-string-equals';
import { wrongAction } from './checks/wrong-action';

/** Every check, by id. A new one is added here and nowhere else. */
export const CHECKS: readonly Check[] = [
  actionCase,
  actionWildcard,
  adminPermissionsOnAnyRef,
  ambiguousSubject,
  anyProject,
  anyRefOfProject,
  anyRefType,
  anySubject,
  audienceNotRegistered,
  audienceWildcard,
  awsPrincipalStar,
  bareAllow,
  boolOnRefProtected,
  chainFromAnyRef,
  chainToStrongerRole,
  deadStatement,
  dependsOnRequest,
  developerMayPush,
  duplicateKeyByCase,
  duplicateValue,
  emptyValue,
  environmentComponentDropped,
  federatedWildcard,
  forAllValues,
  forAnyValueOnSingleKey,
  foreignAccountProvider,
  foreignKeyHost,
  fullRefName,
  idOfAnotherProject,
  idPinFailsOpen,
  ifExists,
  impossibleClaimValue,
  impossiblePath,
  impossibleRef,
  impostorAdmitted,
  invalidSid,
  issuerBucketWrite,
  issuerUrl,
  keyNotInRequest,
  likeWithoutWildcard,
  literalStarRefused,
  longSessionOnMergeRequest,
  lookAlikePrefix,
  malformedValue,
  mayChangeTrusts,
  mergeRequestAdmitted,
  mergeRequestRef,
  missingAud,
  missingSub,
  multivaluedUnderScalar,
  mutableUserOnly,
  nearQuota,
  negatedOperatorOnIdentity,
  noTokenCanAssume,
  notAction,
  notPrincipal,
  nullCondition,
  oldPolicyVersion,
  oneRoleForDevAndProd,
  openContext,
  openGroupPrefix,
  openIdPrefix,
  openPathPrefix,
  openRefPrefix,
  openRefSuffix,
  openTenant,
  openWorkload,
  otherPrincipals,
  overQuota,
  parentPipelineAdmitted,
  pathCaseMismatch,
  pipelineStartedElsewhere,
  principalNotAProvider,
  protectedWithoutSub,
  providerArnMalformed,
  providerUrlMismatch,
  refTypeMr,
  refusedByIam,
  resourceInTrustPolicy,
  roleChainEntry,
  rolesClaimDemanded,
  saasKeyOnSelfManaged,
  sessionLongerThanChain,
  sessionWidensItself,
  severalAudiences,
  shadowedStatement,
  shadowedValue,
  sharedAudience,
  sourceDenyList,
  subComponentCollision,
  subCutOff,
  subShapeMismatch,
  subUnknownComponent,
  subWithoutProjectPath,
  suppressionWithoutReason,
  tagSessionAllowed,
  textKeyOperator,
  trustChangeOnAnyRef,
  twoIssuersOneStatement,
  undeterminedChain,
  unescapedVariable,
  unknownOperator,
  unprotectedRefWithWrite,
  unregisteredIssuer,
  unsupportedKey,
  unusedSuppression,
  unwritableCharacter,
  wildcardOnlyValue,
  wildcardUnderStringEquals,
  wrongAction,
];
