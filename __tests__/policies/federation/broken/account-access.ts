import type { BrokenCase } from './broken-case';

export const ACCOUNT_ACCESS: readonly BrokenCase[] = [
  {
    note: 'a profile with a space in front',
    from: 'eu-west-1 }',
    to: 'eu-west-1, profile: " admin" }',
    problems: [
      'ERR_ACCOUNT: the profile ` admin` is empty, or has white space around it at /accounts/production/profile (federation.yaml:13:65); remove it, or correct it',
    ],
  },
  {
    note: 'a role to assume that is none',
    from: 'eu-west-1 }',
    to: 'eu-west-1, assume_role: { role_arn: terraform } }',
    problems: [
      'ERR_ACCOUNT: `terraform` is not the ARN of a role at /accounts/production/assume_role/role_arn (federation.yaml:13:81); expected an ARN such as `arn:aws:iam::111122223333:role/terraform`',
    ],
  },
  {
    note: 'a role to assume in another account',
    from: 'eu-west-1 }',
    to: 'eu-west-1, assume_role: { role_arn: "arn:aws:iam::444455556666:role/terraform" } }',
    problems: [
      'ERR_ACCOUNT: `arn:aws:iam::444455556666:role/terraform` is not a role of account `production` at /accounts/production/assume_role/role_arn (federation.yaml:13:81); expected an ARN that begins with `arn:aws:iam::111122223333:role/`; name a role of this account',
    ],
  },
  {
    note: 'a role to assume without an ARN',
    from: 'eu-west-1 }',
    to: 'eu-west-1, assume_role: { session_name: ci } }',
    problems: [
      'ERR_SCHEMA: missing key `role_arn` at /accounts/production/assume_role/role_arn (federation.yaml:13:56); add `role_arn: arn:aws:iam::111122223333:role/terraform`',
    ],
  },
  {
    note: 'an external id of one character',
    from: 'eu-west-1 }',
    to: 'eu-west-1, assume_role: { role_arn: "arn:aws:iam::111122223333:role/terraform", external_id: x } }',
    problems: [
      'ERR_ACCOUNT: AWS refuses the external id `x` at /accounts/production/assume_role/external_id (federation.yaml:13:138); expected 2 to 1224 letters, digits or `_+=,.@:/-`',
    ],
  },
  {
    note: 'a session name with a space',
    from: 'eu-west-1 }',
    to: 'eu-west-1, assume_role: { role_arn: "arn:aws:iam::111122223333:role/terraform", session_name: my session } }',
    problems: [
      'ERR_ACCOUNT: AWS refuses the session name `my session` at /accounts/production/assume_role/session_name (federation.yaml:13:139); expected 2 to 64 letters, digits or `_+=,.@-`; write `my-session`',
    ],
  },
  {
    note: 'a secret beside the role to assume',
    from: 'eu-west-1 }',
    to: 'eu-west-1, assume_role: { role_arn: "arn:aws:iam::111122223333:role/terraform", token: abc } }',
    problems: [
      'ERR_SCHEMA: unknown key `token` at /accounts/production/assume_role/token (federation.yaml:13:125); expected one of `role_arn`, `external_id`, `session_name`; remove it',
    ],
  },
  {
    note: 'a provider that exists and is given tags',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { arn: "arn:aws:iam::111122223333:oidc-provider/gitlab.com", tags: { a: b } } }',
    problems: [
      'ERR_ACCOUNT: a provider that exists already cannot be given thumbprints or tags at /accounts/production/provider (federation.yaml:13:66); expected `arn`, or `thumbprints` and `tags` of a new one; remove `arn`, or the others',
    ],
  },
  {
    note: 'a thumbprint with colons',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { thumbprints: ["AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01"] } }',
    problems: [
      'ERR_ACCOUNT: `AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01` is not a thumbprint at /accounts/production/provider/thumbprints/0 (federation.yaml:13:82); expected a SHA-1 fingerprint of 40 hexadecimal digits; write `"abcdef0123456789abcdef0123456789abcdef01"`',
    ],
  },
  {
    note: 'a SHA-256 as thumbprint',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { thumbprints: ["abababababababababababababababababababababababababababababababab"] } }',
    problems: [
      'ERR_ACCOUNT: `abababababababababababababababababababababababababababababababab` is not a thumbprint at /accounts/production/provider/thumbprints/0 (federation.yaml:13:82); expected a SHA-1 fingerprint of 40 hexadecimal digits; take the SHA-1 of the certificate, not its SHA-256',
    ],
  },
  {
    note: 'no thumbprint at all',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { thumbprints: [] } }',
    problems: [
      'ERR_ACCOUNT: the list of thumbprints is empty at /accounts/production/provider/thumbprints (federation.yaml:13:81); got none; expected 1 to 5; remove it',
    ],
  },
  {
    note: 'six thumbprints',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { thumbprints: ["1111111111111111111111111111111111111111", "2222222222222222222222222222222222222222", "3333333333333333333333333333333333333333", "4444444444444444444444444444444444444444", "5555555555555555555555555555555555555555", "6666666666666666666666666666666666666666"] } }',
    problems: [
      'ERR_ACCOUNT: a provider has too many thumbprints at /accounts/production/provider/thumbprints (federation.yaml:13:81); got 6; expected 1 to 5; keep the current ones',
    ],
  },
  {
    note: 'a tag of the provider that AWS keeps',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { tags: { "aws:x": y } } }',
    problems: [
      'ERR_SCHEMA: the tag `aws:x` begins with `aws:`, which AWS keeps for itself at /accounts/production/provider/tags (federation.yaml:13:74); rename it',
    ],
  },
  {
    note: 'a smaller quota than the default',
    from: 'eu-west-1 }',
    to: 'eu-west-1, quotas: { trust_policy_size: 1024 } }',
    problems: [
      'ERR_QUOTA: 1024 is out of range at /accounts/production/quotas/trust_policy_size (federation.yaml:13:85); expected 2048 to 8192',
    ],
  },
  {
    note: 'a larger quota than there is',
    from: 'eu-west-1 }',
    to: 'eu-west-1, quotas: { managed_policies: 30 } }',
    problems: [
      'ERR_QUOTA: 30 is out of range at /accounts/production/quotas/managed_policies (federation.yaml:13:84); expected 10 to 25',
    ],
  },
  {
    note: 'a quota that is not a number',
    from: 'eu-west-1 }',
    to: 'eu-west-1, quotas: { roles: many } }',
    problems: [
      'ERR_SCHEMA: `roles` has the wrong type at /accounts/production/quotas/roles (federation.yaml:13:73); got the text `many`; expected a number',
    ],
  },
  {
    note: 'an unknown quota',
    from: 'eu-west-1 }',
    to: 'eu-west-1, quotas: { policies: 20 } }',
    problems: [
      'ERR_SCHEMA: unknown key `policies` at /accounts/production/quotas/policies (federation.yaml:13:66); expected one of `trust_policy_size`, `managed_policies`, `roles`; remove it',
    ],
  },
  {
    note: 'eleven policies where the quota is ten, from the defaults',
    from: 'roles:\n',
    to: 'defaults: { permissions: { managed: ["arn:aws:iam::aws:policy/P0", "arn:aws:iam::aws:policy/P1", "arn:aws:iam::aws:policy/P2", "arn:aws:iam::aws:policy/P3", "arn:aws:iam::aws:policy/P4", "arn:aws:iam::aws:policy/P5", "arn:aws:iam::aws:policy/P6", "arn:aws:iam::aws:policy/P7", "arn:aws:iam::aws:policy/P8", "arn:aws:iam::aws:policy/P9", "arn:aws:iam::aws:policy/P10"] } }\nroles:\n',
    problems: [
      'ERR_QUOTA: a role has too many managed policies at /roles/plan (federation.yaml:22:3); got 11 policies; expected at most 10; join some of them in one customer managed policy, or have the quota raised and say so under `quotas` of the account',
    ],
  },
];
