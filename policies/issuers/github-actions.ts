import type { Issuer } from './issuer';

const NAME = { stops: '/:@' };
const ID = { stops: '/:@' };

/** `repo:owner/name`, and for repositories made or renamed since 2026-07-15 `repo:owner@id/name@id`. */
const REPOSITORIES = [
  'repo:{owner}/{repository}',
  'repo:{owner}@{owner_id}/{repository}@{repository_id}',
] as const;

const CONTEXTS = ['ref:{ref}', 'environment:{environment}', 'pull_request'] as const;

/** Jobs of GitHub Actions: github.com, GHE.com and GitHub Enterprise Server. */
export const githubActions: Issuer = {
  id: 'github-actions',
  name: 'GitHub Actions',
  hosts: [
    'token.actions.githubusercontent.com',
    'token.actions.githubusercontent.com/{enterprise}',
    'token.actions.{domain}.ghe.com',
    '{host}/_services/token',
  ],
  knowledge: 'subject',
  fields: {
    owner: NAME,
    owner_id: ID,
    repository: NAME,
    repository_id: ID,
    ref: { stops: ':' },
    environment: { stops: ':' },
  },
  subjects: REPOSITORIES.flatMap((repository) => CONTEXTS.map((context) => `${repository}:${context}`)),
  keys: {
    repository: '{owner}/{repository}',
    repository_id: '{repository_id}',
    repository_owner_id: '{owner_id}',
    ref: '{ref}',
    environment: '{environment}',
  },
  tenant: { noun: 'organization or user', by: [['owner'], ['owner_id'], ['repository_id']] },
  workload: { noun: 'repository', by: [['repository'], ['repository_id']] },
  context: { noun: 'branch, tag, environment or pull request', by: [['ref'], ['environment']] },
  notKnown:
    'who may push to a branch, the rules of environments, and subjects that an organization has customized',
  sources: [
    'https://docs.github.com/en/actions/reference/security/oidc',
    'https://docs.github.com/en/actions/concepts/security/openid-connect',
    'https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: 'repo:*', open: 'anything' },
    { sub: 'repo:*:ref:refs/heads/main', open: 'anything' },
    { sub: 'repo:acme*', open: 'tenant' },
    // any repository with a branch `…/api`
    { sub: 'repo:*/api', open: 'anything' },
    { sub: 'repo:*/api:*', open: 'tenant' },
    { sub: 'repo:*/api:ref:refs/heads/main', open: 'tenant' },
    { sub: 'repo:acme-*/api:ref:refs/heads/main', open: 'tenant' },
    { sub: 'repo:acme?/api:ref:refs/heads/main', open: 'tenant' },
    { sub: 'repo:acme/*', open: 'workload' },
    { sub: 'repo:acme/api*', open: 'workload' },
    { sub: 'repo:acme@12/*', open: 'workload' },
    { sub: 'repo:acme@12*', open: 'workload' },
    { sub: 'repo:acme/api:*', open: 'context' },
    { sub: 'repo:acme/api:ref:refs/heads/*', open: 'context' },
    { sub: 'repo:acme/api:pull_request', open: 'context' },
    { sub: 'repo:acme@12/api@34:*', open: 'context' },
    { sub: 'repo:acme/api:ref:refs/heads/main', open: 'closed' },
    { sub: 'repo:acme/api:environment:production', open: 'closed' },
    { sub: 'repo:acme@12/api@34:ref:refs/heads/main', open: 'closed' },
    { sub: 'repository_owner:acme:environment:production', open: 'not_known' },
  ],
};
