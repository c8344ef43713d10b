import type { Issuer } from './issuer';

const UUID = { stops: ':' };

/** Steps of Bitbucket Pipelines. Each workspace has an issuer of its own; its subjects are made of UUIDs in braces. */
export const bitbucket: Issuer = {
  id: 'bitbucket',
  name: 'Bitbucket Pipelines',
  hosts: ['api.bitbucket.org/2.0/workspaces/{workspace}/pipelines-config/identity/oidc'],
  knowledge: 'subject',
  fields: { repository: UUID, environment: UUID, step: UUID },
  subjects: ['{repository}:{step}', '{repository}:{environment}:{step}'],
  keys: {},
  workload: { noun: 'repository', by: [['repository']] },
  context: { noun: 'deployment environment or branch', by: [['environment']] },
  notKnown: 'the branch of a step, which no condition key has, and the rules of environments',
  sources: [
    'https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/',
    'https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: '*:{e1}:*', open: 'anything' },
    { sub: '{9c4a*', open: 'workload' },
    { sub: '{9c4a}:*', open: 'context' },
    { sub: '{9c4a}:{e1}:*', open: 'closed' },
    { sub: 'repository', open: 'not_known' },
  ],
};
