import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInput } from '../../../cli/inputs/read-input';
import { fakeTerminal } from '../../support/fake-terminal';

// What the well-known modules make of their arguments. The statements are those that the modules' own text makes, as it was read at the release
// that a case names.

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-summaries-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function read(call: string, beside = '') {
  mkdirSync(join(folder, 'infra'), { recursive: true });
  writeFileSync(join(folder, 'infra/main.tf'), `module "m" {\n${call}\n}\n${beside}`);
  const input = await readInput('infra', fakeTerminal({ cwd: folder, env: {} }), { account: '111122223333' });
  if (!('artifacts' in input)) throw new Error('not artifacts');
  const [artifact] = input.artifacts;
  if (artifact === undefined) throw new Error('no artifact');
  return artifact;
}

const source = (name: string, version: string): string => `source = "${name}"\n  version = "${version}"\n`;
const IAM = 'terraform-aws-modules/iam/aws//modules';
const OIDC = 'terraform-module/gitlab-oidc-provider/aws';
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

const ASSUMABLE = `
  create_role = true
  role_name   = "ci"
  provider_url = "https://gitlab.com"
  oidc_fully_qualified_subjects  = ["project_path:a/b:ref_type:branch:ref:main"]
  oidc_subjects_with_wildcards   = ["project_path:a/b:*"]
  oidc_fully_qualified_audiences = ["sts.amazonaws.com"]
`;
const CONDITIONS = {
  StringEquals: { 'gitlab.com:sub': 'project_path:a/b:ref_type:branch:ref:main' },
  StringLike: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': 'project_path:a/b:*' },
};
const TAGGED = ['sts:TagSession', 'sts:AssumeRoleWithWebIdentity'];

const CASES: readonly (readonly [release: string, call: string, action: unknown, condition: unknown])[] = [
  ['5.60.0', `${source(`${IAM}/iam-assumable-role-with-oidc`, '~> 5.0')}${ASSUMABLE}`, TAGGED, CONDITIONS],
  [
    '5.40.0',
    `${source(`${IAM}/iam-assumable-role-with-oidc`, '5.40.0')}${ASSUMABLE}`,
    'sts:AssumeRoleWithWebIdentity',
    CONDITIONS,
  ],
  [
    '6.5.0, by its repository',
    `source = "git::https://github.com/terraform-aws-modules/terraform-aws-iam.git//modules/iam-role?ref=v6.5.0"
  name = "ci"
  use_name_prefix = false
  enable_oidc = true
  oidc_provider_urls = ["gitlab.com"]
  oidc_subjects = ["project_path:a/b:ref_type:branch:ref:main"]
  oidc_wildcard_subjects = ["project_path:a/b:*"]
  trust_policy_conditions = [{ test = "StringEquals", variable = "gitlab.com:ref_protected", values = ["true"] }]`,
    TAGGED,
    {
      StringEquals: {
        'gitlab.com:ref_protected': 'true',
        'gitlab.com:sub': 'project_path:a/b:ref_type:branch:ref:main',
      },
      StringLike: { 'gitlab.com:sub': 'project_path:a/b:*' },
    },
  ],
  [
    '1.1.0',
    `${source(OIDC, '1.1.0')}\n  project_paths = ["project_path:a/b:*"]`,
    'sts:AssumeRoleWithWebIdentity',
    { StringLike: { 'gitlab.com:sub': 'project_path:a/b:*' } },
  ],
  [
    '1.0.1, with the audience in the place of the subject',
    `${source(OIDC, '~> 1.0.0')}\n  match_field = "aud"\n  repositories = ["https://gitlab.com"]`,
    'sts:AssumeRoleWithWebIdentity',
    { StringLike: { 'gitlab.com:aud': 'https://gitlab.com' } },
  ],
  [
    '2.3.0',
    `${source('saidsef/gitlab-oidc/aws', '>= 2.2')}
  gitlab_organisation = "acme"
  gitlab_repositories = [{ name = "api", refs = ["main", "v*"], ref_type = "branch" }]`,
    'sts:AssumeRoleWithWebIdentity',
    {
      'ForAnyValue:StringLike': {
        'gitlab.com:sub': [
          'project_path:acme/api:ref_type:branch:ref:main',
          'project_path:acme/api:ref_type:branch:ref:v*',
        ],
      },
    },
  ],
  [
    '2.1.7',
    `${source('saidsef/gitlab-oidc/aws', '2.1.7')}
  gitlab_organisation = "acme"
  gitlab_repositories = [{ name = "api", branches = ["*"] }]`,
    'sts:AssumeRoleWithWebIdentity',
    { 'ForAnyValue:StringLike': { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:*' } },
  ],
  [
    '0.2.2',
    `${source('schubergphilis/mcaf-gitlab-oidc/aws', '~> 0.2.0')}
  create_provider = false
  iam_roles = { ci = { subject_filter_allowed = { path = "acme/*", ref_type = "branch", ref = "main" } } }`,
    'sts:AssumeRoleWithWebIdentity',
    { StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref_type:branch:ref:main' } },
  ],
  [
    '0.23.0',
    `${source('cloudposse/iam-role/aws', '0.23.0')}
  namespace = "acme"
  name      = "ci"
  role_description = "jobs"
  policy_document_count = 0
  principals = { Federated = ["${PROVIDER}"] }
  assume_role_actions = ["sts:AssumeRoleWithWebIdentity"]
  assume_role_conditions = [
    { test = "StringEquals", variable = "gitlab.com:aud", values = ["sts.amazonaws.com"] },
    { test = "StringLike", variable = "gitlab.com:sub", values = ["project_path:acme/api:*"] },
  ]`,
    'sts:AssumeRoleWithWebIdentity',
    {
      StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'gitlab.com:sub': 'project_path:acme/api:*' },
    },
  ],
];

test.each(CASES)('%s: %s', async (_, call, action, condition) => {
  const { roles, unresolved } = await read(call);
  expect(roles.map(({ document }) => document)).toEqual([
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: action, Principal: { Federated: PROVIDER }, Condition: condition },
      ],
    },
  ]);
  // never green by it
  expect(unresolved).toMatchObject([
    {
      address: 'module.m',
      concerns: 'module',
      reason: expect.stringMatching(/^`module\.m` is judged by what is known of .*; run `terraform init`/),
      position: { line: 2 },
    },
  ]);
});

const GITHUB = 'token.actions.githubusercontent.com';
const GHE = 'provider_url = "https://ghe.example.com"';

test.each([
  ['5.39.0', '', GITHUB, GITHUB, 'http'],
  ['5.42.0', '', GITHUB, GITHUB, 'https'],
  ['5.42.0', GHE, 'ghe.example.com', GITHUB, 'https'],
  ['5.44.0', GHE, 'ghe.example.com', 'ghe.example.com', 'https'],
  ['~> 5.30', '', GITHUB, GITHUB, 'https'],
])(
  'a role of GitHub Actions of %s, with its subjects and its permissions %s',
  async (version, more, host, issuer, scheme) => {
    const { roles, unresolved } = await read(`${source(`${IAM}/iam-github-oidc-role`, version)}
  name     = "ci"
  subjects = ["acme/api:*", "repo:acme/web:ref:refs/heads/main"]
  policies = { read = "arn:aws:iam::aws:policy/ReadOnlyAccess" }
  ${more}`);
    expect(roles).toMatchObject([
      { name: 'ci', permissions: { managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], inline: [] } },
    ]);
    expect(roles.map(({ document }) => document)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'GithubOidcAuth',
            Effect: 'Allow',
            Action: TAGGED,
            Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
            Condition: {
              'ForAllValues:StringEquals': {
                [`${host}:aud`]: 'sts.amazonaws.com',
                [`${issuer}:iss`]: `${scheme}://${issuer}`,
              },
              StringLike: { [`${host}:sub`]: ['repo:acme/api:*', 'repo:acme/web:ref:refs/heads/main'] },
            },
          },
        ],
      },
    ]);
    expect(unresolved).toMatchObject([{ address: 'module.m', concerns: 'module' }]);
  },
);

test.each([
  ['subject_condition = "StringEquals"', '5.45.0', '5.44.2'],
  ['additional_trust_policy_conditions = []', '5.53.0', '5.52.2'],
  ['inline_policy_json_document = "{}"', undefined, '5.60.0'],
])('of GitHub Actions %s is there since %s, and not in %s', async (argument, since, before) => {
  const call = (version: string): string =>
    `${source(`${IAM}/iam-github-oidc-role`, version)}\n name = "ci"\n subjects = ["a/b:*"]\n ${argument}`;
  expect((await read(call(before))).roles).toEqual([]);
  if (since !== undefined) expect((await read(call(since))).roles).toHaveLength(1);
});

test('before 4.3 no audience could be demanded', async () => {
  const call = (version: string): string =>
    `${source(`${IAM}/iam-assumable-role-with-oidc`, version)}${ASSUMABLE}`;
  expect((await read(call('4.3.0'))).roles).toHaveLength(1);
  expect((await read(call('4.2.0'))).roles).toEqual([]);
  const { roles } = await read(call('4.2.0').replace(/.*audiences.*/, ''));
  expect(roles).toMatchObject([
    { document: { Statement: [{ Condition: { StringLike: { 'gitlab.com:sub': 'project_path:a/b:*' } } }] } },
  ]);
});

test('with two providers each statement has the values twice', async () => {
  const { roles } = await read(`${source(`${IAM}/iam-role`, '6.5.0')}
  name = "ci"
  enable_oidc = true
  oidc_provider_urls = ["gitlab.com", "gitlab.example.com"]
  oidc_subjects = ["a"]`);
  expect(roles).toMatchObject([
    {
      document: {
        Statement: [
          { Condition: { StringEquals: { 'gitlab.com:sub': ['a', 'a'] } } },
          { Condition: { StringEquals: { 'gitlab.example.com:sub': ['a', 'a'] } } },
        ],
      },
    },
  ]);
});

test('a part of the trust policy is where the argument of the call is', async () => {
  const { roles } = await read(`${source(`${IAM}/iam-assumable-role-with-oidc`, '~> 5.0')}${ASSUMABLE}`);
  const place = roles[0]?.positionAt?.('/Statement/0/Condition/StringLike/gitlab.com:sub');
  expect(place).toMatchObject({ file: 'infra/main.tf', line: 9, column: 37 });
  expect(roles[0]?.position).toMatchObject({ file: 'infra/main.tf', line: 2 });
});

test('the provider of a module is known to the roles beside it', async () => {
  const { providers, roles } = await read(
    `${source(`${IAM}/iam-oidc-provider`, '6.5.0')}  url = "https://gitlab.com"`,
    'resource "aws_iam_role" "r" {\n  name = "r"\n  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = module.m.arn } }] })\n}\n',
  );
  expect(providers).toMatchObject([
    { url: 'https://gitlab.com', clientIds: ['sts.amazonaws.com'], arn: PROVIDER },
  ]);
  expect(roles[0]?.document).toMatchObject({ Statement: [{ Principal: { Federated: PROVIDER } }] });
});

test.each([
  ['another release', `${source(`${IAM}/iam-role`, '~> 7.0')}  name = "ci"`],
  [
    'a release from before the shape that is known',
    `${source(`${IAM}/iam-assumable-role-with-oidc`, '2.1.0')}${ASSUMABLE}`,
  ],
  [
    'an argument that is not known',
    `${source(`${IAM}/iam-role`, '~> 6.0')}  name = "ci"\n  enable_saml = true`,
  ],
  [
    'an inline policy whose statements are not known',
    `${source(`${IAM}/iam-github-oidc-role`, '5.60.0')}  subjects = ["a/b:*"]\n  inline_policy_statements = []`,
  ],
  ['another module', source('acme/iam/aws', '~> 6.0')],
])('%s is named and not judged', async (_, call) => {
  const { roles, unresolved } = await read(call);
  expect(roles).toEqual([]);
  expect(unresolved).toMatchObject([
    { reason: expect.stringMatching(/which is not among the files; run `terraform init`/) },
  ]);
});

test('an EKS cluster: its issuer has a stand-in', async () => {
  const { providers } = await read(`${source('terraform-aws-modules/eks/aws', '~> 20.0')}  anything = true`);
  expect(providers).toMatchObject([{ url: expect.stringMatching(/^https:\/\/oidc\.eks\..*\/id\/F{24}/) }]);
});
