import type { BrokenCase } from './broken-case';

export const TABLE: readonly BrokenCase[] = [
  {
    note: 'no token',
    from: 'pipeline: { project: api, branch: main }, assumes: [d',
    to: 'assumes: [d',
    problems: [
      'ERR_TABLE: a token is missing at /table/0 (federation.yaml:25:5); expected exactly one of `pipeline`, `claims`',
    ],
  },
  {
    note: 'no list of roles',
    from: ', assumes: [] }',
    to: ' }',
    problems: [
      'ERR_SCHEMA: missing key `assumes` at /table/1/assumes (federation.yaml:26:5); add `assumes: …`',
    ],
  },
  {
    note: 'nobody',
    from: '{ fork_of: api, branch: main }',
    to: '{ branch: main }',
    problems: [
      'ERR_PIPELINE: who runs the pipeline is missing at /table/1/pipeline (federation.yaml:26:7); expected exactly one of `project`, `fork_of`, `impostor_of`, `path`',
    ],
  },
  {
    note: 'two projects',
    from: '{ fork_of: api, branch: main }',
    to: '{ project: api, fork_of: api, branch: main }',
    problems: [
      'ERR_PIPELINE: `fork_of` stands beside `project` at /table/1/pipeline/fork_of (federation.yaml:26:33); expected exactly one of `project`, `fork_of`, `impostor_of`; remove one of them',
    ],
  },
  {
    note: 'two refs',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: main, tag: v1 }',
    problems: [
      'ERR_PIPELINE: `tag` stands beside `branch` at /table/1/pipeline/tag (federation.yaml:26:47); expected exactly one of `branch`, `tag`, `merge_request`; remove one of them',
    ],
  },
  {
    note: 'no ref',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api }',
    problems: [
      'ERR_PIPELINE: what the pipeline runs for is missing at /table/1/pipeline (federation.yaml:26:7); expected exactly one of `branch`, `tag`, `merge_request`',
    ],
  },
  {
    note: 'the beginning of a key',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: main, aud: [sts.amazonaws.com] }',
    problems: [
      'ERR_SCHEMA: unknown key `aud` at /table/1/pipeline/aud (federation.yaml:26:47); did you mean `audience`?',
    ],
  },
  {
    note: 'a ref that git forbids',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: a b }',
    problems: [
      'ERR_REF: ref `a b` cannot exist: git forbids a space at /table/1/pipeline/branch (federation.yaml:26:41); expected a short branch or tag name, such as `main` or `v1.2.3`; did you mean `a-b`?',
    ],
  },
  {
    note: 'protection that the rules decide',
    from: '{ project: api, branch: main }, a',
    to: '{ project: api, branch: main, protected: true }, a',
    problems: [
      'ERR_PIPELINE: the protected branches of `api` are declared and decide this at /table/0/pipeline/protected (federation.yaml:25:47); remove `protected`, or correct the project',
    ],
  },
  {
    note: 'environment protection that the rules decide',
    from: '{ project: api, branch: main }, a',
    to: '{ project: api, branch: main, environment: { name: production, protected: false } }, a',
    problems: [
      'ERR_PIPELINE: the protected environments of `api` are declared and decide this at /table/0/pipeline/environment/protected (federation.yaml:25:80); remove `protected`, or correct the project',
    ],
  },
  {
    note: "a fork's merge request that is protected",
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, merge_request: { from: main, into: main }, protected: true }',
    problems: [
      "ERR_PIPELINE: a fork's merge request is never protected in the parent at /table/1/pipeline/protected (federation.yaml:26:76); remove `protected`",
    ],
  },
  {
    note: 'a declared path',
    from: '{ fork_of: api, branch: main }',
    to: '{ path: acme/platform/api, branch: main }',
    problems: [
      'ERR_PIPELINE: `acme/platform/api` is the declared project `api` at /table/1/pipeline/path (federation.yaml:26:25); write `project: api`, or `impostor_of: api` for one that took its path',
    ],
  },
  {
    note: 'an id that a declared project has',
    from: '{ fork_of: api, branch: main }',
    to: '{ impostor_of: api, id: 101, branch: main }',
    problems: [
      'ERR_PIPELINE: `101` is the id of the declared project `api` at /table/1/pipeline/id (federation.yaml:26:41); expected an id that no declared project has; for the project itself write `project: api`',
    ],
  },
  {
    note: 'an id of a declared project',
    from: '{ project: api, branch: main }, a',
    to: '{ project: api, id: 5, branch: main }, a',
    problems: [
      'ERR_PIPELINE: `id` only goes with a project that is not declared at /table/0/pipeline/id (federation.yaml:25:33); remove it',
    ],
  },
  {
    note: 'a renamed fork',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: main, renamed_to: a/b }',
    problems: [
      'ERR_PIPELINE: `renamed_to` only goes with a declared project, `project:` at /table/1/pipeline/renamed_to (federation.yaml:26:47); remove it',
    ],
  },
  {
    note: 'a child with another source',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: main, child: true, source: web }',
    problems: [
      'ERR_PIPELINE: source `web` does not go with the rest of the row at /table/1/pipeline/source (federation.yaml:26:68); expected `parent_pipeline` for a child; remove `source`',
    ],
  },
  {
    note: 'a merge request that was pushed',
    from: '{ fork_of: api, branch: main }',
    to: '{ project: api, merge_request: { from: a, into: main }, source: push }',
    problems: [
      'ERR_PIPELINE: source `push` does not go with the rest of the row at /table/1/pipeline/source (federation.yaml:26:81); expected `merge_request_event` for a merge request; remove `source`, or write `branch` instead of `merge_request`',
    ],
  },
  {
    note: 'a tag of a merge request',
    from: '{ fork_of: api, branch: main }',
    to: '{ project: api, tag: v1, source: merge_request_event }',
    problems: [
      'ERR_PIPELINE: source `merge_request_event` does not go with the rest of the row at /table/1/pipeline/source (federation.yaml:26:50); expected another source for a tag; write `branch` instead of `tag`',
    ],
  },
  {
    note: 'an environment name that GitLab refuses',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: main, environment: "a:b" }',
    problems: [
      'ERR_PIPELINE: GitLab refuses the environment name `a:b` at /table/1/pipeline/environment (federation.yaml:26:60); expected letters, digits, spaces and `_/${}.-`, without a `/` at either end',
    ],
  },
  {
    note: 'a misspelt key of an environment',
    from: '{ fork_of: api, branch: main }',
    to: '{ fork_of: api, branch: main, environment: { nam: x } }',
    problems: [
      'ERR_SCHEMA: missing key `name` at /table/1/pipeline/environment/name (federation.yaml:26:47); add `name: production`',
      'ERR_SCHEMA: unknown key `nam` at /table/1/pipeline/environment/nam (federation.yaml:26:62); did you mean `name`?',
    ],
  },
];
