import { readJsonArtifact, RefgateError } from '../../../policies/index';

const OPEN = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
  ],
};
const ROLE = { RoleName: 'r', Arn: 'arn:aws:iam::111122223333:role/r', AssumeRolePolicyDocument: OPEN };
const VALUES = { name: 'r', assume_role_policy: JSON.stringify(OPEN) };
const NAMED = { address: 'aws_iam_role.r', mode: 'managed', type: 'aws_iam_role', name: 'r' };
const RESOURCE = { ...NAMED, values: VALUES };
const CHANGE = { ...NAMED, change: { actions: ['create'], before: null, after: VALUES, after_unknown: {} } };
const OTHER = { ...VALUES, assume_role_policy: '{}' };
const NO_OP = { ...CHANGE, change: { ...CHANGE.change, actions: ['no-op'], before: VALUES } };
const STACK = {
  address: 'aws_cloudformation_stack.s',
  mode: 'managed',
  type: 'aws_cloudformation_stack',
  name: 's',
  values: { template_url: 'https://example.com/t.yaml' },
  change: { actions: ['update'], after: { template_url: 'https://example.com/t.yaml' } },
};
const drift = (name: string, more: object = {}): object => ({
  ...NAMED,
  address: `aws_iam_role.${name}`,
  name,
  change: { actions: ['update'], before: VALUES, after: VALUES, ...more },
});
const INSTANCES = [{ attributes: VALUES }];

const plan = (more: object = {}): object => ({
  format_version: '1.2',
  planned_values: { root_module: { resources: [RESOURCE] } },
  resource_changes: [CHANGE],
  configuration: { root_module: { resources: [NAMED] } },
  ...more,
});
const state = (more: object = {}): object => ({
  format_version: '1.0',
  values: { root_module: { resources: [RESOURCE] } },
  ...more,
});
const stateFile = (more: object = {}): object => ({
  version: 4,
  resources: [{ mode: 'managed', type: 'aws_iam_role', name: 'r', instances: INSTANCES }],
  ...more,
});

function read(document: unknown): ReturnType<typeof readJsonArtifact>['artifact'] {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return readJsonArtifact(text, { file: 'in.json' }).artifact;
}

function refusal(document: unknown): string {
  try {
    read(document);
  } catch (error) {
    if (error instanceof RefgateError) return error.message;
    throw error;
  }
  return 'read';
}

test.each([plan(), state(), stateFile(), { Role: ROLE }, [ROLE], ROLE])(
  'the right shape is read: %j',
  (right) => {
    expect(read(right)).toMatchObject({ roles: [{ document: OPEN }], unresolved: [] });
  },
);

test.each<[note: string, document: unknown, says: RegExp]>([
  ['an unknown major version', plan({ format_version: '2.0' }), /`format_version`.*in\.json:1:\d+.*`2\.0`/],
  ['no version', { ...plan(), format_version: undefined }, /missing member `format_version`/],
  ['an entry that is not an object', { Roles: [null, ROLE] }, /at \/Roles\/0 \(in\.json:1:11\); got null/],
  ['a list in a list', { Roles: [[ROLE]] }, /at \/Roles\/0 .*got a list; expected an object/],
  ['an object for a list', { Roles: { 0: ROLE } }, /at \/Roles .*got an object; expected a list/],
  ['a role without policy', { Roles: [{ RoleName: 'r' }] }, /missing member `AssumeRolePolicyDocument`/],
  ['another case of a member', { Role: ROLE, roles: [ROLE] }, /member `roles`; expected `Roles`/],
  [
    'a resource without type',
    state({ values: { root_module: { resources: [{ ...RESOURCE, type: undefined }] } } }),
    /missing member `type`/,
  ],
  [
    'a resource without address',
    state({ values: { root_module: { resources: [{ ...RESOURCE, address: '' }] } } }),
    /`address`.*expected a string that is not empty/,
  ],
  [
    'a type that the address denies',
    state({ values: { root_module: { resources: [{ ...RESOURCE, type: 'aws_iam_rol' }] } } }),
    /`address`, `mode`, `type` and `name` of a resource disagree/,
  ],
  ['a mode that the address denies', plan({ resource_changes: [{ ...CHANGE, mode: 'data' }] }), /disagree/],
  [
    'modules in an object',
    state({ values: { root_module: { child_modules: { resources: [RESOURCE] } } } }),
    /at \/values\/root_module\/child_modules/,
  ],
  [
    'an action that nobody knows',
    plan({ resource_changes: [{ ...CHANGE, change: { actions: ['keep'] } }] }),
    /expected one of `no-op`, `create`/,
  ],
  ['`complete` as text', plan({ complete: 'false' }), /at \/complete .*expected `true` or `false`/],
  ['an older state', { version: 3, modules: [] }, /at \/version .*got the number `3`; expected one of `4`/],
  ['an unknown member of a state file', stateFile({ modules: [] }), /unknown member `modules`/],
  [
    'two forms in one',
    { ...plan(), Roles: [ROLE] },
    /has the members of several forms; got a Terraform plan and an answer or request of `aws iam`/,
  ],
  [
    'a block that nobody knows',
    { resource: {}, resources: { aws_iam_role: {} } },
    /unknown member `resources`/,
  ],
  [
    'a block that is text',
    { resource: { aws_iam_role: { r: 'x' } } },
    /at \/resource\/aws_iam_role\/r .*got `x`/,
  ],
])('refused with its place: %s', (_, document, says) => {
  expect(refusal(document)).toMatch(says);
});

test.each([
  ['an answer', `{"Roles":[],"R\\u006fles":[${JSON.stringify(ROLE)}]}`],
  [
    'a policy in an answer',
    JSON.stringify({ Role: ROLE }).replace('"Statement":', '"Statement":[],"Statement":'),
  ],
  ['a plan', JSON.stringify(plan()).replace('"resources":', '"resources":[],"resources":')],
  ['a state file', JSON.stringify(stateFile()).replace('"instances":', '"instances":[],"instances":')],
])('a member twice in %s is refused', (_, text) => {
  expect(refusal(text)).toMatch(/^ERR_JSON: the member `\w+` appears twice in one object.*in\.json:1:\d+/);
});

test.each<[note: string, document: object, reason: RegExp]>([
  ['errored', plan({ errored: true }), /stopped with an error/],
  ['not complete', plan({ complete: false }), /`complete: false`/],
  ['deferred', plan({ deferred_changes: [{}] }), /`deferred_changes`/],
  [
    'only planned',
    plan({ resource_changes: [] }),
    /`planned_values` has the role and `resource_changes` has not/,
  ],
  ['only changed', plan({ planned_values: {} }), /`resource_changes` has the resource \(create\)/],
  [
    'planned and deleted',
    plan({ resource_changes: [{ ...CHANGE, change: { actions: ['delete'] } }] }),
    /`resource_changes` removes it/,
  ],
  [
    'removed with an after',
    plan({
      planned_values: {},
      resource_changes: [{ ...CHANGE, change: { ...CHANGE.change, actions: ['forget'] } }],
    }),
    /has an `after` of it/,
  ],
  [
    'another policy',
    plan({
      resource_changes: [
        { ...CHANGE, change: { ...CHANGE.change, after: { ...VALUES, assume_role_policy: '{}' } } },
      ],
    }),
    /differ in `assume_role_policy`/,
  ],
  [
    'unknown beside a value',
    plan({
      resource_changes: [
        { ...CHANGE, change: { ...CHANGE.change, after_unknown: { assume_role_policy: true } } },
      ],
    }),
    /`assume_role_policy` is not known, beside a value/,
  ],
  [
    'all unknown beside a value',
    plan({ resource_changes: [{ ...CHANGE, change: { ...CHANGE.change, after_unknown: true } }] }),
    /nothing of the role is known/,
  ],
  ['changed twice', plan({ resource_changes: [CHANGE, CHANGE] }), /lists the resource twice/],
  [
    'planned twice',
    plan({ planned_values: { root_module: { resources: [RESOURCE, RESOURCE] } } }),
    /lists the resource twice/,
  ],
  [
    'a deposed role',
    plan({ resource_changes: [CHANGE, { ...CHANGE, deposed: '01', change: { actions: ['forget'] } }] }),
    /deposed object 01 of the role stays/,
  ],
  [
    'only in the state before',
    plan({
      prior_state: {
        values: { root_module: { resources: [{ ...RESOURCE, address: 'aws_iam_role.old', name: 'old' }] } },
      },
    }),
    /does not list what becomes of it/,
  ],
  [
    'only drifted',
    plan({ resource_drift: [drift('old')] }),
    /`resource_drift` has the role, and the plan does not list what becomes of it/,
  ],
  [
    'drifted, and the drift does not say to what',
    plan({ resource_drift: [drift('r', { after: null })] }),
    /`resource_drift` has the role and does not say what it is/,
  ],
  [
    'drifted away, with an `after`',
    plan({ resource_drift: [drift('r', { actions: ['delete'] })] }),
    /`resource_drift` removes the role and has an `after` of it/,
  ],
  [
    'drifted to another policy than the plan starts from',
    plan({ resource_changes: [NO_OP], resource_drift: [drift('r', { after: OTHER })] }),
    /`resource_drift` and the `before` of `resource_changes` differ in `assume_role_policy`/,
  ],
  [
    'a deposed role that drifted',
    plan({ resource_changes: [NO_OP], resource_drift: [{ ...drift('r'), deposed: '01' }] }),
    /`resource_drift` has the role, and the plan does not list/,
  ],
  [
    'a drifted stack',
    plan({ resource_drift: [STACK] }),
    /`resource_drift` has the resource, which may hold a role/,
  ],
  [
    'a stack in the state before',
    plan({ prior_state: { values: { root_module: { resources: [STACK] } } } }),
    /the resource may hold a role, and the plan does not list what becomes of it/,
  ],
  [
    'left as it is, and different',
    plan({ resource_changes: [{ ...NO_OP, change: { ...NO_OP.change, before: OTHER } }] }),
    /leaves the role as it is \(no-op\), and `before` and `after` differ in `assume_role_policy`/,
  ],
  ['a page', { RoleDetailList: [], Marker: 'AAAA' }, /one page of several \(`Marker`\)/],
])('read, and not judged in full: %s', (_, document, reason) => {
  const { unresolved } = read(document);
  expect(unresolved.map((entry) => entry.reason)).toContainEqual(expect.stringMatching(reason));
  expect(unresolved.every(({ position }) => position?.file === 'in.json')).toBe(true);
});

test.each<[note: string, document: object, reason: RegExp]>([
  [
    'deleted outside of Terraform',
    plan({ resource_drift: [drift('old', { actions: ['delete'], after: null })] }),
    /was deleted outside of Terraform/,
  ],
  [
    'changed outside of Terraform, and changed back',
    plan({
      resource_changes: [{ ...NO_OP, change: { ...NO_OP.change, actions: ['update'], before: OTHER } }],
      resource_drift: [drift('r', { after: OTHER })],
    }),
    /`assume_role_policy` of the role was changed outside of Terraform/,
  ],
])('judged, and said: %s', (_, document, reason) => {
  const { roles, notices, unresolved } = read(document);
  expect(unresolved).toEqual([]);
  expect(roles).toMatchObject([{ document: OPEN }]);
  expect(notices).toMatchObject([
    { reason: expect.stringMatching(reason), position: { file: 'in.json', line: 1 } },
  ]);
});

test('drift of what holds no role, and of a role that the plan removes, is not said', () => {
  const removed = { actions: ['delete'], before: VALUES, after: null };
  const document = plan({
    resource_changes: [CHANGE, { ...NAMED, address: 'aws_iam_role.old', name: 'old', change: removed }],
    resource_drift: [
      drift('old'),
      {
        ...NAMED,
        address: 'aws_s3_bucket.r',
        type: 'aws_s3_bucket',
        change: { actions: ['update'], after: {} },
      },
    ],
  });
  expect(read(document)).toMatchObject({ roles: [{ document: OPEN }], unresolved: [], notices: [] });
});

test('a role that the plan forgets without telling what it was is not judged', () => {
  const forgotten = { ...CHANGE, change: { actions: ['forget'], before: null, after: null } };
  const { roles, unresolved } = read(plan({ planned_values: {}, resource_changes: [forgotten] }));
  expect(roles).toEqual([]);
  expect(unresolved).toMatchObject([{ address: 'aws_iam_role.r', concerns: 'trust' }]);
});

test('a role that the plan forgets is read as it was: it stays in AWS', () => {
  const forgotten = { ...CHANGE, change: { actions: ['forget'], before: VALUES, after: null } };
  const { roles, notices, unresolved } = read(
    plan({ planned_values: {}, resource_changes: [forgotten], configuration: { root_module: {} } }),
  );
  expect(unresolved).toEqual([]);
  expect(roles).toMatchObject([
    { address: 'aws_iam_role.r', document: JSON.parse(VALUES.assume_role_policy) },
  ]);
  expect(notices).toMatchObject([
    { address: 'aws_iam_role.r', reason: expect.stringContaining('stays in AWS') },
  ]);
});

describe('an attachment whose role the plan does not know', () => {
  const attachment = {
    address: 'aws_iam_role_policy_attachment.a',
    mode: 'managed',
    type: 'aws_iam_role_policy_attachment',
    name: 'a',
  };
  const values = { policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
  const unknown = { actions: ['create'], after: values, after_unknown: { role: true } };
  const withReferences = (references: readonly string[]): object =>
    plan({
      planned_values: { root_module: { resources: [RESOURCE, { ...attachment, values }] } },
      resource_changes: [CHANGE, { ...attachment, change: unknown }],
      configuration: {
        root_module: { resources: [NAMED, { ...attachment, expressions: { role: { references } } }] },
      },
    });

  test('may be that of any role', () => {
    const { roles, unresolved } = read(withReferences(['var.role']));
    expect(unresolved).toMatchObject([
      {
        address: attachment.address,
        concerns: 'permissions',
        reason: expect.stringContaining('may be any role'),
      },
    ]);
    expect(roles).toMatchObject([{ permissions: { unread: [`the policy of ${attachment.address}`] } }]);
  });

  test('is that of the role that its expression names', () => {
    const { roles, unresolved } = read(withReferences(['aws_iam_role.r.name', 'aws_iam_role.r']));
    expect(unresolved).toEqual([]);
    expect(roles).toMatchObject([{ permissions: { managed: [values.policy_arn], unread: undefined } }]);
  });

  test('of another type than a role is nothing to it', () => {
    const user = {
      ...attachment,
      address: 'aws_iam_user_policy_attachment.a',
      type: 'aws_iam_user_policy_attachment',
    };
    const { unresolved } = read(
      plan({
        configuration: { root_module: { resources: [NAMED, user] } },
        planned_values: { root_module: { resources: [RESOURCE, { ...user, values }] } },
        resource_changes: [CHANGE, { ...user, change: { ...unknown, after_unknown: { user: true } } }],
      }),
    );
    expect(unresolved).toEqual([]);
  });
});

describe('what the configuration of a plan does not show', () => {
  const HOST = { address: 'module.m.aws_instance.h["a"]', mode: 'managed', type: 'aws_instance', name: 'h' };
  const host = (...actions: readonly string[]): object => ({
    ...HOST,
    index: 'a',
    change: { actions, before: null, after: null },
  });
  const called = (provisioners?: readonly object[]): object => ({
    resources: [NAMED],
    module_calls: {
      m: { module: { resources: [{ ...HOST, address: 'aws_instance.h', provisioners }] } },
    },
  });
  const of = (change: object, root_module?: object): readonly string[] =>
    read(
      plan({ resource_changes: [NO_OP, change], configuration: root_module && { root_module } }),
    ).unresolved.flatMap(({ address, reason }) => (address === 'the plan' ? [reason] : []));

  test.each<[string, readonly string[], object | undefined, boolean]>([
    ['created, no configuration', ['create'], undefined, true],
    ['replaced, no configuration', ['delete', 'create'], undefined, true],
    ['destroyed, no configuration', ['delete'], undefined, true],
    ['updated, no configuration', ['update'], undefined, false],
    ['kept, no configuration', ['no-op'], undefined, false],
    ['created, not in the configuration', ['create'], { resources: [NAMED] }, true],
    ['created, a call without its module', ['create'], { resources: [NAMED], module_calls: { m: {} } }, true],
    ['created, in the configuration', ['create'], called(), false],
    ['destroyed, its block is gone', ['delete'], { resources: [NAMED] }, false],
  ])('a resource %s', (_, actions, root, isOpen) => {
    const found = of(host(...actions), root);
    expect(found).toHaveLength(isOpen ? 1 : 0);
    if (isOpen)
      expect(found[0]).toMatch(/provisioners\) with `module\.m\.aws_instance\.h\["a"\]` are not known/);
  });

  test('without it, what else is not known is said', () => {
    const { notices = [] } = read(plan({ resource_changes: [NO_OP], configuration: undefined }));
    expect(notices).toMatchObject([
      { address: 'the plan', reason: expect.stringContaining('accounts of its') },
    ]);
    expect(read(plan({ resource_changes: [NO_OP] })).notices).toEqual([]);
  });

  test('many resources are counted', () => {
    const many = Array.from({ length: 8 }, (_, at) => ({
      ...HOST,
      address: `aws_instance.h[${at}]`,
      index: at,
      change: { actions: ['create'] },
    }));
    const { unresolved } = read(plan({ resource_changes: [NO_OP, ...many] }));
    expect(unresolved.map(({ reason }) => reason).join('\n')).toContain('`aws_instance.h[4]` and 3 more are');
  });

  test('a provisioner of a resource that the plan destroys is read', () => {
    const command = { command: { constant_value: 'aws iam create-role --role-name x' } };
    const root = called([{ type: 'local-exec', expressions: command }]);
    const { unresolved } = read(
      plan({ resource_changes: [NO_OP, host('delete')], configuration: { root_module: root } }),
    );
    expect(unresolved).toMatchObject([{ address: 'module.m.aws_instance.h', concerns: 'module' }]);
  });
});
