import type { Claims } from './plain-evaluator';

/** What kind of token it is, beside what its claims say. */
export interface AdversaryToken {
  readonly name: string;
  readonly claims: Claims;
}

export const COM = 'gitlab.com';
export const OWN = 'git.example.net';
export const PATH = 'code.example.org/gitlab';
export const GITHUB = 'token.actions.githubusercontent.com';
export const UNKNOWN = 'id.unknown.example';

interface Job {
  readonly iss?: string;
  readonly sub?: string;
  readonly path?: string;
  readonly id?: string;
  readonly namespace?: string;
  readonly ref?: string;
  readonly tag?: boolean;
  readonly protected?: string;
  readonly source?: string;
  readonly more?: Claims;
}

/** @see https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
function job(given: Job): Claims {
  const { iss = COM, path = 'acme/api', id = '101', namespace = '12', ref = 'main', tag = false } = given;
  const type = tag ? 'tag' : 'branch';
  return {
    iss: `https://${iss}`,
    sub: given.sub ?? `project_path:${path}:ref_type:${type}:ref:${ref}`,
    aud: 'sts.amazonaws.com',
    project_id: id,
    project_path: path,
    namespace_id: namespace,
    namespace_path: path.slice(0, path.lastIndexOf('/')),
    job_project_id: id,
    job_project_path: path,
    ref,
    ref_type: type,
    ref_path: `refs/${tag ? 'tags' : 'heads'}/${ref}`,
    ref_protected: given.protected ?? 'true',
    pipeline_source: given.source ?? 'push',
    user_id: '7',
    user_login: 'kim',
    user_email: 'kim@acme.example',
    user_access_level: 'maintainer',
    runner_environment: 'gitlab-hosted',
    ...given.more,
  };
}

const OTHER = { path: 'other/app', id: '999', namespace: '998' } as const;
const tags = (value: string): Claims => ({
  'https://aws.amazon.com/tags': { principal_tags: { team: [value] }, transitive_tag_keys: ['team'] },
});
const github = (sub: string, more: Claims = {}): Claims => ({
  iss: `https://${GITHUB}`,
  sub,
  aud: 'sts.amazonaws.com',
  repository: sub.split(':')[1],
  ref: 'refs/heads/main',
  ...more,
});

/** Tokens of every kind that the policies ask for, and those of strangers beside them. */
export const TOKENS: readonly AdversaryToken[] = Object.entries<Claims>({
  main: job({}),
  'main, not protected': job({ protected: 'false' }),
  feature: job({ ref: 'feature/x', protected: 'false' }),
  'a branch that is named like a tag': job({ ref: 'v1.2.3', protected: 'false' }),
  tag: job({ tag: true, ref: 'v1.2.3' }),
  'a tag, not protected': job({ tag: true, ref: 'v9', protected: 'false' }),
  schedule: job({ source: 'schedule' }),
  web: job({ source: 'web', more: { user_access_level: 'developer', user_login: 'sam' } }),
  'merge request': job({ ref: 'feature/x', source: 'merge_request_event', protected: 'false' }),
  'self-hosted runner': job({ more: { runner_environment: 'self-hosted' } }),
  'another project of the group': job({ path: 'acme/web', id: '102' }),
  'a subgroup': job({ path: 'acme/platform/api', id: '103', namespace: '13' }),
  'a longer name': job({ path: 'acme/api-fork', id: '104' }),
  'a group with a longer name': job({ path: 'acme-evil/api', id: '666', namespace: '665' }),
  'reused path': job({ id: '777', namespace: '776' }),
  stranger: job(OTHER),
  'stranger with a tag': job({ ...OTHER, tag: true, ref: 'v1.2.3' }),
  'stranger by id': job({ ...OTHER, sub: 'project_id:999:ref_type:branch:ref:main' }),
  'by id': job({ sub: 'project_id:101:ref_type:branch:ref:main' }),
  'by id and environment': job({
    sub: 'project_id:101:environment:production',
    more: { environment: 'production' },
  }),
  'stranger with an odd list': job({
    ...OTHER,
    sub: 'job_project_path:other/app:ref:main:project_path:acme/api',
  }),
  'stranger, environment first': job({ ...OTHER, sub: 'environment_protected:true:ref:main' }),
  'with its environment': job({
    sub: 'project_path:acme/api:ref_type:branch:ref:main:environment:production',
    more: { environment: 'production', environment_protected: 'true' },
  }),
  'of an organisation': job({ path: 'o/corp/acme/api', id: '201', namespace: '22' }),
  'a tagged session': job({ more: tags('red') }),
  'a tagged session of a stranger': job({ ...OTHER, more: tags('red') }),
  'another tag of a session': job({ more: tags('blue') }),
  'own main': job({ iss: OWN }),
  'own feature': job({ iss: OWN, ref: 'feature/x', protected: 'false' }),
  'own tag': job({ iss: OWN, tag: true, ref: 'v1.2.3' }),
  'own stranger': job({ iss: OWN, ...OTHER }),
  'own by id': job({ iss: OWN, sub: 'project_id:101:ref_type:branch:ref:main' }),
  'path main': job({ iss: PATH }),
  'path stranger': job({ iss: PATH, ...OTHER }),
  'another audience': job({ more: { aud: 'https://gitlab.com' } }),
  'GitHub main': github('repo:acme/api:ref:refs/heads/main'),
  'GitHub environment': github('repo:acme/api:environment:production', { environment: 'production' }),
  'GitHub stranger': github('repo:other/app:ref:refs/heads/main'),
  'GitHub with ids': github('repo:acme@1/api@2:ref:refs/heads/main'),
  unknown: { iss: `https://${UNKNOWN}`, sub: 'svc:deploy', aud: 'sts.amazonaws.com' },
  'unknown stranger': { iss: `https://${UNKNOWN}`, sub: 'anything', aud: 'sts.amazonaws.com' },
}).map(([name, claims]) => ({ name, claims }));
