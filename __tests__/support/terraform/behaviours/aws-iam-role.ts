import { textOf } from '../value';
import type { ResourceBehaviour } from './behaviour';
import {
  allTags,
  arnProblems,
  generatedName,
  iamArn,
  nameProblems,
  rangeProblems,
  uniqueId,
} from './iam-names';
import { documentSize, policyProblems } from './json-document';

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/role.go */
export const awsIamRole: ResourceBehaviour = {
  kind: 'resource',
  type: 'aws_iam_role',
  optionalComputed: ['managed_policy_arns', 'name', 'name_prefix', 'tags_all'],
  forceNew: ['name', 'name_prefix', 'path'],
  defaults: {
    force_detach_policies: () => false,
    max_session_duration: () => 3600,
    path: () => '/',
    tags_all: allTags,
  },
  jsonDocuments: ['assume_role_policy'],
  computed: {
    name: generatedName,
    name_prefix: () => '',
    managed_policy_arns: () => [],
    arn: (state, around) => iamArn(around, `role${textOf(state['path'])}${textOf(state['name'])}`),
    unique_id: (state) => uniqueId('AROA', String(state['name'])),
    create_date: () => '2025-01-01T00:00:00Z',
    id: (state) => state['name'] ?? null,
  },
  validate: (config) => [
    ...policyProblems(config, 'assume_role_policy'),
    ...rangeProblems(config, 'max_session_duration', 3600, 43200),
    ...nameProblems(config, 'name', 64),
    ...nameProblems(config, 'name_prefix', 38),
    ...arnProblems(config, 'permissions_boundary'),
  ],
  refuse: (planned, { cloud }) => {
    const policy = textOf(planned['assume_role_policy']) ?? '';
    if (documentSize(policy) <= cloud.trustPolicyQuota) return [];
    const reason = `LimitExceeded: Cannot exceed quota for ACLSizePerRole: ${cloud.trustPolicyQuota}`;
    return [{ summary: `creating IAM Role (${textOf(planned['name'])}): ${reason}` }];
  },
  importState: (id, around) => ({
    name: id,
    name_prefix: '',
    path: '/',
    arn: iamArn(around, `role/${id}`),
    unique_id: uniqueId('AROA', id),
    max_session_duration: 3600,
    force_detach_policies: false,
  }),
};
