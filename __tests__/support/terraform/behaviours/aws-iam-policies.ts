import { textOf } from '../value';
import type { ResourceBehaviour } from './behaviour';
import { allTags, arnProblems, generatedName, iamArn, nameProblems, uniqueId } from './iam-names';
import { policyProblems } from './json-document';

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/policy.go */
export const awsIamPolicy: ResourceBehaviour = {
  kind: 'resource',
  type: 'aws_iam_policy',
  optionalComputed: ['name', 'name_prefix', 'tags_all'],
  forceNew: ['description', 'name', 'name_prefix', 'path'],
  defaults: { path: () => '/', tags_all: allTags },
  jsonDocuments: ['policy'],
  computed: {
    name: generatedName,
    name_prefix: () => '',
    arn: (state, around) => iamArn(around, `policy${textOf(state['path'])}${textOf(state['name'])}`),
    policy_id: (state) => uniqueId('ANPA', String(state['name'])),
    attachment_count: () => 0,
    id: (state) => state['arn'] ?? null,
  },
  validate: (config) => [...policyProblems(config, 'policy'), ...nameProblems(config, 'name', 128)],
  importState: (id) => ({ arn: id, name: id.split('/').at(-1) ?? id, name_prefix: '', path: '/' }),
};

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/role_policy.go */
export const awsIamRolePolicy: ResourceBehaviour = {
  kind: 'resource',
  type: 'aws_iam_role_policy',
  optionalComputed: ['name', 'name_prefix'],
  forceNew: ['name', 'name_prefix', 'role'],
  jsonDocuments: ['policy'],
  computed: {
    name: generatedName,
    name_prefix: () => '',
    id: (state) => `${textOf(state['role'])}:${textOf(state['name'])}`,
  },
  validate: (config) => [
    ...policyProblems(config, 'policy'),
    ...nameProblems(config, 'name', 128),
    ...nameProblems(config, 'role', 64),
  ],
  importState: (id) => {
    const [role = '', name = ''] = id.split(':');
    return { role, name, name_prefix: '' };
  },
};

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/role_policy_attachment.go */
export const awsIamRolePolicyAttachment: ResourceBehaviour = {
  kind: 'resource',
  type: 'aws_iam_role_policy_attachment',
  forceNew: ['policy_arn', 'role'],
  computed: { id: (state) => `${textOf(state['role'])}/${textOf(state['policy_arn'])}` },
  validate: (config) => [...arnProblems(config, 'policy_arn'), ...nameProblems(config, 'role', 64)],
  importState: (id) => {
    const at = id.indexOf('/');
    return { role: id.slice(0, at), policy_arn: id.slice(at + 1) };
  },
};
