import { issuerBucket, issuerWrite } from '../../../policies/catalog/issuer-bucket';
import type { CheckInput, RolePermissions } from '../../../policies/catalog/check-input';

const HOST = 'keys-example.s3.eu-west-1.amazonaws.com';
const ARN = 'arn:aws:s3:::keys-example';

test.each([
  ['https://keys-example.s3.eu-west-1.amazonaws.com', 'keys-example', ''],
  ['https://keys-example.s3.amazonaws.com', 'keys-example', ''],
  ['https://keys-example.s3.dualstack.eu-west-1.amazonaws.com/gitlab', 'keys-example', 'gitlab/'],
  ['https://keys-example.s3.cn-north-1.amazonaws.com.cn', 'keys-example', ''],
  ['https://s3.eu-west-1.amazonaws.com/keys-example', 'keys-example', ''],
  ['https://s3-eu-west-1.amazonaws.com/keys-example/a/b', 'keys-example', 'a/b/'],
  ['https://d111111abcdef8.cloudfront.net', undefined, ''],
])('%s is published from bucket %s', (issuer, bucket, prefix) => {
  expect(issuerBucket(issuer)).toMatchObject({
    ...(bucket === undefined ? {} : { bucket }),
    keys: [`${prefix}.well-known/openid-configuration`, `${prefix}oauth/discovery/keys`],
  });
  expect(issuerBucket(issuer)?.bucket).toBe(bucket);
});

test.each([
  'https://gitlab.com',
  'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC',
  'https://s3.example.com/keys',
  'https://x.s3.eu-west-1.amazonaws.com.example.com',
])('%s is not an address of a bucket', (issuer) => {
  expect(issuerBucket(issuer)).toBeUndefined();
});

function way(permissions: Partial<RolePermissions>, host = HOST): string | undefined {
  const input = {
    providers: [{ issuer: 'https://gitlab.com' }, { issuer: `https://${host}` }],
    account: '111122223333',
    permissions: { managed: [], inline: {}, ...permissions },
  } as unknown as CheckInput;
  return issuerWrite(input)?.action;
}

const of = (...statements: readonly object[]): Partial<RolePermissions> => ({
  inline: { own: { Version: '2012-10-17', Statement: statements } },
});
const allow = (Action: string, Resource: string): object => ({ Effect: 'Allow', Action, Resource });

test.each<[string, Partial<RolePermissions>, string]>([
  ['every object', of(allow('s3:*', '*')), 's3:*'],
  ['the objects of the bucket', of(allow('s3:Put*', `${ARN}/*`)), 's3:Put*'],
  ['the key set alone', of(allow('s3:PutObject', `${ARN}/oauth/discovery/keys`)), 's3:PutObject'],
  ['buckets with the same beginning', of(allow('s3:PutObject', 'arn:aws:s3:::keys-*')), 's3:PutObject'],
  [
    'a variable in the name',
    of(allow('s3:PutObject', 'arn:aws:s3:::${aws:PrincipalTag/b}/*')),
    's3:PutObject',
  ],
  ['the policy of the bucket', of(allow('s3:PutBucketPolicy', ARN)), 's3:PutBucketPolicy'],
  ['everything but EC2', of({ Effect: 'Allow', NotAction: 'ec2:*', Resource: '*' }), 'NotAction'],
  [
    'every resource but another bucket',
    of({ Effect: 'Allow', Action: 's3:PutObject', NotResource: 'arn:aws:s3:::reports/*' }),
    's3:PutObject',
  ],
  ['a managed policy', { managed: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] }, 's3:*'],
  [
    'a Deny that leaves the policy of the bucket',
    of(allow('s3:*', '*'), { Effect: 'Deny', Action: 's3:*', Resource: `${ARN}/*` }),
    's3:*',
  ],
  [
    'a Deny under a condition',
    of(allow('s3:*', '*'), { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: {} } }),
    's3:*',
  ],
])('a role may write the documents by %s', (_, permissions, action) => {
  expect(way(permissions)).toBe(action);
});

test.each<[string, Partial<RolePermissions>]>([
  ['another bucket', of(allow('s3:*', 'arn:aws:s3:::reports/*'), allow('s3:*', 'arn:aws:s3:::reports'))],
  ['other objects', of(allow('s3:PutObject', `${ARN}/reports/*`))],
  ['reading', of(allow('s3:Get*', '*'))],
  ['everything but the bucket', of({ Effect: 'Allow', Action: 's3:*', NotResource: `${ARN}*` })],
  ['a Deny of the whole', of(allow('s3:*', '*'), { Effect: 'Deny', Action: 's3:*', Resource: `${ARN}*` })],
  ['another managed policy', { managed: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] }],
])('a role may not write them by %s', (_, permissions) => {
  expect(way(permissions)).toBeUndefined();
});

test('behind CloudFront the bucket is not known: only permissions on every bucket count', () => {
  const host = 'd111111abcdef8.cloudfront.net';
  expect(way(of(allow('s3:PutObject', 'arn:aws:s3:::*')), host)).toBe('s3:PutObject');
  expect(way(of(allow('s3:PutObject', `${ARN}/*`)), host)).toBeUndefined();
});

describe('behind CloudFront', () => {
  const host = 'd111111abcdef8.cloudfront.net';
  const every = 'arn:aws:cloudfront::*:distribution/*';

  test.each<[string, Partial<RolePermissions>, string]>([
    ['every distribution', of(allow('cloudfront:Update*', every)), 'cloudfront:Update*'],
    [
      'every distribution of the account of the role',
      of(allow('cloudfront:UpdateDistribution', 'arn:aws:cloudfront::111122223333:distribution/*')),
      'cloudfront:UpdateDistribution',
    ],
    [
      'the configuration of a staging distribution',
      of(allow('cloudfront:UpdateDistributionWithStagingConfig', '*')),
      'cloudfront:UpdateDistributionWithStagingConfig',
    ],
    ['a managed policy', { managed: ['arn:aws:iam::aws:policy/CloudFrontFullAccess'] }, 'cloudfront:*'],
    [
      'a managed policy, with a Deny of S3 alone',
      {
        managed: ['arn:aws:iam::aws:policy/PowerUserAccess'],
        ...of({ Effect: 'Deny', Action: 's3:*', Resource: '*' }),
      },
      'cloudfront:*',
    ],
  ])('a role may change the keys by %s', (_, permissions, action) => {
    expect(way(permissions, host)).toBe(action);
    expect(way(permissions)).not.toBe(action);
  });

  test.each<[string, Partial<RolePermissions>]>([
    ['one distribution', of(allow('cloudfront:*', 'arn:aws:cloudfront::111122223333:distribution/E1'))],
    [
      'distributions of another account',
      of(allow('cloudfront:*', 'arn:aws:cloudfront::444455556666:distribution/*')),
    ],
    ['invalidations', of(allow('cloudfront:CreateInvalidation', '*'))],
    [
      'a Deny of the change',
      of(allow('cloudfront:*', '*'), { Effect: 'Deny', Action: 'cloudfront:Update*', Resource: '*' }),
    ],
  ])('a role may not change them by %s', (_, permissions) => {
    expect(way(permissions, host)).toBeUndefined();
  });
});

test('an issuer that is not published from a bucket, and permissions that are not known', () => {
  expect(way(of(allow('s3:*', '*')), 'gitlab.example.com')).toBeUndefined();
  expect(
    issuerWrite({ providers: [{ issuer: `https://${HOST}` }] } as unknown as CheckInput),
  ).toBeUndefined();
});
