import { cliFolder } from '../support/cli-folder';

const { write, refgate } = cliFolder();

const SUBJECT = 'project_path:acme/api:ref_type:branch:ref:main';
const ME = '${data.aws_caller_identity.me.account_id}';
const OTHER = '${data.aws_caller_identity.other.account_id}';

function trust(account: string, subject = SUBJECT, more: readonly string[] = []): object {
  const arn = (id: string): string => `arn:aws:iam::${id}:oidc-provider/gitlab.com`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: [account, ...more].map(arn) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'gitlab.com:aud': 'sts.amazonaws.com',
            'gitlab.com:project_id': '7',
            'gitlab.com:namespace_id': '3',
            'gitlab.com:sub': subject,
          },
        },
      },
    ],
  };
}

/** A configuration in Terraform's JSON: a role and two data sources, each in the provider configuration that is named. */
function terraform(policy: object, of: { role?: string; me?: string; other?: string; region?: string } = {}) {
  return {
    provider: {
      aws: [{ region: of.region ?? 'eu-west-1' }, { alias: 'second', region: of.region ?? 'eu-west-1' }],
    },
    data: { aws_caller_identity: { me: { provider: of.me }, other: { provider: of.other } } },
    resource: {
      aws_iam_role: {
        r: {
          name: 'acme-x',
          provider: of.role,
          assume_role_policy: `\${jsonencode(${JSON.stringify(policy)})}`,
        },
      },
    },
  };
}

function template(policy: object): object {
  const text = JSON.stringify(policy).replaceAll(ME, '${AWS::AccountId}');
  const withSub = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('${') ? { 'Fn::Sub': value } : value;
    if (Array.isArray(value)) return value.map(withSub);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withSub(item)]))
      : value;
  };
  const AssumeRolePolicyDocument = withSub(JSON.parse(text));
  return {
    Resources: {
      R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'acme-x', AssumeRolePolicyDocument } },
    },
  };
}

const fileOf = (input: object): string => ('Resources' in input ? 'stack.json' : 'main.tf.json');

const ADMITS = /push pipeline of acme\/api \(project 7\), branch `main`/;

const CASES: readonly (readonly [note: string, input: object, code: 0 | 2, described: RegExp])[] = [
  ['Terraform, one provider configuration', terraform(trust(ME)), 0, ADMITS],
  ['the same alias', terraform(trust(ME), { role: 'aws.second', me: 'aws.second' }), 0, ADMITS],
  ['another alias', terraform(trust(OTHER), { other: 'aws.second' }), 2, /is partly known/],
  ['both', terraform(trust(ME, SUBJECT, [OTHER]), { other: 'aws.second' }), 2, /is partly known/],
  [
    'one of several configurations under one name',
    terraform(trust(ME), { role: 'aws.second["a"]', me: 'aws.second["a"]' }),
    2,
    /is partly known/,
  ],
  [
    'a literal account beside it, which may be the same one',
    terraform(trust(ME, SUBJECT, ['111122223333'])),
    2,
    /is partly known/,
  ],
  [
    'the account in a condition',
    terraform(trust(ME, `project_path:acme/${ME}:ref_type:branch:ref:main`)),
    2,
    /depends on `data\.aws_caller_identity\.me`.*at least\s+no token/s,
  ],
  [
    'a partition that is not the role’s',
    terraform(trust(ME), { region: 'us-gov-west-1' }),
    0,
    /no token can assume the role: .* a provider of the partition `aws`; the role is in `aws-us-gov`/,
  ],
  ['CloudFormation', template(trust(ME)), 0, ADMITS],
  [
    'CloudFormation, the account in a condition',
    template(trust(ME, `project_path:acme/${ME}:ref_type:branch:ref:main`)),
    2,
    /depends on `AWS::AccountId`.*at least\s+no token/s,
  ],
];

test.each(CASES)('the account of the role itself: %s', async (_note, input, code, described) => {
  write(fileOf(input), input);
  const result = await refgate('prove', fileOf(input), '--describe');
  expect(result).toMatchObject({ code, out: expect.stringMatching(described) as string });
});

test('check judges the role and tells what stands for its account', async () => {
  write('main.tf.json', terraform(trust(ME), { region: 'us-gov-west-1' }));
  const { code, out } = await refgate('check', 'main.tf.json');
  expect(code).toBe(1);
  expect(out).toMatch(/no-token-can-assume/);
  expect(out).toMatch(/the account of the role is not known: `000000000000` stands for it/);
  expect(out).toMatch(/1 of 1 role judged/);
  expect(out).not.toMatch(/could not be judged/);
});

const FEDERATION = `
gitlab: { url: https://gitlab.com, audience: sts.amazonaws.com }
projects:
  api: { path: acme/api, id: 7, namespace_id: 3, protected_branches: {}, protected_tags: {} }
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles:
  deploy: { name: acme-x, account: main, trust: [{ project: api, branches: [main] }] }
table:
  - { pipeline: { project: api, branch: main }, assumes: [deploy] }
`;

test.each([
  ['Terraform', terraform(trust(ME))],
  ['CloudFormation', template(trust(ME))],
])('a declared role is in its declared account: %s', async (_note, input) => {
  write('federation.yaml', FEDERATION);
  write(fileOf(input), input);
  expect(await refgate('prove', fileOf(input), '--describe')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^deploy admits\n {2}branch `main` of acme\/api/) as string,
  });
  const { out } = await refgate('check', fileOf(input));
  expect(out).toMatch(/1 promise kept/);
  expect(out).not.toMatch(/no-token-can-assume|000000000000/);
});

/** Policies of a role whose account is not known, in both forms. */
const IN_BOTH_FORMS: readonly (readonly [note: string, policy: object])[] = [
  ['one provider', trust(ME)],
  ['a subject with a wildcard', trust(ME, 'project_path:acme/*')],
  ['the account in a condition', trust(ME, `project_path:acme/${ME}:ref_type:branch:ref:main`)],
  ['a literal account beside it', trust(ME, SUBJECT, ['111122223333'])],
  ['a literal account alone', trust('111122223333')],
  [
    'the root of the account',
    withStatement({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ME}:root` },
      Action: 'sts:AssumeRole',
    }),
  ],
  [
    'a service',
    withStatement({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
  ],
  [
    'a Deny',
    withStatement({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringNotLike: { 'gitlab.com:sub': 'project_path:acme/*' } },
    }),
  ],
  [
    'a Deny on the account',
    withStatement({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': ME } },
    }),
  ],
  [
    'the account as a principal',
    withStatement({ Effect: 'Allow', Principal: { AWS: ME }, Action: 'sts:AssumeRole' }),
  ],
];

function withStatement(statement: object): object {
  const one = trust(ME) as { readonly Statement: readonly object[] };
  return { ...one, Statement: [...one.Statement, statement] };
}

test.each(IN_BOTH_FORMS)('Terraform and CloudFormation have the same answer: %s', async (_note, policy) => {
  const answers = [];
  for (const input of [terraform(policy), template(policy)]) {
    const file = fileOf(input);
    write(file, input);
    const described = await refgate('prove', file, '--describe', '--format', 'json');
    const checked = await refgate('check', file, '--format', 'json');
    const { roles, findings, summary } = JSON.parse(checked.out) as {
      readonly roles: readonly { readonly judged: string }[];
      readonly findings: readonly { readonly check: string }[];
      readonly summary: { readonly verdict: string };
    };
    const admits = JSON.parse(described.out === '' ? '[]' : described.out) as readonly {
      readonly admits: unknown;
      readonly admitsAtLeast: unknown;
    }[];
    answers.push({
      codes: [described.code, checked.code],
      admits: admits.map((role) => [role.admits, role.admitsAtLeast]),
      judged: roles.map(({ judged }) => judged),
      findings: findings.map(({ check }) => check),
      verdict: summary.verdict,
    });
  }
  expect(answers[1]).toEqual(answers[0]);
});
