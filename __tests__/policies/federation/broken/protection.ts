import type { BrokenCase } from './broken-case';

export const PROTECTION: readonly BrokenCase[] = [
  {
    note: 'rules kept from an unknown account',
    from: '    protected_environments: [production]',
    to: '    protect_from: prod',
    problems: [
      'ERR_REFERENCE: unknown account `prod` at /projects/api/protect_from (federation.yaml:11:19); did you mean `production`?',
    ],
  },
  {
    note: 'rules kept that are not declared',
    from: '    protected_tags: { v*: { create: maintainer } }\n',
    to: '    protect_from: production\n',
    problems: [
      'ERR_PROJECT: the rules of project `api` cannot be kept, because `protected_tags` is not declared at /projects/api/protect_from (federation.yaml:10:5); expected a rule for each protected ref, or `{}` where there is none; declare `protected_tags`',
    ],
  },
  {
    note: 'an environment that anybody may deploy to',
    from: '    protected_environments: [production]',
    to: '    protected_environments: { production: { deploy: no_one } }',
    problems: [
      'ERR_SCHEMA: unknown value `no_one` for `deploy` at /projects/api/protected_environments/production/deploy (federation.yaml:11:53); expected one of `developer`, `maintainer`, `admin`',
    ],
  },
  {
    note: 'an environment rule that says nothing',
    from: '    protected_environments: [production]',
    to: '    protected_environments: { production: {} }',
    problems: [
      'ERR_SCHEMA: missing key `deploy` at /projects/api/protected_environments/production/deploy (federation.yaml:11:31); add `deploy: …`',
    ],
  },
  {
    note: 'an environment rule with a name that GitLab refuses',
    from: '    protected_environments: [production]',
    to: '    protected_environments: { prod/: { deploy: maintainer } }',
    problems: [
      'ERR_PIPELINE: GitLab refuses the environment name `prod/` at /projects/api/protected_environments/prod~1 (federation.yaml:11:31); expected letters, digits, spaces and `_/${}.-`, without a `/` at either end',
    ],
  },
  {
    note: 'environments as one text',
    from: '    protected_environments: [production]',
    to: '    protected_environments: production',
    problems: [
      'ERR_SCHEMA: `protected_environments` has the wrong type at /projects/api/protected_environments (federation.yaml:11:29); got the text `production`; expected a list or a mapping; put it in brackets: `[production]`',
    ],
  },
  {
    note: 'an environment in the list that GitLab refuses',
    from: '    protected_environments: [production]',
    to: '    protected_environments: [prod/]',
    problems: [
      'ERR_PIPELINE: GitLab refuses the environment name `prod/` at /projects/api/protected_environments/0 (federation.yaml:11:30); expected letters, digits, spaces and `_/${}.-`, without a `/` at either end',
    ],
  },
];
