/** Whether everything that one list of subjects admits, another admits too. */
export interface PatternQuestion {
  readonly name: string;
  readonly allowed: readonly string[];
  readonly rules: readonly string[];
  /** On a GitLab of one's own, over all subjects that it can mint. */
  readonly holds: boolean;
}

const API = 'project_path:acme/platform/api';
const branch = (ref: string, project = API): string => `${project}:ref_type:branch:ref:${ref}`;
const tag = (ref: string, project = API): string => `${project}:ref_type:tag:ref:${ref}`;
const project = (path: string): string => `project_path:${path}`;

/** What people ask of their policies: ten patterns at most. */
export const QUESTIONS: readonly PatternQuestion[] = [
  { name: 'a branch among all branches', allowed: [branch('main')], rules: [branch('*')], holds: true },
  {
    name: 'branches and tags within their project',
    allowed: [branch('main'), branch('release/*'), tag('v*')],
    rules: [`${API}:*`],
    holds: true,
  },
  {
    name: 'all branches against two of them',
    allowed: [branch('*')],
    rules: [branch('main'), branch('release/*')],
    holds: false,
  },
  { name: 'an open prefix against its project', allowed: [`${API}*`], rules: [`${API}:*`], holds: false },
  {
    name: 'branches and tags are all there is',
    allowed: [project('acme/*')],
    rules: [branch('*', project('acme/*')), tag('*', project('acme/*'))],
    holds: true,
  },
  {
    name: 'seven projects against three rules',
    allowed: ['api', 'web', 'app', 'ops', 'lib', 'doc', 'ci'].map((name) =>
      branch('release/*', project(`acme/${name}`)),
    ),
    rules: [branch('rel*', project('acme/*')), branch('main', project('acme/*')), project('acme/infra:*')],
    holds: true,
  },
  {
    name: 'a star across fields',
    allowed: [`${project('acme/*')}:ref:main`],
    rules: [branch('main', project('acme/*')), tag('*', project('acme/*'))],
    holds: true,
  },
  { name: 'a version with `?`', allowed: [tag('v?.?.?')], rules: [tag('v*')], holds: true },
  {
    name: 'versions against branches and tags',
    allowed: [`${API}:*:ref:v?.?`],
    rules: [tag('v*'), branch('v*')],
    holds: true,
  },
  {
    name: 'four kinds of branches against one rule',
    allowed: ['feature/*', 'fix/*', 'docs/*', 'chore/*'].map((ref) => branch(ref)),
    rules: [branch('*/*')],
    holds: true,
  },
  {
    name: 'a group against its parent and a sibling',
    allowed: [branch('main', project('acme/platform/*'))],
    rules: [branch('*', project('acme/*')), branch('main', project('acme-labs/*'))],
    holds: true,
  },
  { name: 'refs that git refuses', allowed: [branch('*.lock'), branch('*..*')], rules: [], holds: true },
];
