import type { BrokenCase } from './broken-case';

export const PERMISSIONS: readonly BrokenCase[] = [
  {
    note: 'the name of a policy instead of its ARN',
    from: '"arn:aws:iam::aws:policy/ReadOnlyAccess"',
    to: 'ReadOnlyAccess',
    problems: [
      'ERR_PERMISSIONS: `ReadOnlyAccess` is not the ARN of a managed policy at /roles/deploy/permissions/managed/0 (federation.yaml:19:30); expected an ARN such as `arn:aws:iam::aws:policy/ReadOnlyAccess`; write `arn:aws:iam::aws:policy/ReadOnlyAccess` when AWS manages it',
    ],
  },
  {
    note: 'a policy of another partition',
    from: 'arn:aws:iam::aws:',
    to: 'arn:aws-cn:iam::aws:',
    problems: [
      'ERR_PERMISSIONS: `arn:aws-cn:iam::aws:policy/ReadOnlyAccess` is in partition `aws-cn`, account `production` is not at /roles/deploy/permissions/managed/0 (federation.yaml:19:30); expected `arn:aws:iam::aws:policy/ReadOnlyAccess`; write `arn:aws:iam::aws:policy/ReadOnlyAccess`',
    ],
  },
  {
    note: 'a policy of another account',
    from: 'arn:aws:iam::aws:',
    to: 'arn:aws:iam::444455556666:',
    problems: [
      'ERR_PERMISSIONS: `arn:aws:iam::444455556666:policy/ReadOnlyAccess` is a policy of another account than `production`, and AWS attaches no such policy at /roles/deploy/permissions/managed/0 (federation.yaml:19:30); got account 444455556666; expected 111122223333, or `aws` for a policy that AWS manages; create the policy in this account, and name that one',
    ],
  },
  {
    note: 'a boundary of another account',
    from: 'permissions: { managed',
    to: 'permissions: { boundary: "arn:aws:iam::444455556666:policy/b", managed',
    problems: [
      'ERR_PERMISSIONS: `arn:aws:iam::444455556666:policy/b` is a policy of another account than `production`, and AWS attaches no such policy at /roles/deploy/permissions/boundary (federation.yaml:19:30); got account 444455556666; expected 111122223333, or `aws` for a policy that AWS manages; create the policy in this account, and name that one',
    ],
  },
  {
    note: 'a policy twice',
    from: '["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: '["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/A"]',
    problems: [
      'ERR_PERMISSIONS: `arn:aws:iam::aws:policy/A` is listed twice at /roles/deploy/permissions/managed (federation.yaml:19:29); remove one of them',
    ],
  },
  {
    note: 'eleven policies',
    from: '["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
    to: '["arn:aws:iam::aws:policy/P0", "arn:aws:iam::aws:policy/P1", "arn:aws:iam::aws:policy/P2", "arn:aws:iam::aws:policy/P3", "arn:aws:iam::aws:policy/P4", "arn:aws:iam::aws:policy/P5", "arn:aws:iam::aws:policy/P6", "arn:aws:iam::aws:policy/P7", "arn:aws:iam::aws:policy/P8", "arn:aws:iam::aws:policy/P9", "arn:aws:iam::aws:policy/P10"]',
    problems: [
      'ERR_QUOTA: a role has too many managed policies at /roles/deploy/permissions/managed (federation.yaml:19:29); got 11 policies; expected at most 10; join some of them in one customer managed policy, or have the quota raised and say so under `quotas` of the account',
    ],
  },
  {
    note: 'a boundary that is not a policy',
    from: 'permissions: { managed',
    to: 'permissions: { boundary: admin boundary, managed',
    problems: [
      'ERR_PERMISSIONS: `admin boundary` is not the ARN of a managed policy at /roles/deploy/permissions/boundary (federation.yaml:19:30); expected an ARN such as `arn:aws:iam::aws:policy/ReadOnlyAccess`; copy it from the IAM console',
    ],
  },
];
