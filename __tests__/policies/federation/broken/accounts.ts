import type { BrokenCase } from './broken-case';

export const ACCOUNTS: readonly BrokenCase[] = [
  {
    note: 'an account id with dashes',
    from: '"111122223333"',
    to: '"1111-2222-3333"',
    problems: [
      'ERR_ACCOUNT: `1111-2222-3333` is not an AWS account id at /accounts/production/id (federation.yaml:13:21); got 12 digits; expected twelve digits in quotes, such as `"111122223333"`; write `"111122223333"`',
    ],
  },
  {
    note: 'an account id with too few digits',
    from: '"111122223333"',
    to: '"1111222"',
    problems: [
      'ERR_ACCOUNT: `1111222` is not an AWS account id at /accounts/production/id (federation.yaml:13:21); got 7 digits; expected twelve digits in quotes, such as `"111122223333"`; copy it from the AWS console, with its leading zeros',
    ],
  },
  {
    note: 'an availability zone',
    from: 'eu-west-1',
    to: 'eu-west-1a',
    problems: [
      'ERR_ACCOUNT: `eu-west-1a` is not an AWS region at /accounts/production/region (federation.yaml:13:45); expected a region, such as `eu-west-1`; it is an availability zone: write `eu-west-1`',
    ],
  },
  {
    note: 'a region of another partition',
    from: 'eu-west-1 }',
    to: 'eu-west-1, partition: aws-us-gov }',
    problems: [
      'ERR_ACCOUNT: region `eu-west-1` is not in partition `aws-us-gov` at /accounts/production/partition (federation.yaml:13:67); expected `aws`; remove `partition`, or correct `region`',
    ],
  },
  {
    note: 'a provider in another account',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { arn: "arn:aws:iam::111122223334:oidc-provider/gitlab.com" } }',
    problems: [
      'ERR_ACCOUNT: provider `arn:aws:iam::111122223334:oidc-provider/gitlab.com` is in another account at /accounts/production/provider/arn (federation.yaml:13:73); expected `arn:aws:iam::111122223333:oidc-provider/gitlab.com`; correct it, or look the provider up by its issuer',
    ],
  },
  {
    note: 'a provider of another issuer',
    from: 'eu-west-1 }',
    to: 'eu-west-1, provider: { arn: "arn:aws:iam::111122223333:oidc-provider/gitlab.com/" } }',
    problems: [
      'ERR_ACCOUNT: provider `arn:aws:iam::111122223333:oidc-provider/gitlab.com/` is of another issuer at /accounts/production/provider/arn (federation.yaml:13:73); expected `arn:aws:iam::111122223333:oidc-provider/gitlab.com`; correct it, or look the provider up by its issuer',
    ],
  },
  {
    note: 'one account under two keys',
    from: 'roles:',
    to: '  staging: { id: "111122223333", region: eu-west-2 }\nroles:',
    problems: [
      'ERR_ACCOUNT: the accounts `production` and `staging` have the same id at /accounts/staging/id (federation.yaml:14:18); got `111122223333`, as at 13:3; declare each account once',
    ],
  },
];
