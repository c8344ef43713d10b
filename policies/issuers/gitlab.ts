import { claimRow, LEADING_COMPONENTS } from '../gitlab/index';
import type { Issuer } from './issuer';

/** A project's paths and ids lead the subject; the components after it are each project's own choice. */
const LEADS = LEADING_COMPONENTS.map((name) => ({
  name,
  field: claimRow(name)?.values.kind === 'id' ? 'id' : 'path',
}));

/**
 * Jobs of GitLab: gitlab.com and every GitLab of one's own. Its claims, its protection and its assumptions are in `policies/gitlab`, and
 * its own checks judge its subjects; the grammar here tells a GitLab from other issuers.
 */
export const gitlab: Issuer = {
  id: 'gitlab',
  name: 'GitLab',
  hosts: ['gitlab.com'],
  selfManaged: true,
  knowledge: 'gitlab',
  fields: { path: { stops: ':' }, id: { stops: ':' }, components: { stops: '' } },
  subjects: LEADS.flatMap(({ name, field }) => [`${name}:{${field}}`, `${name}:{${field}}:{components}`]),
  keys: { project_id: '{id}' },
  tenant: { noun: 'group or user', by: [['path'], ['id']] },
  workload: { noun: 'project', by: [['path'], ['id']] },
  context: { noun: 'branch or tag', by: [['components']] },
  notKnown: 'what no declaration says of a project: its protection rules, its subject components',
  sources: [
    'https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload',
    'https://docs.gitlab.com/ci/cloud_services/aws/',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: 'project_path:*', open: 'anything' },
    { sub: 'project_path:acme/*:ref_type:branch:ref:main', open: 'tenant' },
    { sub: 'project_path:acme/api:*', open: 'context' },
    { sub: 'project_id:101:ref_type:branch:ref:*', open: 'context' },
    { sub: 'project_path:acme/api:ref_type:branch:ref:main', open: 'closed' },
    { sub: 'project_id:101:ref_type:branch:ref:main', open: 'closed' },
    { sub: 'group:acme', open: 'not_known' },
  ],
};
