import {
  readTerraformConfiguration,
  readTerraformJson,
  readTerraformState,
  type Unresolved,
} from '../../../../policies/index';

const TRUST = JSON.stringify({ Version: '2012-10-17', Statement: [] });

/** A trust policy for tokens. */
const WEB_IDENTITY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    },
  ],
});

/** A role whose trust is `policy`, beside other blocks. */
function role(policy: unknown, blocks: object = {}, more: object = {}): object {
  return { ...blocks, resource: { aws_iam_role: { r: { name: 'r', assume_role_policy: policy, ...more } } } };
}

const CASES: readonly (readonly [note: string, configuration: object, expected: Partial<Unresolved>])[] = [
  [
    'a variable without a value',
    role('${var.trust}', { variable: { trust: {} } }),
    {
      address: 'aws_iam_role.r',
      concerns: 'trust',
      reason: '`var.trust` has no default and no value was given',
    },
  ],
  ['a variable that is not declared', role('${var.trust}'), { reason: '`var.trust` is not declared' }],
  ['a local that is not declared', role('${local.trust}'), { reason: '`local.trust` is not declared' }],
  [
    'a value of the wrong type',
    role('${var.trust}', { variable: { trust: { type: 'string', default: ['x'] } } }),
    { reason: '`var.trust`: expected a string, got a list' },
  ],
  [
    'locals that refer to each other',
    role('${local.a}', { locals: { a: '${local.b}', b: 'x${local.a}' } }),
    { reason: '`local.a` depends on itself' },
  ],
  [
    'an attribute that AWS decides',
    role('${jsonencode({ Statement = [], X = aws_iam_role.other.unique_id })}', {}, {}),
    { reason: '`aws_iam_role.other` is not declared' },
  ],
  [
    'an attribute known after apply',
    role('${aws_s3_bucket.b.arn}', {}),
    { reason: '`aws_s3_bucket.b` is not declared' },
  ],
  [
    'a data source that asks AWS',
    role('${data.aws_secretsmanager_secret_version.s.secret_string}', {
      data: { aws_secretsmanager_secret_version: { s: { secret_id: 'x' } } },
    }),
    { reason: '`data.aws_secretsmanager_secret_version.s.secret_string` is known only after apply' },
  ],
  [
    'a provider whose account is not known',
    role('${jsonencode({ P = aws_iam_openid_connect_provider.p.arn })}', {
      data: {},
    }),
    { reason: '`aws_iam_openid_connect_provider.p` is not declared' },
  ],
  [
    'the account without `allowed_account_ids`',
    role('${jsonencode({ P = data.aws_caller_identity.me.account_id })}', {
      data: { aws_caller_identity: { me: {} } },
    }),
    { reason: expect.stringMatching(/needs the AWS account, and no `allowed_account_ids`/) as never },
  ],
  [
    'several accounts in `allowed_account_ids`',
    role('${jsonencode({ P = data.aws_caller_identity.me.account_id })}', {
      provider: { aws: { allowed_account_ids: ['111122223333', '444455556666'] } },
      data: { aws_caller_identity: { me: {} } },
    }),
    { reason: expect.stringMatching(/needs the AWS account/) as never },
  ],
  [
    'a provider that is configured by what it provides',
    role('${jsonencode({ P = data.aws_caller_identity.me.account_id })}', {
      provider: { aws: { allowed_account_ids: ['${data.aws_caller_identity.me.account_id}'] } },
      data: { aws_caller_identity: { me: {} } },
    }),
    { reason: expect.stringMatching(/needs the AWS account/) as never },
  ],
  [
    'a file',
    role('${file("trust.json")}'),
    {
      reason: 'the file `trust.json` is not among the files that were read',
      expression: 'file("trust.json")',
    },
  ],
  [
    'a function that refgate does not compute',
    role('${yamlencode({})}'),
    { reason: 'refgate does not compute the function `yamlencode`' },
  ],
  ['the time', role('${timestamp()}'), { reason: '`timestamp()` is known only when Terraform runs' }],
  [
    'the workspace',
    role(`\${terraform.workspace == "prod" ? ${JSON.stringify(TRUST)} : "{}"}`),
    {
      reason: '`terraform.workspace` is known only when Terraform runs; give it with `--workspace`',
      expression: 'terraform.workspace',
    },
  ],
  [
    'a count that is not known',
    role(TRUST, {}, { count: '${var.n}' }),
    { address: 'aws_iam_role.r[0]', reason: '`var.n` is not declared' },
  ],
  [
    'a for_each over a list, which Terraform refuses',
    role(TRUST, {}, { for_each: ['a'] }),
    { reason: 'the `for_each` of `aws_iam_role.r` is a list' },
  ],
  [
    'a negative count',
    role(TRUST, {}, { count: -1 }),
    { reason: 'the `count` of `aws_iam_role.r` is not a whole number from 0' },
  ],
  [
    'a huge count',
    role(TRUST, {}, { count: 1e9 }),
    { reason: '`aws_iam_role.r` has 1000000000 instances; at most 5000 of one block are judged' },
  ],
  [
    'text that is not JSON',
    role('{'),
    { reason: 'the trust policy is not JSON: the text is not valid JSON' },
  ],
  [
    'no trust policy',
    { resource: { aws_iam_role: { r: {} } } },
    { address: 'aws_iam_role.r', concerns: 'trust', reason: 'the role has no `assume_role_policy`' },
  ],
  [
    'a whole number that a double does not hold',
    role('${jsonencode({ id = 12345678901234567890 })}'),
    { reason: expect.stringMatching(/needs more precision/) as never },
  ],
  [
    'such a number in a `.tfvars.json` or a JSON body',
    { ...role('${jsonencode({ id = local.id })}'), locals: { id: 2 ** 60 } },
    { reason: expect.stringMatching(/needs more precision/) as never },
  ],
  [
    'YAML that versions of YAML read differently',
    role('${jsonencode(yamldecode("Version: 2012-10-17"))}'),
    {
      reason: '`yamldecode`: YAML has more than one reading of `2012-10-17`; put it in quotes',
    },
  ],
  [
    'YAML with a word for a bool',
    role('${jsonencode(yamldecode("protected: yes"))}'),
    { reason: '`yamldecode`: YAML has more than one reading of `yes`; put it in quotes' },
  ],
  [
    'a role of the Cloud Control provider',
    { resource: { awscc_iam_role: { r: { assume_role_policy_document: TRUST } } } },
    {
      address: 'awscc_iam_role.r',
      concerns: 'trust',
      reason: expect.stringMatching(/^a role of the provider `awscc` is not judged/) as never,
    },
  ],
  [
    'a template that does not parse',
    role('${'),
    {
      reason: expect.stringMatching(
        /^cannot read the expression `\$\{`; got its end; expected a value/,
      ) as never,
    },
  ],
  [
    'a provider whose URL is not known',
    { resource: { aws_iam_openid_connect_provider: { p: { url: '${var.u}', client_id_list: [] } } } },
    { address: 'aws_iam_openid_connect_provider.p', concerns: 'provider', reason: '`var.u` is not declared' },
  ],
  [
    'client IDs that are not known',
    {
      resource: {
        aws_iam_openid_connect_provider: { p: { url: 'https://gitlab.com', client_id_list: '${var.c}' } },
      },
    },
    { address: 'aws_iam_openid_connect_provider.p', concerns: 'provider', reason: '`var.c` is not declared' },
  ],
  [
    'a module from a registry',
    { module: { ci: { source: 'acme/iam/aws//modules/iam-role', version: '6.0.0' } } },
    {
      address: 'module.ci',
      concerns: 'module',
      reason:
        '`module.ci` comes from `acme/iam/aws//modules/iam-role`, which is not among the files; run `terraform init`, or read a plan',
    },
  ],
  [
    'a module whose directory is missing',
    { module: { ci: { source: './gone' } } },
    { address: 'module.ci', reason: 'the directory `gone` of `module.ci` was not given' },
  ],
  [
    'a module that calls itself',
    { module: { ci: { source: '.' } } },
    { concerns: 'module', reason: expect.stringMatching(/nests more than 20 modules deep$/) as never },
  ],
  [
    'a role that is declared twice',
    {
      resource: [
        { aws_iam_role: { r: { assume_role_policy: TRUST } } },
        { aws_iam_role: { r: { assume_role_policy: TRUST } } },
      ],
    },
    { address: 'aws_iam_role.r', concerns: 'module', reason: '`aws_iam_role.r` is declared twice' },
  ],
  [
    'one sid twice in a policy document',
    role('${data.aws_iam_policy_document.d.json}', {
      data: { aws_iam_policy_document: { d: { statement: [{ sid: 'A' }, { sid: 'A' }] } } },
    }),
    { reason: 'the statement ID `A` is used twice in one policy document' },
  ],
  [
    'a dynamic statement over what is not known',
    role('${data.aws_iam_policy_document.d.json}', {
      data: {
        aws_iam_policy_document: { d: { dynamic: { statement: { for_each: '${var.s}', content: {} } } } },
      },
    }),
    { reason: '`var.s` is not declared' },
  ],
  [
    'one unknown value among known ones',
    role('${data.aws_iam_policy_document.d.json}', {
      data: {
        aws_iam_policy_document: {
          d: { statement: { condition: { test: 'StringEquals', variable: 'k', values: ['a', '${var.v}'] } } },
        },
      },
    }),
    { reason: '`var.v` is not declared' },
  ],
  [
    'an attached policy that is not known',
    {
      resource: {
        aws_iam_role: { r: { name: 'r', assume_role_policy: TRUST } },
        aws_iam_role_policy_attachment: { a: { role: 'r', policy_arn: '${var.p}' } },
      },
    },
    {
      address: 'aws_iam_role_policy_attachment.a',
      concerns: 'permissions',
      reason: '`var.p` is not declared',
    },
  ],
  [
    'an attachment to a role that is not known',
    {
      resource: {
        aws_iam_role: { ci: { name: 'ci', assume_role_policy: WEB_IDENTITY } },
        aws_iam_role_policy_attachment: { a: { role: '${var.r}', policy_arn: 'x' } },
      },
    },
    {
      address: 'aws_iam_role_policy_attachment.a',
      concerns: 'permissions',
      reason: '`var.r` is not declared',
    },
  ],
];

test.each(CASES)('%s is reported, not skipped', (_, configuration, expected) => {
  const { unresolved } = readTerraformJson(configuration);
  expect(unresolved[0]).toMatchObject(expected);
});

test('permissions of roles that no token can assume are not reported', () => {
  const service = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  const attached = { aws_iam_role_policy_attachment: { a: { role: 'r', policy_arn: '${var.arn}' } } };
  const rolesOf = (trust: string): object => ({
    resource: { ...attached, aws_iam_role: { r: { name: 'r', assume_role_policy: trust } } },
  });
  expect(readTerraformJson(rolesOf(WEB_IDENTITY)).unresolved).toMatchObject([{ concerns: 'permissions' }]);
  const { roles, unresolved } = readTerraformJson(rolesOf(service));
  expect(unresolved).toEqual([]);
  // whoever follows a chain to the role sees that it has more
  expect(roles).toMatchObject([{ permissions: { unread: ['var.arn'] } }]);
});

test('the account may be given from outside, and the configuration wins', () => {
  const configuration = role('${jsonencode({ A = data.aws_caller_identity.me.account_id })}', {
    data: { aws_caller_identity: { me: {} } },
  });
  const given = readTerraformJson(configuration, { account: '444455556666' });
  expect(given.unresolved).toEqual([]);
  expect(given.roles[0]).toMatchObject({ account: '444455556666', document: { A: '444455556666' } });
  const own = { ...configuration, provider: { aws: { allowed_account_ids: ['111122223333'] } } };
  expect(readTerraformJson(own, { account: '444455556666' }).roles[0]?.account).toBe('111122223333');
});

test('an assumed role tells account and partition', () => {
  const provider = {
    aws: { region: 'cn-north-1', assume_role: { role_arn: 'arn:aws-cn:iam::444455556666:role/x' } },
  };
  expect(readTerraformJson(role(TRUST, { provider })).roles[0]).toMatchObject({
    account: '444455556666',
    partition: 'aws-cn',
  });
});

test('a region tells the partition', () => {
  const provider = { aws: [{ region: 'us-gov-west-1', allowed_account_ids: ['111122223333'] }] };
  const policy =
    '${jsonencode({ P = aws_iam_openid_connect_provider.p.arn, D = data.aws_partition.p.dns_suffix })}';
  const written = role(policy, { provider, data: { aws_partition: { p: {} } } }) as {
    resource: Record<string, unknown>;
  };
  written.resource['aws_iam_openid_connect_provider'] = {
    p: { url: 'https://h.example:443/p/', client_id_list: ['a'] },
  };
  expect(readTerraformJson(written).roles[0]?.document).toEqual({
    P: 'arn:aws-us-gov:iam::111122223333:oidc-provider/h.example/p/',
    D: 'amazonaws.com',
  });
});

test('in JSON syntax a default is taken literally', () => {
  const policy = '${jsonencode({ D = var.d })}';
  const written = role(policy, { variable: { d: { default: 'a${b}$${c}' } } });
  expect(readTerraformJson(written).roles[0]?.document).toEqual({ D: 'a${b}$${c}' });
});

test('a module without a prototype: `__proto__` and `constructor` are names like any other', () => {
  const policy = '${jsonencode({ A = var.__proto__, B = local.constructor, "__proto__" = 1 })}';
  const blocks = JSON.parse(
    '{"variable":{"__proto__":{"default":"x"}},"locals":{"constructor":"y"}}',
  ) as object;
  expect(readTerraformJson(role(policy, blocks)).roles[0]?.text).toBe('{"A":"x","B":"y","__proto__":1}');
});

test('an override file wins, attribute by attribute', () => {
  const file = (
    path: string,
    body: object,
  ): { path: string; text: string; syntax: 'json'; body: object } => ({
    path,
    text: JSON.stringify(body, null, 2),
    syntax: 'json',
    body,
  });
  const files = [
    file('a_override.tf.json', { resource: { aws_iam_role: { r: { assume_role_policy: '{"b":1}' } } } }),
    file('main.tf.json', role('{"a":1}')),
  ];
  const { roles, unresolved } = readTerraformConfiguration({
    root: '.',
    directories: new Map([['.', files]]),
  });
  expect(unresolved).toEqual([]);
  expect(roles[0]).toMatchObject({
    name: 'r',
    document: { b: 1 },
    position: { file: 'a_override.tf.json', line: 5 },
  });
});

test('a module fetched by `terraform init` is read from where it was put', () => {
  const child = {
    path: 'x/main.tf.json',
    text: '',
    syntax: 'json' as const,
    body: role('${var.p}', { variable: { p: {} } }),
  };
  const root = {
    path: 'main.tf.json',
    text: '',
    syntax: 'json' as const,
    body: { module: { ci: { source: 'a/b/aws', p: '{"x":1}' } } },
  };
  const { roles } = readTerraformConfiguration({
    root: '.',
    directories: new Map([
      ['.', [root]],
      ['.terraform/modules/ci', [child]],
    ]),
    installed: new Map([
      [
        'ci',
        { directory: '.terraform/modules/ci', source: 'registry.terraform.io/a/b/aws', version: '1.0.0' },
      ],
    ]),
  });
  expect(roles[0]).toMatchObject({ address: 'module.ci.aws_iam_role.r', document: { x: 1 } });
});

test('a state with a role of the Cloud Control provider does not pass it over', () => {
  const resource = {
    address: 'awscc_iam_role.r',
    mode: 'managed',
    type: 'awscc_iam_role',
    name: 'r',
    values: {},
  };
  const state = { format_version: '1.0', values: { root_module: { resources: [resource] } } };
  expect(readTerraformState(JSON.stringify(state)).unresolved).toMatchObject([
    { address: 'awscc_iam_role.r', concerns: 'trust' },
  ]);
});

/** The parts of the subject of a role that goes through a variable without a value. */
function subjectOf(expression: string): unknown {
  const policy = `\${jsonencode({Statement = [{Condition = {StringLike = {"gitlab.com:sub" = ${expression}}}}]})}`;
  const { partial = [] } = readTerraformJson({
    variable: { x: {} },
    resource: { aws_iam_role: { r: { assume_role_policy: policy } } },
  });
  return partial[0]?.parts
    .map((part) => (typeof part === 'number' ? `<${partial[0]?.unknown[part]?.name}>` : part))
    .join('')
    .replace(/^.*"gitlab.com:sub":(.*)\}\}\}\]\}$/, '$1');
}

test.each([
  [
    '[for b in var.x : "project_path:a/b:ref_type:branch:ref:${b}"]',
    '["project_path:a/b:ref_type:branch:ref:<var.x[*]>"]',
  ],
  ['[for k, p in var.x : "project_path:${p.path}:*"]', '["project_path:<var.x[*]>:*"]'],
  ['toset([for b in var.x : "a:${b}" if b != "c"])', '["a:<var.x[*]>"]'],
  ['[for b in var.x : "a:${upper(b)}"]', '["a:<var.x[*]>"]'],
  ['[for b in var.x : b]', '"<var.x>"'],
  ['concat([for b in var.x : "a:${b}"], ["b"])', '"<var.x>"'],
  ['length([for b in var.x : "a:${b}"])', '"<var.x>"'],
  ['join(",", [for b in var.x : "a:${b}"])', '"<var.x>"'],
  ['[for b in var.x : "a:${b}"][0]', '"<var.x>"'],
])('of a list that is not known, %s keeps what is known of each element', (expression, parts) => {
  expect(subjectOf(expression)).toBe(parts);
});
