import type { Issuer } from './issuer';

const PART = { stops: ':' };

/** Jobs of Buildkite pipelines. A job may ask for an id, such as `pipeline_id`, as its whole subject. */
export const buildkite: Issuer = {
  id: 'buildkite',
  name: 'Buildkite',
  hosts: ['agent.buildkite.com'],
  knowledge: 'subject',
  fields: { organization: PART, pipeline: PART, ref: PART, commit: PART, step: PART, id: { stops: ':' } },
  subjects: ['organization:{organization}:pipeline:{pipeline}:ref:{ref}:commit:{commit}:step:{step}', '{id}'],
  keys: {
    organization_slug: '{organization}',
    organization_id: '{organization}',
    pipeline_slug: '{pipeline}',
    pipeline_id: '{id}',
    build_branch: '{ref}',
  },
  tenant: { noun: 'organization', by: [['organization'], ['id']] },
  workload: { noun: 'pipeline', by: [['pipeline'], ['id']] },
  context: { noun: 'branch or tag', by: [['ref']] },
  notKnown: 'who may start a build on a branch, and the branch of a job whose subject is an id',
  sources: [
    'https://buildkite.com/docs/pipelines/security/oidc/aws',
    'https://buildkite.com/docs/agent/v3/cli-oidc',
    'https://github.com/buildkite/agent/pull/3784',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: 'organization:*', open: 'anything' },
    { sub: 'organization:acme*', open: 'tenant' },
    { sub: 'organization:acme:*', open: 'workload' },
    { sub: 'organization:acme:pipeline:api*', open: 'workload' },
    { sub: 'organization:acme:pipeline:api:*', open: 'context' },
    { sub: 'organization:acme:pipeline:api:ref:*:commit:*:step:deploy', open: 'context' },
    { sub: '0184990a-477b-4fa8-9968-496074483cee', open: 'context' },
    { sub: 'organization:acme:pipeline:api:ref:refs/heads/main:commit:*:step:*', open: 'closed' },
    { sub: 'pipeline:api:ref:refs/heads/main', open: 'not_known' },
  ],
};
