import type { BrokenCase } from './broken-case';

export const ROLES: readonly BrokenCase[] = [
  {
    note: 'a key that AWS and Terraform refuse',
    from: 'table:',
    to: '  plan all!: { account: production, trust: [{ project: api, tags: [v*] }] }\ntable:',
    problems: [
      'ERR_ROLE_NAME: `plan all!` cannot be the key of a role at /roles/plan all! (federation.yaml:24:3); expected a letter or `_`, then at most 63 letters, digits, `_` or `-`; use another key; the name in AWS can be given as `name:`',
    ],
  },
  {
    note: 'a name that AWS refuses',
    from: '  plan:\n',
    to: '  plan:\n    name: plan all\n',
    problems: [
      'ERR_ROLE_NAME: AWS refuses the role name `plan all` at /roles/plan/name (federation.yaml:22:11); expected 1 to 64 letters, digits or `_+=,.@-`; write `plan-all`',
    ],
  },
  {
    note: 'a key that every JavaScript object has',
    from: '  plan:\n',
    to: '  constructor:\n',
    problems: [
      'ERR_ROLE_NAME: `constructor` cannot be the key of a role: the construct tree keeps the name at /roles/constructor (federation.yaml:21:3); use another key, and `name: constructor` for the name in AWS',
      'ERR_REFERENCE: unknown role `plan` at /table/0/assumes/1 (federation.yaml:25:67); expected one of `deploy`, `constructor`; declare it under `roles`',
      'ERR_REFERENCE: unknown role `plan` at /prove/1/implies/1 (federation.yaml:29:25); expected one of `deploy`, `constructor`; declare it under `roles`',
    ],
  },
  {
    note: 'two names that differ in case only',
    from: '  plan:\n',
    to: '  plan:\n    name: Deploy\n',
    problems: [
      'ERR_ROLE_NAME: the roles `deploy` and `plan` have one name in account `production` at /roles/plan/name (federation.yaml:22:5); got `Deploy`, as at 15:3 (AWS ignores case); give one of them another `name`',
    ],
  },
  {
    note: 'no account anywhere',
    from: '  plan:\n    account: production\n',
    to: '  plan:\n',
    problems: [
      'ERR_SCHEMA: role `plan` has no account at /roles/plan (federation.yaml:21:3); add `account:` to it or to `defaults`',
    ],
  },
  {
    note: 'a path that does not end in a slash',
    from: '  plan:\n',
    to: '  plan:\n    path: /ci\n',
    problems: [
      'ERR_ROLE_NAME: AWS refuses the role path `/ci` at /roles/plan/path (federation.yaml:22:11); expected at most 512 printable ASCII characters that begin and end with `/`, without `//`; write `/ci/`',
    ],
  },
  {
    note: 'a description that AWS refuses',
    from: '  plan:\n',
    to: '  plan:\n    description: plans → applies\n',
    problems: [
      'ERR_ROLE_NAME: AWS refuses `→` in the description of a role at /roles/plan/description (federation.yaml:22:18); expected printable characters up to U+00FF; write it in other words',
    ],
  },
  {
    note: 'a session that is too short',
    from: '  plan:\n',
    to: '  plan:\n    max_session: 30m\n',
    problems: [
      'ERR_SESSION_LENGTH: AWS refuses a maximum session length of `30m` at /roles/plan/max_session (federation.yaml:22:18); got 1800 seconds; expected `1h` to `12h` (3600 to 43200 seconds); write `1h`; a job may still ask for less',
    ],
  },
  {
    note: 'a session that is too long',
    from: '  plan:\n',
    to: '  plan:\n    max_session: 43201\n',
    problems: [
      'ERR_SESSION_LENGTH: AWS refuses a maximum session length of `43201` at /roles/plan/max_session (federation.yaml:22:18); got 43201 seconds; expected `1h` to `12h` (3600 to 43200 seconds); write `12h` or less',
    ],
  },
  {
    note: 'a session in words',
    from: '  plan:\n',
    to: '  plan:\n    max_session: 1 hour\n',
    problems: [
      'ERR_SESSION_LENGTH: `1 hour` is not a session length at /roles/plan/max_session (federation.yaml:22:18); expected `1h` to `12h` (3600 to 43200 seconds); write it like `1h`, `90m` or `3600`',
    ],
  },
  {
    note: 'a tag that AWS keeps for itself',
    from: '  plan:\n',
    to: '  plan:\n    tags: { "aws:x": y }\n',
    problems: [
      'ERR_SCHEMA: the tag `aws:x` begins with `aws:`, which AWS keeps for itself at /roles/plan/tags (federation.yaml:22:11); rename it',
    ],
  },
];
