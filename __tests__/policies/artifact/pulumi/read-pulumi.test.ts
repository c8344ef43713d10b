import { judge, readJsonArtifact, type WrittenArtifact } from '../../../../policies/index';

const ACCOUNT = '111122223333';
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/gitlab.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'gitlab.com:sub': 'project_path:*' } },
    },
  ],
};
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

type Properties = Readonly<Record<string, unknown>>;

function resource(type: string, name: string, inputs: Properties, outputs?: Properties): object {
  return { urn: `urn:pulumi:dev::acme::${type}::${name}`, custom: true, type, inputs, outputs };
}

const role = (inputs: Properties, outputs?: Properties): object =>
  resource('aws:iam/role:Role', 'deploy', { name: 'deploy', ...inputs }, outputs);

function stack(...resources: readonly object[]): WrittenArtifact {
  const { kind, artifact } = readJsonArtifact(
    JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }, undefined, 2),
    { file: 'stack.json' },
  );
  expect(kind).toBe('pulumi-stack');
  return artifact;
}

function preview(steps: readonly object[], changeSummary?: object): WrittenArtifact {
  const { kind, artifact } = readJsonArtifact(JSON.stringify({ steps, changeSummary }));
  expect(kind).toBe('pulumi-preview');
  return artifact;
}

const URN = 'urn:pulumi:dev::acme::aws:iam/role:Role::deploy';
const step = (op: string, newState?: object): object => ({ op, urn: URN, newState });
const text = JSON.stringify(TRUST);

describe('an export of a stack', () => {
  test('a role with what it may do, and its provider', () => {
    const artifact = stack(
      resource('pulumi:pulumi:Stack', 'acme-dev', {}),
      role(
        { assumeRolePolicy: '{}' },
        {
          arn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`,
          assumeRolePolicy: text,
          maxSessionDuration: 7200,
          managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
          inlinePolicies: [{ name: 'own', policy: '{"Statement":[]}' }],
        },
      ),
      resource('aws:iam/rolePolicy:RolePolicy', 'more', { role: 'deploy', policy: '{"Statement":[]}' }),
      resource('aws:iam/rolePolicyAttachment:RolePolicyAttachment', 'a', {
        role: 'deploy',
        policyArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
      }),
      resource('aws:iam/openIdConnectProvider:OpenIdConnectProvider', 'gitlab', {
        url: 'https://gitlab.com',
        clientIdLists: ['sts.amazonaws.com'],
      }),
    );
    expect(artifact).toMatchObject({
      roles: [
        {
          address: 'aws:iam/role:Role::deploy',
          name: 'deploy',
          account: ACCOUNT,
          arn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`,
          maxSessionSeconds: 7200,
          document: TRUST,
          position: { file: 'stack.json', line: 22 },
          permissions: {
            managed: ['arn:aws:iam::aws:policy/PowerUserAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
            inline: [{ name: 'own' }, {}],
          },
        },
      ],
      providers: [{ url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'] }],
      unresolved: [],
    });
  });

  test('it is found as the bare policy is', () => {
    const messages = (artifact: WrittenArtifact): readonly string[] =>
      judge({ artifacts: [artifact] }).trusts.flatMap(({ findings }) => findings.map(({ check }) => check));
    const found = messages(stack(role({ assumeRolePolicy: text })));
    expect(found).toContain('any-project');
    expect(found).toEqual(messages(readJsonArtifact(text).artifact));
  });

  test.each([
    ['encrypted', { [SIGNATURE]: SECRET, ciphertext: 'v1:x' }],
    ['known only after the update', UNKNOWN],
    ['hidden', '[secret]'],
    ['known in part', text.replace('project_path', UNKNOWN)],
  ])('a trust policy that is %s is unknown', (_, assumeRolePolicy) => {
    expect(stack(role({ assumeRolePolicy }))).toMatchObject({
      roles: [],
      unresolved: [{ concerns: 'trust', reason: expect.stringContaining('--show-secrets') }],
    });
  });

  test('a secret in clear text is read', () => {
    const assumeRolePolicy = { [SIGNATURE]: SECRET, plaintext: JSON.stringify(text) };
    expect(stack(role({ assumeRolePolicy })).roles).toMatchObject([{ document: TRUST }]);
  });

  test('permissions that are unknown are reported', () => {
    const open = [{ concerns: 'permissions' }];
    expect(stack(role({ assumeRolePolicy: text, inlinePolicies: UNKNOWN })).unresolved).toMatchObject(open);
    const attached = resource('aws:iam/rolePolicy:RolePolicy', 'p', { role: UNKNOWN, policy: '{}' });
    expect(stack(role({ assumeRolePolicy: text }), attached).unresolved).toMatchObject(open);
  });

  test('a role that the stack only looks up is not its own', () => {
    expect(stack({ ...role({ assumeRolePolicy: text }), external: true }).roles).toEqual([]);
  });

  test.each([
    ['aws-native:iam:Role', { assumeRolePolicyDocument: TRUST }, 'trust', /`aws-native`/],
    ['command:local:Command', { create: 'aws iam create-role' }, 'module', /a command that Pulumi runs/],
    ['pulumi-nodejs:dynamic:Resource', {}, 'module', /a dynamic resource/],
    ['aws:cloudformation/stack:Stack', { templateBody: '{"a":"AWS::IAM::Role"}' }, 'module', /template/],
    ['acme:index:Anything', { assumeRolePolicy: text }, 'module', /looks like a trust policy/],
  ])('%s is not passed over', (type, inputs, concerns, reason) => {
    expect(stack(resource(type, 'x', inputs)).unresolved).toMatchObject([
      { concerns, reason: expect.stringMatching(reason) },
    ]);
  });

  test('another shape is refused with its place', () => {
    const broken = { version: 3, deployment: { resources: [{ urn: 'x', type: 'y' }] } };
    expect(() => readJsonArtifact(JSON.stringify(broken), { file: 'stack.json' })).toThrow(
      /invalid export of a Pulumi stack.*\(stack\.json:1:/,
    );
    expect(() => readJsonArtifact(JSON.stringify({ ...broken, version: 9 }))).toThrow(/ERR_SCHEMA/);
  });
});

describe('a preview', () => {
  test('what will be there counts, once', () => {
    const artifact = preview([
      step('delete-replaced'),
      step('replace', role({ assumeRolePolicy: '{}' })),
      step('create-replacement', role({ assumeRolePolicy: text }, { assumeRolePolicy: '{}' })),
    ]);
    expect(artifact).toMatchObject({ roles: [{ document: TRUST }], unresolved: [] });
  });

  test('a role that is deleted is not there', () => {
    expect(preview([step('delete')], { delete: 1 })).toMatchObject({ roles: [], unresolved: [] });
  });

  test('what it omits is not passed over', () => {
    const create = step('create', role({ assumeRolePolicy: text }));
    expect(preview([create], { create: 1, same: 3 }).unresolved).toMatchObject([
      { concerns: 'module', reason: expect.stringMatching(/omits 3 resources .* `--show-sames`/) },
    ]);
    const same = step('same', role({ assumeRolePolicy: text }));
    expect(preview([same], { same: 1 })).toMatchObject({ roles: [{}], unresolved: [] });
  });
});

test('what does not change has its old state alone', () => {
  const was = { op: 'same', urn: URN, oldState: role({ assumeRolePolicy: text }) };
  expect(preview([was]).roles).toMatchObject([{ name: 'deploy', document: TRUST }]);
  expect(preview([{ ...was, op: 'delete' }]).roles).toEqual([]);
});

test('a role that a deletion retains stays in AWS', () => {
  const oldState = { ...role({ assumeRolePolicy: text }), retainOnDelete: true };
  expect(preview([{ op: 'delete', urn: URN, oldState }])).toMatchObject({
    roles: [],
    unresolved: [{ concerns: 'trust', reason: expect.stringContaining('stays in AWS') }],
  });
});

test('an operation that was interrupted leaves open what is in AWS', () => {
  const { artifact } = readJsonArtifact(
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [],
        pending_operations: [{ type: 'creating', resource: role({ assumeRolePolicy: text }) }],
      },
    }),
  );
  expect(artifact.unresolved).toMatchObject([
    { address: 'aws:iam/role:Role::deploy', reason: expect.stringContaining('interrupted (`creating`)') },
  ]);
});

test('a type in another case is not a role, and its trust policy is not passed over', () => {
  const { roles, unresolved } = stack(resource('aws:iam/Role:Role', 'deploy', { assumeRolePolicy: text }));
  expect(roles).toEqual([]);
  expect(unresolved).toMatchObject([{ reason: expect.stringContaining('what looks like a trust policy') }]);
});
