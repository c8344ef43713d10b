import { cliFolder } from '../../support/cli-folder';

const template = (permission: string) => `
Resources:
  Ci:
    Type: AWS::IAM::Role
    Properties:
      RoleName: ci
      Policies:
        - PolicyName: next
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::111122223333:role/store' }]
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' }
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: { 'gitlab.com:aud': sts.amazonaws.com, 'gitlab.com:project_id': '101', 'gitlab.com:namespace_id': '9' }
              StringLike: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:*' }
  Store:
    Type: AWS::IAM::Role
    Properties:
      RoleName: store
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess']
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { AWS: 'arn:aws:iam::111122223333:role/ci' }
            Action: sts:AssumeRole
            ${permission}
`;

const ALWAYS = template('');
const BY_TAG = template(`Condition: { StringEquals: { 'aws:PrincipalTag/team': platform } }`);

const { write, refgate } = cliFolder();

test.each<[string, string, string]>([
  ['for certain', ALWAYS, 'chain-from-any-ref'],
  ['by a tag that nobody sees', BY_TAG, 'undetermined-chain'],
])('a chain to a role that writes, %s: --strict fails', async (_, text, check) => {
  write('stack.yaml', text);
  const found = await refgate('check', '--strict', '--account', '111122223333', 'stack.yaml');
  expect(found.out).toContain(check);
  expect(found.code).toBe(1);
});
