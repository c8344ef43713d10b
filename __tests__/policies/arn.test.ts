import { formatArn, iamArn, parseArn, parseIamArn, parseOwnedArn, resourceName } from '../../policies/arn';

const ROLE = 'arn:aws-cn:iam::111122223333:role/ci/deploy';

test('an ARN has six parts, and the last one keeps its colons', () => {
  const log = 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x:*';
  expect(parseArn(log)).toEqual({
    partition: 'aws',
    service: 'logs',
    region: 'eu-west-1',
    account: '111122223333',
    resource: 'log-group:/aws/lambda/x:*',
  });
  for (const arn of [log, ROLE, 'arn:aws:s3:::bucket/*', 'arn:::::'])
    expect(formatArn(parseArn(arn) ?? parseArn(ROLE)!)).toBe(arn);
});

test.each([
  '',
  '*',
  'arn',
  'arn:aws:iam::111122223333',
  'urn:aws:iam::111122223333:role/x',
  ' arn:aws:iam:::x',
])('`%s` is not an ARN', (text) => expect(parseArn(text)).toBeUndefined());

test('an ARN of IAM names no region, and a partition', () => {
  expect(parseIamArn(ROLE)).toMatchObject({ partition: 'aws-cn', account: '111122223333' });
  expect(parseIamArn(iamArn('aws', 'aws', 'policy/ReadOnlyAccess'))?.account).toBe('aws');
  for (const arn of ['arn:aws:sts::1:x', 'arn:aws:iam:eu-west-1:1:x', 'arn::iam::1:x'])
    expect(parseIamArn(arn)).toBeUndefined();
});

test('what an account owns is named by what follows the kind', () => {
  expect(parseOwnedArn(ROLE, 'role')?.name).toBe('ci/deploy');
  expect(resourceName(parseArn(ROLE)!, 'role')).toBe('ci/deploy');
  for (const other of [
    'arn:aws:iam::111122223333:role/',
    'arn:aws:iam::111122223333:roles/x',
    'arn:aws:iam::11112222333:role/x',
    'arn:aws:iam::aws:role/x',
    'arn:AWS:iam::111122223333:role/x',
    'arn:other:iam::111122223333:role/x',
  ])
    expect(parseOwnedArn(other, 'role')).toBeUndefined();
});
