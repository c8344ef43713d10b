import type { BrokenCase } from './broken-case';

export const REFERENCES: readonly BrokenCase[] = [
  {
    note: 'a role declared twice',
    from: '  plan:\n',
    to: '  deploy:\n',
    problems: [
      'ERR_YAML: `deploy` is declared twice at /roles/deploy (federation.yaml:21:3); got a second `deploy`, the first is at 15:3; give one of the two another name, or remove it',
    ],
  },
  {
    note: 'an unknown project',
    from: '- { project: api, branches: [main]',
    to: '- { project: apj, branches: [main]',
    problems: [
      'ERR_REFERENCE: unknown project `apj` at /roles/deploy/trust/0/project (federation.yaml:18:20); did you mean `api`?',
    ],
  },
  {
    note: 'an unknown account',
    from: '    account: production\n    trust:\n',
    to: '    account: prodution\n    trust:\n',
    problems: [
      'ERR_REFERENCE: unknown account `prodution` at /roles/deploy/account (federation.yaml:16:14); did you mean `production`?',
    ],
  },
  {
    note: 'an unknown role in the table',
    from: 'assumes: [deploy, plan]',
    to: 'assumes: [deploy, paln]',
    problems: [
      'ERR_REFERENCE: unknown role `paln` at /table/0/assumes/1 (federation.yaml:25:67); did you mean `plan`?',
    ],
  },
  {
    note: 'an unknown role in a proof',
    from: 'implies: [deploy, plan]',
    to: 'implies: [deploy, planner]',
    problems: [
      'ERR_REFERENCE: unknown role `planner` at /prove/1/implies/1 (federation.yaml:29:25); expected one of `deploy`, `plan`; declare it under `roles`',
    ],
  },
  {
    note: 'an unknown project of a variable',
    from: 'environment: production }]',
    to: 'environment: production, project: web }]',
    problems: [
      'ERR_REFERENCE: unknown project `web` at /roles/deploy/variables/0/project (federation.yaml:20:72); expected one of `api`; declare it under `projects`',
    ],
  },
  {
    note: 'a role listed twice',
    from: 'assumes: [deploy, plan]',
    to: 'assumes: [plan, plan]',
    problems: [
      'ERR_TABLE: `plan` is listed twice at /table/0/assumes/1 (federation.yaml:25:65); remove one of them',
    ],
  },
];
