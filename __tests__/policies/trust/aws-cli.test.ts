import { readAwsCli, readJsonArtifact } from '../../../policies/index';

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Federated: 'x' }, Action: 'sts:AssumeRoleWithWebIdentity' }],
};
const ROLE = {
  Path: '/ci/',
  RoleName: 'deploy',
  RoleId: 'AROAEXAMPLE',
  Arn: 'arn:aws:iam::111122223333:role/ci/deploy',
  AssumeRolePolicyDocument: POLICY,
  MaxSessionDuration: 7200,
  PermissionsBoundary: {
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/b',
  },
};
const EXPECTED = {
  address: 'arn:aws:iam::111122223333:role/ci/deploy',
  name: 'deploy',
  account: '111122223333',
  partition: 'aws',
  document: POLICY,
};
const json = (value: unknown): string => JSON.stringify(value, null, 2);

test('get-role: the role, its account, its session length, and where its policy stands', () => {
  const { roles, unresolved } = readAwsCli(json({ Role: ROLE }), 'role.json');
  expect(unresolved).toEqual([]);
  expect(roles).toEqual([
    {
      ...EXPECTED,
      uniqueId: 'AROAEXAMPLE',
      maxSessionSeconds: 7200,
      text: JSON.stringify(POLICY),
      position: { file: 'role.json', line: 7, column: 33 },
      positionAt: expect.any(Function) as never,
      arn: 'arn:aws:iam::111122223333:role/ci/deploy',
      permissions: {
        managed: [],
        inline: [],
        boundary: 'arn:aws:iam::111122223333:policy/b',
        unread: ['this answer of `aws iam` does not show the permissions of a role'],
      },
    },
  ]);
});

test('the URL-encoded policy of the API is the same policy', () => {
  const encoded = encodeURIComponent(JSON.stringify(POLICY));
  const { roles } = readAwsCli(json({ Role: { ...ROLE, AssumeRolePolicyDocument: encoded } }));
  expect(roles[0]).toMatchObject({ ...EXPECTED, text: JSON.stringify(POLICY) });
});

test('a policy as JSON text is the same policy, a percent sign in it included', () => {
  const text = JSON.stringify({ ...POLICY, Id: '100%' });
  const { roles } = readAwsCli(json({ Role: { ...ROLE, AssumeRolePolicyDocument: text } }));
  expect(roles[0]).toMatchObject({ document: { ...POLICY, Id: '100%' }, text });
});

test('list-roles: every role', () => {
  const { roles } = readAwsCli(
    json({ Roles: [ROLE, { ...ROLE, RoleName: 'b', Arn: 'arn:aws-cn:iam::444455556666:role/b' }] }),
  );
  expect(roles).toMatchObject([EXPECTED, { name: 'b', account: '444455556666', partition: 'aws-cn' }]);
});

test('get-account-authorization-details: permissions too', () => {
  const detail = {
    ...ROLE,
    RolePolicyList: [
      { PolicyName: 'in', PolicyDocument: POLICY },
      { PolicyName: 'encoded', PolicyDocument: encodeURIComponent(JSON.stringify(POLICY)) },
    ],
    AttachedManagedPolicies: [
      { PolicyName: 'B', PolicyArn: 'arn:aws:iam::aws:policy/B' },
      { PolicyName: 'A', PolicyArn: 'arn:aws:iam::aws:policy/A' },
    ],
  };
  const { roles } = readAwsCli(json({ UserDetailList: [], RoleDetailList: [detail], IsTruncated: false }));
  expect(roles[0]?.permissions).toEqual({
    managed: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'],
    inline: [
      { name: 'in', document: POLICY },
      { name: 'encoded', document: POLICY },
    ],
    boundary: 'arn:aws:iam::111122223333:policy/b',
  });
});

test('an answer that is cut off is not whole', () => {
  const { unresolved } = readAwsCli(json({ RoleDetailList: [ROLE], IsTruncated: true, Marker: 'x' }));
  expect(unresolved).toMatchObject([
    {
      concerns: 'module',
      reason: expect.stringMatching(/^the answer is one page of several \(`IsTruncated`\)/),
    },
  ]);
});

test.each([['text that is neither JSON nor URL-encoded JSON', '%7B%']])(
  'a role with %s is reported',
  (_, document) => {
    const { roles, unresolved } = readAwsCli(json({ Role: { ...ROLE, AssumeRolePolicyDocument: document } }));
    expect(roles).toEqual([]);
    expect(unresolved).toMatchObject([
      { address: ROLE.Arn, concerns: 'trust', reason: 'the role shows no trust policy that is JSON' },
    ]);
  },
);

test('get-open-id-connect-provider: the registered audiences', () => {
  const { providers } = readAwsCli(
    json({ Url: 'gitlab.com', ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [] }),
  );
  expect(providers).toMatchObject([{ url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'] }]);
});

test('list-open-id-connect-providers: URLs and accounts from the ARNs', () => {
  const { providers } = readAwsCli(
    json({ OpenIDConnectProviderList: [{ Arn: 'arn:aws:iam::111122223333:oidc-provider/h.example/p' }] }),
  );
  expect(providers).toMatchObject([{ url: 'https://h.example/p', account: '111122223333' }]);
});

test('text that is not JSON is refused with its place', () => {
  expect(() => readAwsCli('{\n  "Role": x', 'role.json')).toThrow(/^ERR_JSON: .*\(role\.json:2:11\)/);
});

test('a finding inside the policy of an answer has its own line', () => {
  const { roles } = readAwsCli(json({ RoleDetailList: [ROLE, ROLE] }), 'roles.json');
  const places = roles.map(({ positionAt }) => positionAt?.('/Statement/0/Principal/Federated'));
  expect(places).toMatchObject([{ file: 'roles.json', line: 14 }, { line: 37 }]);
});

test('a policy that is a string has no lines of its own', () => {
  const { roles } = readAwsCli(json({ Role: { ...ROLE, AssumeRolePolicyDocument: JSON.stringify(POLICY) } }));
  expect(roles[0]?.positionAt).toBeUndefined();
});

test.each([
  ['--query Role', ROLE],
  ['--query Roles', [ROLE]],
])('%s: the role without what is around it', (_, answer) => {
  const { kind, artifact } = readJsonArtifact(json(answer), { file: 'role.json' });
  expect(kind).toBe('aws-cli');
  expect(artifact.roles).toMatchObject([EXPECTED]);
});

test('a member that appears twice is not a policy that anybody can judge', () => {
  const twice = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny"}]}';
  const { roles, unresolved } = readAwsCli(json({ Role: { ...ROLE, AssumeRolePolicyDocument: twice } }));
  expect(roles).toEqual([]);
  expect(unresolved).toMatchObject([{ address: ROLE.Arn, concerns: 'trust' }]);
  expect(() => readJsonArtifact(twice, { file: 'trust.json' })).toThrow(
    /^ERR_JSON: the member `Effect` appears twice in one object, and only one of them counts \(trust\.json:1:56\); merge the two/,
  );
});

test('a role that only an instance profile shows is not passed over', () => {
  const role = (name: string, more: object = {}): object => ({
    RoleName: name,
    Arn: `arn:aws:iam::111122223333:role/${name}`,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    ...more,
  });
  const profile = (name: string): object => ({ InstanceProfileList: [{ Roles: [role(name)] }] });
  const answer = (name: string) =>
    readAwsCli(JSON.stringify({ RoleDetailList: [role('ci', profile(name))], Policies: [] }));
  expect(answer('ci').unresolved).toEqual([]);
  expect(answer('other').unresolved).toMatchObject([
    { address: 'arn:aws:iam::111122223333:role/other', concerns: 'trust' },
  ]);
});
