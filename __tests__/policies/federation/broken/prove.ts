import type { BrokenCase } from './broken-case';

export const PROVE: readonly BrokenCase[] = [
  {
    note: 'one role to compare',
    from: '{ implies: [deploy, plan] }',
    to: '{ implies: [deploy] }',
    problems: [
      'ERR_SCHEMA: two roles are compared here at /prove/1/implies (federation.yaml:29:16); got a list of 1; expected two different ones, such as `[deploy, plan]`',
    ],
  },
  {
    note: 'a role without a promise',
    from: '{ implies: [deploy, plan] }',
    to: '{ role: deploy }',
    problems: [
      'ERR_SCHEMA: what to prove is missing at /prove/1 (federation.yaml:29:5); expected exactly one of `only`, `never`, `implies`, `disjoint`, `equivalent`',
    ],
  },
  {
    note: 'a promise without a role',
    from: '{ role: deploy, only: protected_refs }',
    to: '{ only: protected_refs }',
    problems: ['ERR_SCHEMA: missing key `role` at /prove/0 (federation.yaml:28:5); add `role: deploy`'],
  },
  {
    note: 'a promise that is none',
    from: '{ role: deploy, only: protected_refs }',
    to: 'deploy',
    problems: [
      'ERR_SCHEMA: an entry of `prove` has the wrong type at /prove/0 (federation.yaml:28:5); got the text `deploy`; expected a mapping',
    ],
  },
  {
    note: 'a kind of token that is none',
    from: 'only: protected_refs',
    to: 'never: [forks]',
    problems: [
      'ERR_SCHEMA: unknown value `forks` for an entry of `never` at /prove/0/never/0 (federation.yaml:28:29); did you mean `fork`?',
    ],
  },
  {
    note: 'only what nobody declared',
    from: 'only: protected_refs',
    to: 'only: { projects: [ap] }',
    problems: [
      'ERR_REFERENCE: unknown project `ap` at /prove/0/only/projects/0 (federation.yaml:28:40); did you mean `api`?',
    ],
  },
  {
    note: 'only nothing',
    from: 'only: protected_refs',
    to: 'only: {}',
    problems: [
      'ERR_SCHEMA: `only` names no project and no group at /prove/0/only (federation.yaml:28:27); expected `projects` or `groups`, such as `only: { projects: [api] }`',
    ],
  },
  {
    note: 'only a group that cannot be',
    from: 'only: protected_refs',
    to: 'only: { groups: [acme/*] }',
    problems: [
      'ERR_VARIABLE: no group can have the path `acme/*` at /prove/0/only/groups/0 (federation.yaml:28:38); expected the full path of a group, such as `acme/platform`',
    ],
  },
];
