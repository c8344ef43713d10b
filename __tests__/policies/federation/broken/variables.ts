import type { BrokenCase } from './broken-case';

export const VARIABLES: readonly BrokenCase[] = [
  {
    note: 'a key with a dash',
    from: 'key: AWS_ROLE_ARN',
    to: 'key: AWS-ROLE-ARN',
    problems: [
      'ERR_VARIABLE: GitLab refuses the variable key `AWS-ROLE-ARN` at /roles/deploy/variables/0/key (federation.yaml:20:24); expected 1 to 255 letters, digits or `_`; write `AWS_ROLE_ARN`',
    ],
  },
  {
    note: 'a scope that ends in a slash',
    from: 'environment: production }',
    to: 'environment: prod/ }',
    problems: [
      'ERR_VARIABLE: GitLab refuses the environment scope `prod/` at /roles/deploy/variables/0/environment (federation.yaml:20:51); expected letters, digits, spaces, `_/${}.-` and `*`, without a `/` at either end',
    ],
  },
  {
    note: 'a masked text that is too short',
    from: 'environment: production }]',
    to: 'masked: true, text: short }]',
    problems: [
      'ERR_VARIABLE: GitLab cannot mask the value `short` at /roles/deploy/variables/0/masked (federation.yaml:20:38); got 5 characters; expected at least 8 letters, digits or `_+=/@:.~-`; remove `masked`',
    ],
  },
  {
    note: 'a masked ARN with a comma',
    from: '  deploy:\n    account: production\n    trust:\n      - { project: api, branches: [main], protected: true, sources: [push] }\n    permissions: { managed: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }\n    variables: [{ key: AWS_ROLE_ARN,',
    to: '  deploy:\n    name: a,b\n    account: production\n    trust:\n      - { project: api, branches: [main], protected: true, sources: [push] }\n    variables: [{ key: AWS_ROLE_ARN, masked: true,',
    problems: [
      'ERR_VARIABLE: GitLab cannot mask the value `arn:aws:iam::111122223333:role/a,b` at /roles/deploy/variables/0/masked (federation.yaml:20:38); got `,`; expected at least 8 letters, digits or `_+=/@:.~-`; add `raw: true`, or remove `masked`',
    ],
  },
  {
    note: 'both a value and a text',
    from: 'environment: production }]',
    to: 'value: region, text: eu-west-1 }]',
    problems: [
      'ERR_VARIABLE: a variable has both `value` and `text` at /roles/deploy/variables/0/text (federation.yaml:20:53); remove one of them',
    ],
  },
  {
    note: 'two roles that write one variable',
    from: '  plan:\n',
    to: '  plan:\n    variables: [{ key: AWS_ROLE_ARN, environment: production }]\n',
    problems: [
      'ERR_VARIABLE: the roles `deploy` and `plan` both write the variable `AWS_ROLE_ARN` of project `api` for environment `production` at /roles/plan/variables/0 (federation.yaml:22:17); got a second one, the first is at 20:17; give one of them another key or another environment',
    ],
  },
  {
    note: 'hidden without masked',
    from: 'environment: production }]',
    to: 'hidden: true }]',
    problems: [
      'ERR_VARIABLE: a variable is hidden but not masked at /roles/deploy/variables/0/hidden (federation.yaml:20:38); expected `masked: true` with it; add `masked: true`',
    ],
  },
  {
    note: 'both a project and a group',
    from: 'environment: production }]',
    to: 'project: api, group: acme }]',
    problems: [
      'ERR_VARIABLE: a variable has both `project` and `group` at /roles/deploy/variables/0/group (federation.yaml:20:52); remove one of them',
    ],
  },
  {
    note: 'a group as URL',
    from: 'environment: production }]',
    to: 'group: "https://gitlab.com/acme" }]',
    problems: [
      'ERR_VARIABLE: no group can have the path `https://gitlab.com/acme` at /roles/deploy/variables/0/group (federation.yaml:20:45); expected the full path of a group, such as `acme/platform`; write `acme`',
    ],
  },
  {
    note: 'a group with a slash behind',
    from: 'environment: production }]',
    to: 'group: acme/ }]',
    problems: [
      'ERR_VARIABLE: no group can have the path `acme/` at /roles/deploy/variables/0/group (federation.yaml:20:45); expected the full path of a group, such as `acme/platform`; write `acme`',
    ],
  },
  {
    note: 'one variable of one group from two roles',
    from: 'variables: [{ key: AWS_ROLE_ARN, environment: production }]\n  plan:\n',
    to: 'variables: [{ key: X, group: acme }]\n  plan:\n    variables: [{ key: X, group: acme }]\n',
    problems: [
      'ERR_VARIABLE: the roles `deploy` and `plan` both write the variable `X` of group `acme` for environment `*` at /roles/plan/variables/0 (federation.yaml:22:17); got a second one, the first is at 20:17; give one of them another key or another environment',
    ],
  },
  {
    note: 'a hidden variable before GitLab 17.6',
    from: 'audience: sts.amazonaws.com',
    to: 'audience: sts.amazonaws.com\n  version: "17.5"\ndefaults: { variables: [{ key: X, masked: true, hidden: true }] }',
    problems: [
      'ERR_VARIABLE: hidden variables came with GitLab 17.6 at /defaults/variables/0/hidden (federation.yaml:5:49); got GitLab 17.5; remove it, or correct `gitlab.version`',
    ],
  },
];
