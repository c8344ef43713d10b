import { accountIdFault } from './account-id';
import {
  assumedRoleFault,
  policyArnFault,
  policyOwnerFault,
  providerArnFault,
  providerMismatchFault,
  roleArnFault,
} from './arn';
import { externalIdFault, sessionNameFault } from './assume-role';
import { audienceFault, audiencesFault } from './audience';
import { breakGlassFault, breakGlassPartitionFault, breakGlassPrincipalFault } from './break-glass';
import { hiddenFault, maskFault, variableDescriptionFault, variableKeyFault } from './ci-variable';
import { environmentNameFault, environmentScopeFault } from './environment-name';
import { gitlabIdFault } from './gitlab-id';
import { groupPathFault, projectPathFault, variableTargetFault } from './paths';
import { iamRefPatternFault, refPatternFault } from './refs';
import { inlinePolicyFaults } from './inline-policy';
import { managedPoliciesFault, managedPolicyCountFault } from './managed-policies';
import { roleCountFault } from './quotas';
import { partitionFault, regionFault } from './region';
import {
  requestConditionsFault,
  sourceAddressFault,
  vpcEndpointIdFault,
  vpcIdFault,
} from './request-conditions';
import { adoptedAddressesFault, movesFault, resourceAddressFault } from './resource-address';
import { roleDescriptionFault, roleNameFault, rolePathFault } from './role';
import { sessionLengthFault } from './session-length';
import {
  backendTextFault,
  bucketFault,
  cloudNameFault,
  hostnameFault,
  plainTextFault,
  stateAddressFault,
  stateKeyFault,
} from './state-backend';
import { tagsFaults } from './tags';
import { thumbprintFault, thumbprintsFault } from './thumbprint';
import { issuerDomainFault, issuerFault, webAddressFault } from './web-address';

/**
 * What AWS, GitLab and Terraform refuse: one rule each, for a declaration and for the constructs alike. A rule answers with what is
 * wrong with a value and how to correct it, or with `undefined`, or an empty list, where nothing is.
 */
export const LIMITS = {
  accountId: accountIdFault,
  adoptedAddresses: adoptedAddressesFault,
  assumedRole: assumedRoleFault,
  audience: audienceFault,
  audiences: audiencesFault,
  backendText: backendTextFault,
  breakGlass: breakGlassFault,
  breakGlassPartition: breakGlassPartitionFault,
  breakGlassPrincipal: breakGlassPrincipalFault,
  bucket: bucketFault,
  cloudName: cloudNameFault,
  environmentName: environmentNameFault,
  environmentScope: environmentScopeFault,
  externalId: externalIdFault,
  gitlabId: gitlabIdFault,
  groupPath: groupPathFault,
  hidden: hiddenFault,
  hostname: hostnameFault,
  iamRefPattern: iamRefPatternFault,
  inlinePolicies: inlinePolicyFaults,
  issuer: issuerFault,
  issuerDomain: issuerDomainFault,
  managedPolicies: managedPoliciesFault,
  managedPolicyCount: managedPolicyCountFault,
  mask: maskFault,
  moves: movesFault,
  partition: partitionFault,
  plainText: plainTextFault,
  policyArn: policyArnFault,
  policyOwner: policyOwnerFault,
  projectPath: projectPathFault,
  providerArn: providerArnFault,
  providerMismatch: providerMismatchFault,
  refPattern: refPatternFault,
  region: regionFault,
  requestConditions: requestConditionsFault,
  resourceAddress: resourceAddressFault,
  roleArn: roleArnFault,
  roleCount: roleCountFault,
  roleDescription: roleDescriptionFault,
  roleName: roleNameFault,
  rolePath: rolePathFault,
  sessionLength: sessionLengthFault,
  sessionName: sessionNameFault,
  sourceAddress: sourceAddressFault,
  stateAddress: stateAddressFault,
  stateKey: stateKeyFault,
  tags: tagsFaults,
  thumbprint: thumbprintFault,
  thumbprints: thumbprintsFault,
  variableDescription: variableDescriptionFault,
  variableKey: variableKeyFault,
  variableTarget: variableTargetFault,
  vpcEndpointId: vpcEndpointIdFault,
  vpcId: vpcIdFault,
  webAddress: webAddressFault,
} as const;
