import { runCatalog } from '../../../policies/catalog/index';
import { allow, GITLAB_COM_ARN, MAIN, PINS, policyOf } from '../../../policies/catalog/example';
import { parsePolicy } from '../../../policies/trust/index';

type Json = Readonly<Record<string, unknown>>;

function found(statement: Json): readonly { readonly check: string; readonly message: string }[] {
  const gitlab = allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } });
  const document = policyOf(gitlab, { Effect: 'Allow', ...statement });
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return runCatalog({ policy: parsed.policy, document }).findings;
}

const everyone = (Condition: Json): Json => ({
  Principal: { AWS: '*' },
  Action: 'sts:AssumeRole',
  Condition,
});

describe('a condition that a caller of any account can satisfy does not narrow `AWS: *`', () => {
  it.each<[string, Json]>([
    ['a role name in every account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/ci' } }],
    [
      'an account of question marks',
      { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::????????????:role/ci' } },
    ],
    [
      'a wildcard before the account',
      { StringLike: { 'aws:PrincipalArn': 'arn:*:iam::111122223333:role/ci' } },
    ],
    ['one of several ARNs', { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::111122223333:role/ci', '*'] } }],
    ['every ARN', { StringLike: { 'aws:PrincipalArn': '*' } }],
    [
      'an ARN if it exists',
      { StringEqualsIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/x' } },
    ],
    ['a variable as account', { StringEquals: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } }],
    ['every account', { StringLike: { 'aws:PrincipalAccount': '*' } }],
    ['every account but one', { StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } }],
    ['every organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
    ['an organization if it exists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }],
    ['ForAllValues', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-abcdefghij/*' } }],
    ['a tag', { StringEquals: { 'aws:PrincipalTag/team': 'x' } }],
    ['presence', { Null: { 'aws:PrincipalArn': 'false' } }],
    ['a type', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }],
    ['no AWS service', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }],
    ['a source without an account', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } }],
    ['every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['an external id', { StringEquals: { 'sts:ExternalId': 'shared' } }],
  ])('%s', (_name, condition) => {
    expect(found(everyone(condition)).map(({ check }) => check)).toContain('aws-principal-star');
  });

  it('says what an external id is', () => {
    const [finding] = found(everyone({ StringEquals: { 'sts:ExternalId': 'shared' } })).filter(
      ({ check }) => check === 'aws-principal-star',
    );
    expect(finding?.message).toBe(
      'every AWS principal of every account can assume the role that sends the external id, which AWS does not treat as a secret',
    );
  });
});

describe('a condition that names the accounts or the organization of the caller does', () => {
  it.each<[string, Json]>([
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }],
    [
      'a path in an organization',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-abcdefghij/*' } },
    ],
    ['accounts', { StringEquals: { 'aws:PrincipalAccount': ['111122223333', '444455556666'] } }],
    ['roles of an account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }],
    ['the source of a service', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:topic' } }],
  ])('%s', (_name, condition) => {
    expect(found(everyone(condition)).map(({ check }) => check)).not.toContain('aws-principal-star');
  });
});

describe('principals beside GitLab that no proof covers are named', () => {
  it.each<[string, Json, string]>([
    ['Federated', { Federated: 'arn:aws:iam::111122223333:saml-provider/x' }, 'sts:AssumeRoleWithSAML'],
    ['Service', { Service: 'ec2.amazonaws.com' }, 'sts:AssumeRole'],
    ['Federated', { Federated: 'accounts.google.com' }, 'sts:AssumeRoleWithWebIdentity'],
    ['Federated', { Federated: 'graph.facebook.com' }, 'sts:AssumeRoleWithWebIdentity'],
    ['Federated', { Federated: 'cognito-identity.amazonaws.com' }, 'sts:AssumeRoleWithWebIdentity'],
  ])('%s: %j', (kind, Principal, Action) => {
    const [note] = found({ Principal, Action }).filter(({ check }) => check === 'other-principals');
    expect(note?.message).toContain(`\`${String(Principal[kind])}\` can assume the role`);
  });

  it('but an OIDC provider is not, nor a service without the action', () => {
    const pinned = { StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } };
    const checks = [
      ...found({
        Principal: { Federated: GITLAB_COM_ARN },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: pinned,
      }),
      ...found({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:TagSession' }),
    ].map(({ check }) => check);
    expect(checks).not.toContain('other-principals');
  });
});
