import type { Issuer } from './issuer';

const ID = { stops: '/' };

/** Jobs of CircleCI. Each organization has an issuer of its own, so that no other organization can mint its tokens. */
export const circleci: Issuer = {
  id: 'circleci',
  name: 'CircleCI',
  hosts: ['oidc.circleci.com/org/{organization}'],
  knowledge: 'subject',
  fields: {
    organization: ID,
    project: ID,
    user: ID,
    origin: { stops: '' },
    ref: { stops: '' },
  },
  subjects: [
    'org/{organization}/project/{project}/user/{user}',
    'org/{organization}/project/{project}/user/{user}/vcs-origin/{origin}/vcs-ref/{ref}',
  ],
  keys: { 'oidc.circleci.com/project-id': '{project}' },
  workload: { noun: 'project', by: [['project']] },
  context: { noun: 'user or branch', by: [['user'], ['ref']] },
  notKnown:
    'who may push to a branch, and builds of forked pull requests, which have tokens where a project passes secrets to them',
  sources: [
    'https://circleci.com/docs/openid-connect-tokens/',
    'https://github.com/CircleCI-Public/aws-cli-orb/pull/130',
  ],
  cases: [
    { sub: '*', open: 'anything' },
    { sub: 'org/*', open: 'anything' },
    { sub: 'org/1a/project/*', open: 'anything' },
    { sub: 'org/1a/project/2b*/user/*', open: 'workload' },
    { sub: 'org/1a/project/2b/user/*', open: 'context' },
    // what a `*` in the middle leaves open, a branch may be called like the rest of the subject
    {
      sub: 'org/1a/project/2b/user/*/vcs-origin/github.com/acme/api/vcs-ref/refs/heads/main',
      open: 'context',
    },
    {
      sub: 'org/1a/project/2b/user/3c/vcs-origin/github.com/acme/api/vcs-ref/refs/heads/main',
      open: 'closed',
    },
    { sub: 'org/1a/project/2b/user/3c', open: 'closed' },
    { sub: 'project/2b', open: 'not_known' },
  ],
};
