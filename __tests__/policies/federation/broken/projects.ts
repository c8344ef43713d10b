import type { BrokenCase } from './broken-case';

export const PROJECTS: readonly BrokenCase[] = [
  {
    note: 'no ids on gitlab.com',
    from: '    id: 101\n    namespace_id: 12\n',
    to: '',
    problems: [
      'ERR_PROJECT_ID: project `api` has no `id`: on gitlab.com a path is not an identity at /projects/api (federation.yaml:5:3); add `id: 101` with the number from GitLab',
      'ERR_PROJECT_ID: project `api` has no `namespace_id`: on gitlab.com a path is not an identity at /projects/api (federation.yaml:5:3); add `namespace_id: 12` with the number from GitLab',
    ],
  },
  {
    note: 'an id with letters',
    from: 'id: 101',
    to: 'id: abc',
    problems: [
      'ERR_PROJECT_ID: `abc` is not a GitLab id at /projects/api/id (federation.yaml:7:9); expected a whole number above 0; copy the number that GitLab shows',
    ],
  },
  {
    note: 'a path that GitLab forbids',
    from: 'acme/platform/api',
    to: 'acme/platform/api.git',
    problems: [
      'ERR_PROJECT_PATH: project path `acme/platform/api.git` cannot exist: `api.git` ends in `.git` or `.atom` at /projects/api/path (federation.yaml:6:11); expected the full path of a project, such as `acme/platform/api`; copy it from the address of the project',
    ],
  },
  {
    note: 'a URL instead of a path',
    from: 'acme/platform/api',
    to: 'https://gitlab.com/acme/platform/api',
    problems: [
      'ERR_PROJECT_PATH: project path `https://gitlab.com/acme/platform/api` cannot exist: it is a URL at /projects/api/path (federation.yaml:6:11); expected the full path of a project, such as `acme/platform/api`; write only what follows the host in the address of the project',
    ],
  },
  {
    note: 'a pattern with a wildcard that GitLab does not have',
    from: '{ v*: {',
    to: '{ "v?": {',
    problems: [
      'ERR_REF: ref pattern `v?` can match nothing: `?` is not a wildcard in GitLab, and git forbids it in names at /projects/api/protected_tags/v? (federation.yaml:10:23); expected a short branch or tag name in which only `*` is special, such as `main` or `release/*`; write `*`, or one pattern for each name',
    ],
  },
  {
    note: 'two projects with one id and one path',
    from: 'accounts:',
    to: '  web: { path: Acme/platform/api, id: 101, namespace_id: 12 }\naccounts:',
    problems: [
      'ERR_PROJECT: the projects `api` and `web` have the same path at /projects/web/path (federation.yaml:12:16); got `acme/platform/api`, as at 5:3; declare each project once',
      'ERR_PROJECT: the projects `api` and `web` have the same id at /projects/web/id (federation.yaml:12:39); got `101`, as at 5:3; declare each project once',
    ],
  },
  {
    note: 'a `sub` that begins with the ref',
    from: '[project_path, ref_type',
    to: '[ref, ref_type',
    problems: [
      'ERR_SUB_CLAIM: `sub_claim` begins with `ref` at /projects/api/sub_claim (federation.yaml:7:16); expected one of `project_path`, `project_id`, `job_project_id`, `job_project_path`, `source_project_id`, `source_project_path` first; put a component that names the project in front',
    ],
    selfManaged: true,
  },
  {
    note: 'a component twice',
    from: '[project_path, ref_type',
    to: '[project_path, ref_type, ref_type',
    problems: [
      'ERR_SUB_CLAIM: `sub_claim` names `ref_type` twice at /projects/api/sub_claim (federation.yaml:7:16); expected each component once; remove one of them',
    ],
    selfManaged: true,
  },
  {
    note: 'a component that the release does not have',
    from: '  audience',
    to: '  version: "18.6"\n  audience',
    problems: [
      'ERR_SUB_CLAIM: the component `ref_protected` came with GitLab 18.7 at /projects/api/sub_claim/3 (federation.yaml:8:46); got GitLab 18.6; remove it, or correct `gitlab.version`',
    ],
    selfManaged: true,
  },
  {
    note: 'an id in `sub` that nobody knows',
    from: '[project_path, ref_type',
    to: '[project_id, ref_type',
    problems: [
      'ERR_PROJECT_ID: project `api` has no `id`: its `sub_claim` has `project_id` at /projects/api (federation.yaml:5:3); add `id: 101` with the number from GitLab',
    ],
    selfManaged: true,
  },
];
