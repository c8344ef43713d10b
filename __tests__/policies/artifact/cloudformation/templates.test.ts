import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverageOf } from '../../../../policies/judge/index';
import { judge, readCloudFormation, type WrittenArtifact } from '../../../../policies/index';

const CASES = join(__dirname, '../../../cases/inputs/cloudformation');

function read(name: string, given: Parameters<typeof readCloudFormation>[1] = {}): WrittenArtifact {
  return readCloudFormation(readFileSync(join(CASES, name), 'utf8'), { file: name, ...given });
}

interface Answer {
  /** Each role, with the checks that find an error or warning in it and their lines. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** What fails as not judged, with its line. */
  readonly open?: readonly RegExp[];
  /** What is said beside it. */
  readonly notices?: readonly RegExp[];
}

const MACRO = /1 the macro `OrchardDefaults` may change every resource/;

/** The right answer for each template. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  'allowed-values.yaml': {
    roles: {
      'Role (Branch is main)': ['impostor-admitted 16'],
      'Role (Branch is release)': ['impostor-admitted 16'],
    },
  },
  'ambiguous-scalar.yaml': {
    roles: { Role: [] },
    open: [/6 depends on `0123`.*YAML has more than one reading of `0123`/],
  },
  'branches-by-condition.yaml': {
    roles: {
      'Role (Stage is prod)': ['impostor-admitted 18'],
      'Role (Stage is dev)': ['any-project 18', 'impostor-admitted 18'],
    },
  },
  'cdk-json-keys.json': { roles: { Role: ['any-project 15', 'impostor-admitted 15'] } },
  'conditional-role.yaml': {
    roles: { Role: ['any-project 16', 'impostor-admitted 16', 'missing-aud 16'] },
    notices: [/8 the role is created only if `IsEnabled` holds; it is judged as if it does/],
  },
  'empty.yaml': { roles: {} },
  'for-each.yaml': {
    roles: {
      Roleapi: ['any-ref-of-project 20', 'impostor-admitted 20'],
      Roleweb: ['any-ref-of-project 20', 'impostor-admitted 20'],
    },
    notices: [/judged with the default of `Projects`/],
  },
  'include.yaml': {
    roles: {},
    open: [/2 the macro `Fn::Transform` may change every resource/, /7 the function `Fn::Transform`/],
  },
  'lambda-only.yaml': { roles: { Role: [] } },
  'literal.json': { roles: { DeployRole: ['any-project 17', 'impostor-admitted 17'] } },
  'macro.yaml': { roles: {}, open: [MACRO] },
  'mapping.yaml': {
    roles: {
      'Role (Stage is dev)': ['impostor-admitted 22'],
      'Role (Stage is prod)': ['impostor-admitted 22'],
    },
  },
  'nested.yaml': {
    roles: {},
    open: [
      /3 the template of a nested stack is not judged/,
      /6 the template of a nested application is not judged/,
      /9 what looks like a trust policy in `Custom::AWS` is not judged/,
    ],
  },
  'no-value.yaml': {
    roles: {
      'Role (Restrict is yes)': ['impostor-admitted 21'],
      'Role (Restrict is not yes)': ['missing-sub 16', 'refused-by-iam 16'],
    },
  },
  'parameter-unknown.yaml': {
    roles: { Role: [] },
    open: [
      /8 depends on `Branch`; .* if `Branch` is `\*`; the parameter `Branch` has no default; give its value with `--var Branch=…`/,
    ],
  },
  'permissions.yaml': {
    roles: { Role: ['admin-permissions-on-any-ref 17', 'impostor-admitted 17'] },
  },
  'sam-function-role.yaml': {
    roles: { WorkerRole: ['any-project 15', 'impostor-admitted 15', 'missing-aud 15'] },
  },
  'sam.yaml': { roles: { DeployRole: ['impostor-admitted 17'] } },
  'short-tags.yaml': { roles: { DeployRole: [] }, notices: [/judged with the default of `Group`/] },
  'stored-elsewhere.yaml': {
    roles: { ByParameter: [], ByReference: [], ByImport: ['impostor-admitted 33', 'missing-aud 33'] },
    open: [
      /8 depends on `Branch`.*the parameter `Branch` is the value of a Systems Manager parameter/,
      /18 depends on `{{resolve:ssm:\/ci\/subject}}`.*the dynamic reference/,
      /28 the provider from `Fn::ImportValue ci-provider` is assumed/,
    ],
    notices: [/judged with the default of `Branch`/],
  },
  'sub-text.yaml': { roles: { Role: ['any-project 6', 'impostor-admitted 6'] } },
  'two-accounts.yaml': {
    roles: { Role: ['foreign-account-provider 12', 'impostor-admitted 14', 'missing-aud 14'] },
    open: [/6 the account from `AWS::AccountId` is assumed to be the role's own/],
  },
};

test('every template has its answer', () => {
  expect(Object.keys(ANSWERS).toSorted()).toEqual(readdirSync(CASES).toSorted());
});

test.each(Object.entries(ANSWERS))('%s', (name, { roles, open = [], notices = [] }) => {
  const artifact = read(name);
  const { trusts, gaps } = judge({ artifacts: [artifact] });
  const found = trusts.map(({ key, findings }) => [
    key,
    findings
      .filter(({ severity }) => severity !== 'note')
      .map(({ check, position }) => `${check} ${position?.line}`)
      .toSorted(),
  ]);
  expect(Object.fromEntries(found)).toEqual(roles);
  const lines = (entries: typeof gaps): readonly string[] =>
    entries.map(({ reason, position }) => `${position?.line} ${reason}`);
  expect(lines(gaps)).toEqual(open.map((text) => expect.stringMatching(text)));
  expect(lines(artifact.notices ?? [])).toEqual(notices.map((text) => expect.stringMatching(text)));
});

test('a role whose provider is in the account of the stack is judged whole while that is not known, with a notice', () => {
  const judged = (given = {}): unknown => {
    const { trusts, gaps, notices = [] } = judge({ artifacts: [read('short-tags.yaml', given)] });
    return [trusts.map((trust) => coverageOf(trust, gaps)), notices.map(({ reason }) => reason)];
  };
  const stands = expect.stringMatching(
    /^the account of the role is not known: `0{12}` stands for it/,
  ) as unknown;
  expect(judged()).toEqual([[{ judged: 'in_full' }], expect.arrayContaining([stands])]);
  expect(judged({ account: '111122223333' })).toEqual([
    [{ judged: 'in_full' }],
    expect.not.arrayContaining([stands]),
  ]);
});

test('what is given of the stack is used', () => {
  const given = { account: '111122223333', partition: 'aws-cn', parameters: new Map([['Group', 'meadow']]) };
  const { roles, providers, notices } = read('short-tags.yaml', given);
  const arn = 'arn:aws-cn:iam::111122223333:oidc-provider/gitlab.com';
  expect(roles).toMatchObject([
    {
      name: 'meadow-deploy',
      account: '111122223333',
      partition: 'aws-cn',
      maxSessionSeconds: 7200,
      permissions: { managed: ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess'] },
      document: { Statement: [{ Principal: { Federated: arn } }] },
    },
  ]);
  expect(providers).toMatchObject([{ url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'], arn }]);
  expect(notices).toEqual([]);
});

test('a given parameter decides conditions, and fills what has no default', () => {
  const cases = (name: string, parameter: string, value: string): readonly string[] =>
    read(name, { parameters: new Map([[parameter, value]]) }).roles.map(
      ({ address, text }) => `${address} ${text}`,
    );
  expect(cases('branches-by-condition.yaml', 'Stage', 'prod')).toEqual([
    expect.stringMatching(/^Role .*ref:main"/),
  ]);
  expect(cases('branches-by-condition.yaml', 'Stage', 'dev')).toEqual([
    expect.stringMatching(/^Role .*project_path:\*"/),
  ]);
  expect(cases('parameter-unknown.yaml', 'Branch', 'next')).toEqual([expect.stringContaining('ref:next"')]);
  expect(cases('mapping.yaml', 'Stage', 'prod')).toEqual([expect.stringContaining('branch:ref:main"')]);
});

test('a role has its ARN, with its path, where the account and the name are known', () => {
  const role = (more: object): object => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Statement: [] }, ...more },
  });
  const text = JSON.stringify({ Resources: { A: role({ RoleName: 'a', Path: '/ci/' }), B: role({}) } });
  const arns = (account?: string): readonly unknown[] =>
    readCloudFormation(text, { account }).roles.map(({ arn }) => arn);
  expect(arns('111122223333')).toEqual(['arn:aws:iam::111122223333:role/ci/a', undefined]);
  expect(arns()).toEqual([undefined, undefined]);
});

const trust = (subject: string) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { 'gitlab.com:sub': subject } },
  },
});

test.each([
  ['texts of one parameter', { 'Fn::Sub': '${P}-x' }, { 'Fn::Sub': '${P}-y' }],
  ['texts whose parameters have one default', { 'Fn::Sub': '${P}' }, { 'Fn::Sub': '${Q}' }],
  ['functions that are not known', { 'Fn::Foo': 1 }, { 'Fn::Foo': 2 }],
  ['imports', { 'Fn::ImportValue': { 'Fn::Sub': 'a-${P}' } }, { 'Fn::ImportValue': { 'Fn::Sub': 'b-${P}' } }],
])('two conditions on %s are two: a case in which they differ is looked at', (_, one, other) => {
  const template = {
    Parameters: { P: { Type: 'String', Default: 'dev' }, Q: { Type: 'String', Default: 'dev' } },
    Conditions: { One: { 'Fn::Equals': [one, 'prod'] }, Other: { 'Fn::Equals': [other, 'prod'] } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            'Fn::If': ['One', trust('a'), { 'Fn::If': ['Other', trust('b'), trust('c')] }],
          },
        },
      },
    },
  };
  const { roles } = readCloudFormation(JSON.stringify(template), { file: 't.json' });
  const subjects = roles.map(({ text }) => /sub":"(.)/.exec(text)?.[1]);
  expect(subjects.toSorted()).toEqual(['a', 'b', 'c']);
});

test.each([
  ['whose key the case fixes', { 'Fn::FindInMap': ['M', { Ref: 'P' }, 'k'] }, 'a', ['p a', 'q b']],
  ['with the default of another parameter', { Ref: 'P' }, { 'Fn::Sub': '${Q}' }, ['true a', 'false b']],
])('a condition is open only where its case does not decide it: %s', (_, one, other, expected) => {
  const template = {
    Parameters: { P: { Type: 'String' }, Q: { Type: 'String', Default: 'a' } },
    Mappings: { M: { p: { k: 'a' }, q: { k: 'b' } } },
    Conditions: { C: { 'Fn::Equals': [one, other] } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { 'Fn::If': ['C', trust('a'), trust('b')] } },
      },
    },
  };
  const { roles } = readCloudFormation(JSON.stringify(template), { file: 't.json' });
  const found = roles.map(
    ({ address, text }) => `${/(\w+)\)$/.exec(address)?.[1]} ${/sub":"(.)/.exec(text)?.[1]}`,
  );
  expect(found.toSorted()).toEqual(expected.toSorted());
});
