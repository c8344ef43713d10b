import { parseProviderArn } from '../../../policies/trust/index';

test.each([
  ['arn:aws:iam::111122223333:oidc-provider/gitlab.com', 'aws', 'gitlab.com'],
  ['arn:aws-us-gov:iam::111122223333:oidc-provider/example.com/gitlab', 'aws-us-gov', 'example.com/gitlab'],
  ['arn:aws-cn:iam::111122223333:oidc-provider/GitLab.example.com/', 'aws-cn', 'GitLab.example.com/'],
])('%s is read as written', (arn, partition, host) => {
  expect(parseProviderArn(arn)).toEqual({ partition, account: '111122223333', host });
});

test.each([
  'arn:aws:iam::111122223333:saml-provider/okta',
  'arn:aws:iam::11112222333:oidc-provider/gitlab.com',
  'arn:aws:iam:::oidc-provider/gitlab.com',
  'arn:aws:iam::111122223333:oidc-provider/',
  '${aws_iam_openid_connect_provider.gitlab.arn}',
  'cognito-identity.amazonaws.com',
  '*',
])('`%s` is not the ARN of an OIDC provider', (text) => {
  expect(parseProviderArn(text)).toBeUndefined();
});
