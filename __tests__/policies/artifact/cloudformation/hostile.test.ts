import { readCloudFormation } from '../../../../policies/index';

const ROLE = `Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:`;

/** `Fn::ForEach` in itself, each level over a hundred values. */
function loops(depth: number): object {
  const items = Array.from({ length: 100 }, (_, index) => `v${index}`);
  let body: object = { 'Topic${X0}${X1}${X2}${X3}': { Type: 'AWS::SNS::Topic' } };
  for (let level = 0; level < depth; level += 1)
    body = { [`Fn::ForEach::L${level}`]: [`X${level}`, items, body] };
  return { Transform: 'AWS::LanguageExtensions', Resources: body };
}

function objects(depth: number): string {
  return `${'{"Resources":'.repeat(depth)}{}${'}'.repeat(depth)}`;
}

const aliases = Array.from(
  { length: 12 },
  (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}*a${level}]`,
);

const REFUSED: readonly (readonly [note: string, text: string, message: RegExp])[] = [
  ['loops in loops', JSON.stringify(loops(4)), /expands to more than 300000 values/],
  ['deep JSON', objects(600), /nests more than 500 levels deep/],
  ['deep YAML', `Resources: ${'['.repeat(100_000)}`, /nested more than 200 deep/],
  [
    'aliases of aliases',
    `a0: &a0 x\n${aliases.join('\n')}\nResources: *a12\n`,
    /unfold to more than 200000 values/,
  ],
  ['an alias within its anchor', 'Resources: &r { a: *r }\n', /alias `\*r` has no anchor before it/],
  [
    'a resource twice in JSON',
    '{"Resources": {"R": {"Type": "AWS::SNS::Topic"}, "R": {"Type": "AWS::IAM::Role"}}}',
    /member `R` appears twice/,
  ],
  [
    'a resource twice in YAML',
    'Resources:\n  R: { Type: AWS::SNS::Topic }\n  R: { Type: AWS::IAM::Role }\n',
    /key `R` is in its mapping twice.*3:3/,
  ],
  ['an unknown tag', 'Resources: !Evil {}\n', /unknown tag `!Evil`/],
  ['merge keys', 'Resources:\n  R: { <<: { Type: AWS::IAM::Role } }\n', /merge keys/],
  ['two documents', 'Resources: {}\n---\nResources: {}\n', /more than one YAML document/],
  ['no resources', 'AWSTemplateFormatVersion: "2010-09-09"\n', /has no `Resources`/],
  ['a list', '- Resources: {}\n', /is not an object/],
  ['not YAML', 'Resources: {\n', /not YAML/],
];

test.each(REFUSED)('refused: %s', (_, text, message) => {
  expect(() => readCloudFormation(text, { file: 't' })).toThrow(message);
});

const NOT_JUDGED: readonly (readonly [note: string, text: string, reason: RegExp])[] = [
  [
    'a loop over a parameter without default',
    'Parameters: { P: { Type: CommaDelimitedList } }\nResources: { "Fn::ForEach::R": [X, !Ref P, { "R${X}": { Type: AWS::SNS::Topic } }] }\n',
    /which resources there are depends on `P`/,
  ],
  ['a malformed loop', 'Resources: { "Fn::ForEach::R": [X] }\n', /`Fn::ForEach::R` is malformed/],
  [
    'a loop that makes one resource twice',
    'Resources: { "Fn::ForEach::R": [X, [a, b], { R: { Type: AWS::SNS::Topic } }] }\n',
    /the resource `R` is in the template twice/,
  ],
  ['a resource without a type', 'Resources: { R: { Properties: {} } }\n', /the resource `R` has no `Type`/],
  [
    'a role without a trust policy',
    'Resources: { R: { Type: AWS::IAM::Role } }\n',
    /has no `AssumeRolePolicyDocument`/,
  ],
  [
    'a reference to nothing',
    `Resources:\n  R:\n    ${ROLE} !Ref Nothing\n`,
    /neither a parameter nor a resource `Nothing`/,
  ],
  [
    'a role that refers to itself',
    `Resources:\n  R:\n    ${ROLE} { a: !GetAtt R.Arn, b: !Ref R }\n      RoleName: !Ref R\n`,
    /refers to itself/,
  ],
  [
    'a condition that refers to itself',
    `Conditions: { A: !Not [Condition: B], B: !Not [Condition: A] }\nResources:\n  R:\n    Condition: A\n    ${ROLE} !Sub '\${Nothing}'\n`,
    /`Nothing`/,
  ],
  [
    'calls with the wrong arguments',
    `Resources:\n  R:\n    ${ROLE} { a: !Join [x], b: !Sub [], c: !Select [9, []], d: !FindInMap [x], e: !If [x], f: !Split 7, g: !GetAtt { a: b } }\n`,
    /has no list where one is expected/,
  ],
  [
    'more conditions than are looked at',
    `Parameters: { ${Array.from({ length: 9 }, (_, n) => `P${n}: { Type: String }`).join(', ')} }\nConditions: { ${Array.from({ length: 9 }, (_, n) => `C${n}: !Equals [!Ref P${n}, x]`).join(', ')} }\nResources:\n  R:\n    ${ROLE}\n        Statement: [${Array.from({ length: 9 }, (_, n) => `!If [C${n}, a, b]`).join(', ')}]\n`,
    /more conditions than are looked at/,
  ],
];

test.each(NOT_JUDGED)('not judged, with a reason: %s', (_, text, reason) => {
  const { roles, unresolved } = readCloudFormation(text, { file: 't' });
  expect(roles).toEqual([]);
  expect(unresolved.map((entry) => entry.reason)).toEqual(
    expect.arrayContaining([expect.stringMatching(reason)]),
  );
});

test('a template that nests itself twice ends', () => {
  const stack = '{ Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: t } }';
  const text = `Resources: { A: ${stack}, B: ${stack} }\n`;
  const nested = () => ({ text, file: 't' });
  expect(() => readCloudFormation(text, { file: 't', nested })).toThrow(/expands to more than/);
});

const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [] });

test('a macro beside the properties of a role may make another role of it', () => {
  const text = JSON.stringify({
    Resources: {
      R: {
        Type: 'AWS::IAM::Role',
        'Fn::Transform': { Name: 'Mine' },
        Properties: { AssumeRolePolicyDocument: JSON.parse(TRUST) as unknown },
      },
    },
  });
  const { roles, unresolved } = readCloudFormation(text, { file: 't' });
  expect(roles).toEqual([]);
  expect(unresolved).toEqual([
    expect.objectContaining({ address: 'R', reason: expect.stringMatching(/^a macro .* is not judged/) }),
  ]);
});

describe('a custom resource that calls an AWS API', () => {
  const call = (service: string): string =>
    JSON.stringify({ service, action: 'anything', parameters: { RoleName: 'r' } });
  const read = (properties: object) =>
    readCloudFormation(
      JSON.stringify({ Resources: { C: { Type: 'Custom::AWS', Properties: properties } } }),
      {
        file: 't',
      },
    ).unresolved;

  test.each<[note: string, properties: object]>([
    ['IAM', { Create: call('IAM') }],
    ['the client of IAM', { Update: call('@aws-sdk/client-iam') }],
    ['IAM when it goes', { Create: call('S3'), Delete: call('iam') }],
    ['another template', { Create: call('CloudFormation') }],
    [
      'with a part that is not known',
      { Create: { 'Fn::Join': ['', ['{"service":"IAM","a":"', { Ref: 'P' }, '"}']] } },
    ],
    ['a service that is not known', { Create: { Ref: 'P' } }],
    ['a service twice', { Create: '{"service":"S3","service":"IAM"}' }],
  ])('may make a role: %s', (_, properties) => {
    expect(read(properties)).toEqual([
      expect.objectContaining({ address: 'C', reason: expect.stringMatching(/^a call of an AWS API/) }),
    ]);
  });

  test.each<[note: string, properties: object]>([
    ['another service', { Create: call('S3'), Delete: call('@aws-sdk/client-s3') }],
    [
      'with a part that is not known',
      { Create: { 'Fn::Join': ['', ['{"service":"S3","a":"', { Ref: 'P' }, '"}']] } },
    ],
  ])('makes none: %s', (_, properties) => {
    expect(read(properties)).toEqual([]);
  });
});
