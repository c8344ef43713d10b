import { readCloudFormation } from '../../../../policies/index';

const trust = (sub: string): object => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'gitlab.com:sub': sub } },
    },
  ],
});
const NARROW = trust('project_path:acme/api:ref_type:branch:ref:main');
const OPEN = trust('project_path:*');
const ROLE = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'good', AssumeRolePolicyDocument: NARROW } };
const MACRO = { 'Fn::Transform': { Name: 'X' } };
const CALL = 'aws iam update-assume-role-policy --role-name good';

function read(more: object, resources: object = {}): ReturnType<typeof readCloudFormation> {
  return readCloudFormation(JSON.stringify({ ...more, Resources: { Good: ROLE, ...resources } }));
}

test.each<[note: string, properties: object]>([
  ['beside the trust policy', { ...ROLE.Properties, ...MACRO }],
  ['in the place of everything', MACRO],
])('a macro in the properties of a role makes its trust policy: %s', (_, Properties) => {
  const { roles, unresolved } = read({}, { R: { Type: 'AWS::IAM::Role', Properties } });
  expect(roles).toMatchObject([{ address: 'Good' }]);
  expect(unresolved).toMatchObject([{ address: 'R', reason: expect.stringContaining('a macro') }]);
});

test.each(['Parameters', 'Mappings', 'Conditions', 'Rules', 'Globals'])(
  'a macro in `%s` is not judged',
  (section) => {
    for (const content of [MACRO, { M: { a: { s: 'x' }, ...MACRO } }])
      expect(read({ [section]: content }).unresolved).toContainEqual(
        expect.objectContaining({ reason: expect.stringContaining(`makes a part of \`${section}\``) }),
      );
  },
);

test('a macro in the properties of what is not a role is left to that', () => {
  expect(read({}, { B: { Type: 'AWS::S3::Bucket', Properties: MACRO } }).unresolved).toEqual([]);
});

test.each<[note: string, resource: object]>([
  ['a user data', { Type: 'AWS::EC2::Instance', Properties: { UserData: { 'Fn::Base64': `x\n${CALL}` } } }],
  [
    'a joined command',
    { Type: 'AWS::EC2::Instance', Properties: { UserData: { 'Fn::Join': ['\n', ['', CALL]] } } },
  ],
  ['a list', { Type: 'AWS::Batch::JobDefinition', Properties: { Command: ['aws', 'iam', 'create-role'] } }],
  ['base64', { Type: 'AWS::EC2::Instance', Properties: { UserData: btoa(`#!/bin/sh\n${CALL}`) } }],
  [
    'a command in parts',
    {
      Type: 'AWS::EC2::Instance',
      Properties: { UserData: { 'Fn::Base64': { 'Fn::Join': ['', ['aws ', 'iam create', '-role']] } } },
    },
  ],
  [
    'a command of a parameter',
    { Type: 'AWS::EC2::Instance', Properties: { UserData: { 'Fn::Sub': 'aws ${Service} create-role' } } },
  ],
  [
    'a step of Systems Manager',
    {
      Type: 'AWS::SSM::Document',
      Properties: {
        Content: {
          mainSteps: [{ action: 'aws:executeAwsApi', inputs: { Service: 'iam', Api: 'CreateRole' } }],
        },
      },
    },
  ],
  [
    'a state machine',
    {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: '{"States":{"A":{"Resource":"arn:aws:states:::aws-sdk:iam:createRole"}}}',
      },
    },
  ],
  [
    'Python',
    {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { ZipFile: "import boto3\nboto3.client('iam').create_role(RoleName='x')" } },
    },
  ],
  [
    'JavaScript',
    {
      Type: 'AWS::Serverless::Function',
      Properties: { InlineCode: 'new IAMClient().send(new UpdateAssumeRolePolicyCommand({}))' },
    },
  ],
  ['cfn-init', { Type: 'AWS::EC2::Instance', Metadata: { 'AWS::CloudFormation::Init': { c: CALL } } }],
])('a call of IAM is not judged: %s', (_, resource) => {
  const Parameters = { Service: { Type: 'String', Default: 'iam' } };
  expect(read({ Parameters }, { I: resource }).unresolved).toMatchObject([
    { address: 'I', reason: expect.stringContaining('a call of IAM in ') },
  ]);
});

test('a compressed text is not judged: nothing of it can be read', () => {
  const UserData = `H4sIAAAAAAAAA${'A'.repeat(60)}`;
  expect(read({}, { I: { Type: 'AWS::EC2::Instance', Properties: { UserData } } }).unresolved).toMatchObject([
    { address: 'I', reason: expect.stringContaining('compressed text in ') },
  ]);
});

test.each<[note: string, resource: object]>([
  ['a denial', { Type: 'AWS::Organizations::Policy', Properties: { Content: 'iam:CreateRole' } }],
  [
    'an event',
    { Type: 'AWS::Events::Rule', Properties: { EventPattern: { detail: { eventName: ['CreateRole'] } } } },
  ],
  [
    'other base64',
    { Type: 'AWS::EC2::Instance', Properties: { UserData: btoa('#!/bin/sh\naws iam get-role --role x') } },
  ],
])('a text that names a call of IAM and makes none is left alone: %s', (_, resource) => {
  expect(read({}, { I: resource }).unresolved).toEqual([]);
});

describe('the role that SAM makes for a function', () => {
  const sam = (global: unknown, own: object): ReturnType<typeof readCloudFormation> =>
    read(
      { Transform: 'AWS::Serverless-2016-10-31', Globals: { Function: global } },
      { F: { Type: 'AWS::Serverless::Function', Properties: own } },
    );
  const statements = (artifact: ReturnType<typeof readCloudFormation>): readonly unknown[] =>
    artifact.roles.flatMap(({ address, document }) =>
      address === 'FRole' ? (document as { Statement: unknown[] }).Statement : [],
    );
  const [open] = (OPEN as { Statement: unknown[] }).Statement;
  const [narrow] = (NARROW as { Statement: unknown[] }).Statement;

  test('has the trust policy of `Globals`', () => {
    expect(statements(sam({ AssumeRolePolicyDocument: OPEN }, {}))).toEqual([open]);
  });

  test('has the statements of both', () => {
    const both = sam({ AssumeRolePolicyDocument: OPEN }, { AssumeRolePolicyDocument: NARROW });
    expect(statements(both)).toEqual([open, narrow]);
  });

  test('has its own where one of them is a call of a function', () => {
    const own = sam({ AssumeRolePolicyDocument: { Ref: 'P' } }, { AssumeRolePolicyDocument: NARROW });
    expect(statements(own)).toEqual([narrow]);
  });

  test('is its own, whatever else `Globals` has', () => {
    expect(statements(sam({ Timeout: 3 }, { AssumeRolePolicyDocument: NARROW }))).toEqual([narrow]);
    expect(statements(sam({ Timeout: 3 }, {}))).toEqual([]);
  });
});
