import type { BrokenCase } from './broken-case';

export const SHAPE: readonly BrokenCase[] = [
  {
    note: 'a text where a list belongs',
    from: 'branches: ["*"]',
    to: 'branches: main',
    problems: [
      'ERR_SCHEMA: `branches` has the wrong type at /roles/plan/trust/0/branches (federation.yaml:23:39); got the text `main`; expected a list; put it in brackets: `[main]`',
    ],
  },
  {
    note: 'a role that says nothing is one problem',
    from: '  plan:\n    account: production\n    trust: [{ project: api, branches: ["*"] }]\n',
    to: '  plan:\n',
    problems: [
      'ERR_SCHEMA: `plan` has the wrong type at /roles/plan (federation.yaml:21:8); got nothing; expected a mapping; give it a value, or remove the key',
    ],
  },
  {
    note: 'an entry of a list that says nothing',
    from: 'branches: ["*"]',
    to: 'branches: [~]',
    problems: [
      'ERR_SCHEMA: an entry of `branches` has the wrong type at /roles/plan/trust/0/branches/0 (federation.yaml:23:40); got nothing; expected a text; give it a value, or remove the entry',
    ],
  },
  {
    note: 'a mapping where a list belongs',
    from: 'trust: [{ project: api, branches: ["*"] }]',
    to: 'trust: { project: api, branches: ["*"] }',
    problems: [
      'ERR_SCHEMA: `trust` has the wrong type at /roles/plan/trust (federation.yaml:23:12); got a mapping; expected a list; put it in brackets, or begin it with `- `',
    ],
  },
  {
    note: 'a word where a truth value belongs',
    from: 'protected: true',
    to: 'protected: yes',
    problems: [
      'ERR_SCHEMA: `protected` has the wrong type at /roles/deploy/trust/0/protected (federation.yaml:18:54); got the text `yes`; expected `true` or `false`; write `true`',
    ],
  },
  {
    note: 'an account id without quotes is a number',
    from: '"111122223333"',
    to: '111122223333',
    problems: [
      'ERR_SCHEMA: `id` has the wrong type at /accounts/production/id (federation.yaml:13:21); got the number `111122223333`; expected a text; quote it: `"111122223333"`',
    ],
  },
  {
    note: 'a release without quotes is a number',
    from: '  audience',
    to: '  version: 18.10\n  audience',
    problems: [
      'ERR_SCHEMA: `version` has the wrong type at /gitlab/version (federation.yaml:3:12); got the number `18.10`; expected a text; quote it: `"18.10"`',
    ],
  },
  {
    note: 'a list where one audience belongs',
    from: 'audience: sts.amazonaws.com',
    to: 'audience: [sts.amazonaws.com]',
    problems: [
      'ERR_SCHEMA: `audience` has the wrong type at /gitlab/audience (federation.yaml:3:13); got a list; expected a text; write one text, without brackets',
    ],
  },
  {
    note: 'a key without a value',
    from: 'audience: sts.amazonaws.com',
    to: 'audience:',
    problems: [
      'ERR_SCHEMA: `audience` has the wrong type at /gitlab/audience (federation.yaml:3:12); got nothing; expected a text; give it a value, or remove the key',
    ],
  },
  {
    note: 'a missing key',
    from: '  audience: sts.amazonaws.com\n',
    to: '',
    problems: [
      'ERR_SCHEMA: missing key `audience` at /gitlab/audience (federation.yaml:1:1); add `audience: sts.amazonaws.com`',
    ],
  },
  {
    note: 'an unknown key that is nearly a known one',
    from: 'branches: [main]',
    to: 'brances: [main]',
    problems: [
      'ERR_SCHEMA: unknown key `brances` at /roles/deploy/trust/0/brances (federation.yaml:18:25); did you mean `branches`?',
    ],
  },
  {
    note: 'an unknown key that is like none',
    from: 'id: 101',
    to: 'colour: red\n    id: 101',
    problems: [
      'ERR_SCHEMA: unknown key `colour` at /projects/api/colour (federation.yaml:7:5); expected one of `path`, `id`, `namespace_id`, `protected_branches`, `protected_tags`, `protected_environments`, `protect_from`, `protect_merge_request_pipelines`, `sub_claim`, `visibility`; remove it',
    ],
  },
  {
    note: 'an unknown section',
    from: 'prove:',
    to: 'proof:',
    problems: ['ERR_SCHEMA: unknown key `proof` at /proof (federation.yaml:27:1); did you mean `prove`?'],
  },
  {
    note: 'a merge key',
    from: '    id: 101',
    to: '    <<: {}\n    id: 101',
    problems: [
      'ERR_SCHEMA: merge keys are not read at /projects/api/<< (federation.yaml:7:5); use `defaults:`, or repeat the keys',
    ],
  },
  {
    note: 'a missing section hides nothing and causes nothing',
    from: 'roles:\n  deploy:\n    account: production\n    trust:\n      - { project: api, branches: [main], protected: true, sources: [push] }\n    permissions: { managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }\n    variables: [{ key: AWS_ROLE_ARN, environment: production }]\n  plan:\n    account: production\n    trust: [{ project: api, branches: ["*"] }]\n',
    to: '',
    problems: ['ERR_SCHEMA: missing key `roles` at /roles (federation.yaml:1:1); add `roles: …`'],
  },
  {
    note: 'an unknown word',
    from: 'push: maintainer',
    to: 'push: maintainers',
    problems: [
      'ERR_SCHEMA: unknown value `maintainers` for `push` at /projects/api/protected_branches/main/push (federation.yaml:9:41); did you mean `maintainer`?',
    ],
  },
  {
    note: 'an unknown pipeline source',
    from: 'sources: [push]',
    to: 'sources: [pus]',
    problems: [
      'ERR_SCHEMA: unknown value `pus` for an entry of `sources` at /roles/deploy/trust/0/sources/0 (federation.yaml:18:70); did you mean `push`?',
    ],
  },
  {
    note: 'a nested mapping of a union',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { arm: x } }',
    problems: [
      'ERR_SCHEMA: unknown key `arm` at /accounts/production/provider/arm (federation.yaml:13:68); did you mean `arn`?',
    ],
  },
  {
    note: 'a number below 1',
    from: 'id: 101',
    to: 'id: -4',
    problems: [
      'ERR_SCHEMA: `id` is out of range at /projects/api/id (federation.yaml:7:9); got the number `-4`; expected a number above 0',
    ],
  },
  {
    note: 'a tag value that YAML reads as a number',
    from: '    permissions:',
    to: '    tags: { cost: 42 }\n    permissions:',
    problems: [
      'ERR_SCHEMA: `cost` has the wrong type at /roles/deploy/tags/cost (federation.yaml:19:19); got the number `42`; expected a text; quote it: `"42"`',
    ],
  },
];
