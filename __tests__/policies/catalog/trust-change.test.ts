import { trustChange } from '../../../policies/catalog/trust-change';

const allow = (more: object): object => ({ Effect: 'Allow', Resource: '*', ...more });
const inline = (...statements: readonly object[]): { managed: []; inline: Record<string, unknown> } => ({
  managed: [],
  inline: { own: { Version: '2012-10-17', Statement: statements } },
});

test.each<[note: string, action: object, found: string]>([
  ['the action', { Action: 'iam:UpdateAssumeRolePolicy' }, 'iam:UpdateAssumeRolePolicy'],
  ['another case', { Action: ['s3:*', 'IAM:CREATEROLE'] }, 'IAM:CREATEROLE'],
  ['all of IAM', { Action: 'iam:*' }, 'iam:*'],
  ['a pattern', { Action: 'iam:Put*' }, 'iam:Put*'],
  ['a pattern over the colon', { Action: 'i*Role*icy' }, 'i*Role*icy'],
  ['everything', { Action: '*' }, '*'],
  ['everything but S3', { NotAction: 's3:*' }, 'NotAction'],
])('a role may change trust policies by %s', (_, action, found) => {
  expect(trustChange(inline(allow(action)))).toEqual({ policy: 'own', action: found });
});

test('a statement that is not a list, and a managed policy', () => {
  expect(
    trustChange({ managed: [], inline: { own: { Statement: allow({ Action: 'iam:*' }) } } }),
  ).toBeDefined();
  const managed = ['arn:aws-us-gov:iam::aws:policy/IAMFullAccess'];
  expect(trustChange({ managed, inline: {} })).toEqual({ policy: managed[0], action: 'iam:*' });
});

test('a boundary is taken to forbid it, unless it allows all of IAM', () => {
  const permissions = inline(allow({ Action: 'iam:*' }));
  expect(trustChange({ ...permissions, boundary: 'arn:aws:iam::111122223333:policy/b' })).toBeUndefined();
  expect(
    trustChange({ ...permissions, boundary: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  ).toBeDefined();
});

test.each<[note: string, statements: readonly object[]]>([
  ['other actions', [allow({ Action: ['iam:Get*', 'iam:PassRole', 's3:*'] })]],
  ['everything but IAM', [allow({ NotAction: ['iam:*'] })]],
  [
    'all of IAM and a Deny of it',
    [allow({ Action: '*' }), { Effect: 'Deny', Action: 'iam:*', Resource: '*' }],
  ],
])('a role may not change trust policies by %s', (_, statements) => {
  expect(trustChange(inline(...statements))).toBeUndefined();
});

test('a Deny that does not cover everything changes nothing', () => {
  const deny = { Effect: 'Deny', Action: 'iam:*', Resource: 'arn:aws:iam::*:role/x' };
  expect(trustChange(inline(allow({ Action: 'iam:*' }), deny))).toBeDefined();
});
