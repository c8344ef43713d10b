import type { IamAccount } from '../../support/iam-server';

export const ACCOUNT_A = '111122223333';
export const ACCOUNT_B = '444455556666';

function trust(account: string, ref: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/gitlab.com` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'gitlab.com:aud': 'sts.amazonaws.com',
            'gitlab.com:project_id': '101',
            'gitlab.com:namespace_id': '12',
          },
          StringLike: { 'gitlab.com:sub': `project_path:acme/platform/api:ref_type:${ref}` },
        },
      },
    ],
  };
}

const OWN = `arn:aws:iam::${ACCOUNT_A}:policy/own`;
const SERVICE = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** Two accounts for the test server: more roles than a page, a customer managed policy, a boundary. */
export const ORGANISATION = {
  [ACCOUNT_A]: {
    roles: [
      {
        name: 'deploy',
        trust: trust(ACCOUNT_A, 'branch:ref:main'),
        inline: {
          queue: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] },
        },
        managed: [OWN],
        boundary: `arn:aws:iam::${ACCOUNT_A}:policy/limit`,
      },
      {
        name: 'plan',
        trust: trust(ACCOUNT_A, 'branch:ref:main'),
        maxSession: 43200,
        managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      },
      { name: 'release', trust: trust(ACCOUNT_A, 'tag:ref:v*') },
      { name: 'lambda', trust: SERVICE },
      { name: 'old', trust: SERVICE },
    ],
    policies: [
      {
        arn: OWN,
        document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
      },
    ],
    providers: [
      { host: 'gitlab.com', clientIds: ['sts.amazonaws.com'] },
      { host: 'token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] },
    ],
  },
  [ACCOUNT_B]: {
    roles: [{ name: 'deploy', trust: trust(ACCOUNT_B, 'branch:ref:main') }],
    providers: [{ host: 'gitlab.com', clientIds: ['sts.amazonaws.com'] }],
  },
} as const satisfies Readonly<Record<string, IamAccount>>;
