import { dataAwsIamPolicyDocument } from './aws-iam-policy-document';
import {
  awsIamOpenidConnectProvider,
  dataAwsIamOpenidConnectProvider,
} from './aws-iam-openid-connect-provider';
import { awsIamPolicy, awsIamRolePolicy, awsIamRolePolicyAttachment } from './aws-iam-policies';
import { awsIamRole } from './aws-iam-role';
import { dataAwsCallerIdentity, dataAwsPartition } from './aws-identity';
import type { Behaviour } from './behaviour';
import { gitlabGroupVariable, gitlabProjectVariable } from './gitlab-ci-variable';
import {
  dataGitlabMetadata,
  dataGitlabProject,
  dataGitlabProjectProtectedBranches,
  dataGitlabProjectProtectedTags,
} from './gitlab-project-data';
import { gitlabBranchProtection, gitlabTagProtection } from './gitlab-protection';

export type {
  Behaviour,
  DataSourceBehaviour,
  ReadAnswer,
  ResourceBehaviour,
  BehaviourContext,
} from './behaviour';

const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map(
  [
    awsIamOpenidConnectProvider,
    awsIamPolicy,
    awsIamRole,
    awsIamRolePolicy,
    awsIamRolePolicyAttachment,
    dataAwsCallerIdentity,
    dataAwsIamOpenidConnectProvider,
    dataAwsIamPolicyDocument,
    dataAwsPartition,
    dataGitlabMetadata,
    dataGitlabProject,
    dataGitlabProjectProtectedBranches,
    dataGitlabProjectProtectedTags,
    gitlabBranchProtection,
    gitlabGroupVariable,
    gitlabProjectVariable,
    gitlabTagProtection,
  ].map((behaviour: Behaviour) => [behaviour.type, behaviour]),
);

/** The types that answer believably; every other type of the bindings gets empty values. */
export const KNOWN_TYPES: readonly string[] = [...BEHAVIOURS.keys()];

export function behaviourOf(type: string): Behaviour | undefined {
  return BEHAVIOURS.get(type);
}
