import { CHECKS, runCatalog, type KnownFacts } from '../../../policies/catalog/index';
import {
  allow,
  deny,
  EXAMPLE_PROJECT,
  GITLAB_COM_ARN,
  MAIN,
  PINS,
  policyOf,
} from '../../../policies/catalog/example';
import { parsePolicy } from '../../../policies/trust/index';

type Json = Readonly<Record<string, unknown>>;

const AUD = { 'gitlab.com:aud': 'sts.amazonaws.com' };
const OWN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com';
const API = 'project_path:acme/platform/api:ref_type:branch:ref:';
const sub = (value: string | readonly string[]): Json => ({ 'gitlab.com:sub': value });
const exact = (more: Json): Json => ({ StringEquals: { ...PINS, ...more } });
const like = (value: string | readonly string[], more: Json = PINS): Json => ({
  StringEquals: more,
  StringLike: sub(value),
});
const own = (more: Json): Json =>
  allow(
    { StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com', ...more } },
    { Principal: { Federated: OWN } },
  );

function found(statements: readonly Json[], known: KnownFacts = {}): readonly string[] {
  const document = policyOf(...statements);
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return runCatalog({ policy: parsed.policy, document, ...known }).findings.map(({ check }) => check);
}

type Row = readonly [check: string, note: string, statements: readonly Json[], known?: KnownFacts];

const FOUND: readonly Row[] = [
  ['no-token-can-assume', 'there is no Allow statement', [deny(exact(sub(MAIN)))]],
  [
    'provider-arn-malformed',
    'the provider is under AWS',
    [allow(exact(sub(MAIN)), { Principal: { AWS: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' } })],
  ],
  [
    'principal-not-a-provider',
    'no token is an AWS principal',
    [allow(exact(sub(MAIN)), { Principal: { AWS: 'arn:aws:iam::111122223333:root' } })],
  ],
  [
    'principal-not-a-provider',
    'nor a SAML provider',
    [allow(exact(sub(MAIN)), { Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/corp' } })],
  ],
  [
    'principal-not-a-provider',
    'AWS has no such service, whatever stands beside it',
    [allow(exact(sub(MAIN)), { Principal: { Federated: GITLAB_COM_ARN, Service: ['gitlab.com'] } })],
  ],
  [
    'impostor-admitted',
    'a Deny for other ids with a second condition leaves a gap',
    [
      allow({ StringEquals: { ...AUD, ...sub(MAIN) } }),
      deny({
        StringNotEquals: { 'gitlab.com:project_id': '101' },
        StringEquals: { 'gitlab.com:pipeline_source': 'web' },
      }),
    ],
  ],
  [
    'impostor-admitted',
    'one good statement does not excuse the other',
    [allow(exact(sub(MAIN))), allow({ StringEquals: { ...AUD, ...sub(MAIN) } })],
  ],
  [
    'impostor-admitted',
    'the address of the caller is not an identity',
    [allow({ StringEquals: { ...AUD, ...sub(MAIN) }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
  ],
  ['any-project', 'a star swallows the structure', [allow(like('project_path:*:ref:main', AUD))]],
  [
    'any-project',
    'two stars around the slash',
    [allow(like('project_path:*/*:ref_type:branch:ref:main', AUD))],
  ],
  ['any-project', 'a letter and a star', [allow(like('p*', AUD))]],
  ['any-project', 'question marks and a star', [allow(like('??*', AUD))]],
  [
    'any-project',
    'an id by pattern',
    [
      allow(
        {
          StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com' },
          StringLike: { 'gitlab.example.com:sub': 'project_id:*:ref_type:branch:ref:main' },
        },
        { Principal: { Federated: OWN } },
      ),
    ],
  ],
  [
    'any-project',
    'only the other sources are denied',
    [
      allow(like('project_path:*', AUD)),
      deny({ StringEquals: { 'gitlab.com:pipeline_source': ['push', 'web'] } }),
    ],
  ],
  [
    'look-alike-prefix',
    'a namespace pin leaves the neighbours',
    [allow(like('project_path:acme/platform/api*', { ...AUD, 'gitlab.com:namespace_id': '12' }))],
  ],
  [
    'look-alike-prefix',
    'a question mark',
    [allow(like('project_path:acme/ap?:ref_type:branch:ref:main', AUD))],
  ],
  [
    'look-alike-prefix',
    'in front of a slash',
    [allow(like('project_path:acme*/api:ref_type:branch:ref:main', AUD))],
  ],
  [
    'open-group-prefix',
    'a star between two names',
    [allow(like('project_path:acme/*/api:ref_type:branch:ref:main', AUD))],
  ],
  ['any-ref-type', 'a star over ref type', [allow(like('project_path:acme/platform/api:*:ref:main'))]],
  ['any-ref-type', 'ref type omitted between stars', [allow(like('project_path:acme/platform/api:*main'))]],
  [
    'any-ref-of-project',
    'ref type and ref are stars',
    [allow(like('project_path:acme/platform/api:ref_type:*:ref:*'))],
  ],
  ['open-ref-suffix', 'a version that ends in a digit', [allow(like(`${API}v1*`))]],
  ['open-ref-prefix', 'a star and a slash', [allow(like(`${API}*/main`))]],
  [
    'missing-sub',
    'Null is not a demand',
    [allow({ StringEquals: PINS, Null: { 'gitlab.com:sub': 'false' } })],
  ],
  [
    'missing-sub',
    'a Deny barrier does not help at IAM for gitlab.com',
    [allow({ StringEquals: PINS }), deny({ StringNotEquals: sub(MAIN) })],
  ],
  [
    'missing-aud',
    'a Deny for the wrong key',
    [allow({ StringEquals: sub(MAIN) }), deny({ StringNotEquals: { 'gitlab.com:oaud': 'x' } })],
  ],
  [
    'source-deny-list',
    'a negated operator in the Allow',
    [
      allow({
        ...exact(sub(MAIN)),
        StringNotEquals: { 'gitlab.com:pipeline_source': 'merge_request_event' },
      }),
    ],
  ],
  [
    'id-pin-fails-open',
    'a negated operator admits every other id',
    [allow({ StringEquals: { ...AUD, ...sub(MAIN) }, StringNotEquals: { 'gitlab.com:project_id': '5' } })],
  ],
  [
    'protected-without-sub',
    'a sub that names no project',
    [allow(like('project_path:*', { ...AUD, 'gitlab.com:ref_protected': 'true' }))],
  ],
  [
    'mutable-user-only',
    'a sub that names no project',
    [allow(like('project_path:*', { ...AUD, 'gitlab.com:user_login': 'alice' }))],
  ],
  [
    'unsupported-key',
    'the issuer is not a key',
    [allow({ ...exact(sub(MAIN)), 'ForAllValues:StringEquals': { 'gitlab.com:iss': 'https://gitlab.com' } })],
  ],
  [
    'foreign-key-host',
    'a key without an issuer',
    [allow({ StringEquals: { sub: MAIN, aud: 'sts.amazonaws.com' } })],
  ],
  [
    'foreign-key-host',
    'a key with the scheme',
    [allow({ StringEquals: { 'https://gitlab.com:sub': MAIN } })],
  ],
  [
    'foreign-account-provider',
    'two accounts in one policy',
    [
      allow(exact(sub(MAIN))),
      allow(exact(sub(MAIN)), {
        Principal: { Federated: 'arn:aws:iam::999988887777:oidc-provider/gitlab.com' },
      }),
    ],
  ],
  [
    'no-token-can-assume',
    'a Deny without a condition',
    [allow(exact(sub(MAIN))), { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity' }],
  ],
  [
    'provider-url-mismatch',
    'a port',
    [
      allow(
        { StringEquals: { 'gitlab.example.com:8443:sub': MAIN } },
        { Principal: { Federated: `${OWN}:8443` } },
      ),
    ],
  ],
  [
    'provider-url-mismatch',
    'another case',
    [
      allow(
        { StringEquals: { 'GitLab.com:sub': MAIN } },
        { Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/GitLab.com' } },
      ),
    ],
  ],
  [
    'wildcard-under-string-equals',
    'a Deny that never denies',
    [allow(exact(sub(MAIN))), deny({ StringEquals: sub('project_path:acme/sandbox/*') })],
  ],
  [
    'id-of-another-project',
    'the namespace of the top-level group',
    [allow({ StringEquals: { ...PINS, 'gitlab.com:namespace_id': '1', ...sub(MAIN) } })],
    { projects: [EXAMPLE_PROJECT] },
  ],
  [
    'sub-component-collision',
    'one subject for every ref',
    [allow(exact(sub('project_path:acme/platform/api')))],
    { projects: [{ ...EXAMPLE_PROJECT, subClaim: ['project_path'] }] },
  ],
  [
    'admin-permissions-on-any-ref',
    'everything inline',
    [allow(like(`${API}*`))],
    {
      permissions: {
        managed: [],
        inline: { all: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } },
      },
    },
  ],
];

const SILENT: readonly Row[] = [
  ...['impossible-ref', 'impossible-path', 'sub-cut-off', 'sub-without-project-path'].map((check): Row => [
    check,
    'of a wildcard taken literally only that is said',
    [allow(exact(sub(['*', 'project_path:*', 'project_path:acme/*:ref_type:branch:ref:*'])))],
  ]),
  [
    'foreign-key-host',
    'a scheme in the ARN is one mistake, not one for each key',
    [
      allow(exact(sub(MAIN)), {
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/https://gitlab.com' },
      }),
    ],
  ],
  [
    'key-not-in-request',
    'whether the organisation is filled cannot determine',
    [allow(exact({ ...sub(MAIN), 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' }))],
  ],
  ...(['AWS', 'Service'] as const).map((kind): Row => [
    'principal-not-a-provider',
    `the ${kind} principals of a role that is also assumed in their own way`,
    [
      allow(exact(sub(MAIN))),
      allow(undefined, {
        Principal: { [kind]: kind === 'AWS' ? 'arn:aws:iam::111122223333:root' : 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    ],
  ]),
  ...['ref_type:mr:ref:main', 'ref_type:branch:ref:refs/heads/main'].map((rest): Row => [
    'impostor-admitted',
    `no token matches by ${rest}`,
    [allow({ StringEquals: { ...AUD, ...sub(`project_path:acme/platform/api:${rest}`) } })],
  ]),
  [
    'impostor-admitted',
    'the project id alone',
    [allow({ StringEquals: { ...AUD, ...sub(MAIN), 'gitlab.com:project_id': '101' } })],
  ],
  [
    'impostor-admitted',
    'the namespace id alone',
    [allow({ StringEquals: { ...AUD, ...sub(MAIN), 'gitlab.com:namespace_id': '12' } })],
  ],
  [
    'impostor-admitted',
    'a Deny for every other id',
    [
      allow({ StringEquals: { ...AUD, ...sub(MAIN) } }),
      deny({ StringNotEquals: { 'gitlab.com:project_id': '101' } }),
    ],
  ],
  [
    'impostor-admitted',
    'the sub begins with the id',
    [allow({ StringEquals: { ...AUD, ...sub('project_id:101:ref_type:branch:ref:main') } })],
  ],
  ['impostor-admitted', 'a self-managed instance', [own({ 'gitlab.example.com:sub': MAIN })]],
  ['any-project', 'the project id is pinned', [allow(like('project_path:*'))]],
  [
    'any-project',
    'everybody else is denied',
    [allow(like('project_path:*', AUD)), deny({ StringNotLike: sub('project_path:acme/*') })],
  ],
  [
    'open-group-prefix',
    'the one group is pinned',
    [allow(like('project_path:acme/platform/*', { ...AUD, 'gitlab.com:namespace_id': '12' }))],
  ],
  ['look-alike-prefix', 'the project id is pinned', [allow(like('project_path:acme/platform/api*'))]],
  [
    'look-alike-prefix',
    'exact values beside it',
    [allow({ StringEquals: { ...AUD, ...sub(MAIN) }, StringLike: sub('project_path:acme*') })],
  ],
  [
    'any-ref-type',
    'only protected refs',
    [
      allow(
        like('project_path:acme/platform/api:ref_type:*:ref:main', {
          ...PINS,
          'gitlab.com:ref_protected': 'true',
        }),
      ),
    ],
  ],
  [
    'any-ref-type',
    'tags are denied',
    [
      allow(like('project_path:acme/platform/api:ref_type:*:ref:main')),
      deny({ StringLike: sub('*:ref_type:tag:*') }),
    ],
  ],
  ['any-ref-of-project', 'every branch, but no tag', [allow(like(`${API}*`))]],
  ['open-ref-suffix', 'a folder of branches', [allow(like(`${API}release/*`))]],
  ['open-ref-suffix', 'a separator', [allow(like(`${API}hotfix-*`))]],
  ['open-ref-suffix', 'version tags', [allow(like('project_path:acme/platform/api:ref_type:tag:ref:v*'))]],
  [
    'open-ref-suffix',
    'only protected refs',
    [allow(like(`${API}main*`, { ...PINS, 'gitlab.com:ref_protected': 'true' }))],
  ],
  [
    'open-ref-suffix',
    'protection in the sub',
    [
      own({}),
      allow(
        {
          StringLike: { 'gitlab.example.com:sub': `${API}main*:ref_protected:true` },
          StringEquals: { 'gitlab.example.com:aud': 'sts.amazonaws.com' },
        },
        { Principal: { Federated: OWN } },
      ),
    ],
  ],
  [
    'missing-sub',
    'a Deny barrier on a self-managed instance',
    [
      own({}),
      { ...deny({ StringNotEquals: { 'gitlab.example.com:sub': MAIN } }), Principal: { Federated: OWN } },
    ],
  ],
  [
    'missing-sub',
    'a Deny needs none',
    [allow(exact(sub(MAIN))), { ...deny({ StringEquals: { 'gitlab.com:user_login': 'mallory' } }) }],
  ],
  [
    'missing-aud',
    'a Deny for every other audience',
    [allow({ StringEquals: sub(MAIN) }), deny({ StringNotEquals: AUD })],
  ],
  [
    'source-deny-list',
    'children are excluded, too',
    [
      allow(exact(sub(MAIN))),
      deny({ StringEquals: { 'gitlab.com:pipeline_source': ['merge_request_event', 'parent_pipeline'] } }),
    ],
  ],
  [
    'source-deny-list',
    'only protected refs',
    [
      allow(exact({ ...sub(MAIN), 'gitlab.com:ref_protected': 'true' })),
      deny({ StringEquals: { 'gitlab.com:pipeline_source': 'merge_request_event' } }),
    ],
  ],
  [
    'source-deny-list',
    'a list of sources beside it',
    [
      allow({
        ...exact({ ...sub(MAIN), 'gitlab.com:pipeline_source': ['push', 'web'] }),
        StringNotEquals: { 'gitlab.com:pipeline_source': 'merge_request_event' },
      }),
    ],
  ],
  [
    'source-deny-list',
    'children come in by another statement, which excludes nothing',
    [
      allow(exact(sub(MAIN))),
      allow({
        ...exact({ ...sub(`${API}other`), 'gitlab.com:ref_protected': 'true' }),
        StringNotEquals: { 'gitlab.com:pipeline_source': 'merge_request_event' },
      }),
    ],
  ],
  [
    'negated-operator-on-identity',
    'an exclusion beside a list',
    [allow({ ...like(`${API}*`), StringNotEquals: sub(`${API}main`) })],
  ],
  [
    'negated-operator-on-identity',
    'a Deny is the place for it',
    [allow(exact(sub(MAIN))), deny({ StringNotLike: sub('project_path:acme/*') })],
  ],
  [
    'for-all-values',
    'a Deny that also holds when the key is missing',
    [allow(exact(sub(MAIN))), deny({ 'ForAllValues:StringNotEquals': { 'gitlab.com:project_id': '101' } })],
  ],
  [
    'for-all-values',
    'a list',
    [allow({ ...exact(sub(MAIN)), 'ForAllValues:StringEquals': { 'gitlab.com:oaud': 'sts.amazonaws.com' } })],
  ],
  [
    'null-condition',
    'presence beside a value',
    [allow({ ...exact(sub(MAIN)), Null: { 'gitlab.com:project_id': 'false' } })],
  ],
  [
    'null-condition',
    'a Deny when the key is missing',
    [allow(exact(sub(MAIN))), deny({ Null: { 'gitlab.com:project_id': 'true' } })],
  ],
  ['wildcard-under-string-equals', 'an escaped star is meant so', [allow(exact(sub(`${API}\${*}`)))]],
  [
    'foreign-key-host',
    'the case of a key does not count',
    [allow({ StringEquals: { 'GITLAB.COM:SUB': MAIN, 'GitLab.com:aud': 'sts.amazonaws.com' } })],
  ],
  [
    'literal-star-refused',
    'a good condition beside the star',
    [allow({ ...exact(sub(MAIN)), StringLike: sub('*') })],
  ],
  [
    'unescaped-variable',
    'a variable that every token fills',
    [allow(exact({ 'gitlab.com:sub': 'project_id:${gitlab.com:project_id}:ref_type:branch:ref:main' }))],
  ],
  [
    'sub-cut-off',
    'the project has so few components',
    [allow(exact(sub('project_path:acme/platform/api')))],
    { projects: [{ ...EXAMPLE_PROJECT, subClaim: ['project_path'] }] },
  ],
  [
    'key-not-in-request',
    'a Deny is for AWS principals',
    [allow(exact(sub(MAIN))), deny({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } })],
  ],
  [
    'aws-principal-star',
    'the principals of an organisation',
    [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      },
    ],
  ],
  [
    'wrong-action',
    'session tags in a statement of their own',
    [allow(exact(sub(MAIN))), allow(exact(sub(MAIN)), { Action: 'sts:TagSession' })],
  ],
  ['shadowed-value', 'neither covers the other', [allow(like([`${API}release/*`, `${API}*-fix`]))]],
  [
    'shadowed-statement',
    'different projects',
    [
      allow(exact(sub(MAIN))),
      allow(exact({ ...sub(MAIN.replace('api', 'web')), 'gitlab.com:project_id': '102' })),
    ],
  ],
  [
    'admin-permissions-on-any-ref',
    'a boundary',
    [allow(like(`${API}*`))],
    {
      permissions: {
        managed: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        inline: {},
        boundary: 'arn:aws:iam::111122223333:policy/b',
      },
    },
  ],
  [
    'developer-may-push',
    'a role that only reads',
    [allow(like(`${API}*`, { ...PINS, 'gitlab.com:ref_protected': 'true' }))],
    {
      projects: [
        {
          ...EXAMPLE_PROJECT,
          protectedBranches: [{ pattern: 'hotfix-*', push: 'developer', merge: 'developer' }],
        },
      ],
      permissions: { managed: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], inline: {} },
    },
  ],
];

test('every row names a check', () => {
  const ids = CHECKS.map(({ id }) => id);
  expect([...FOUND, ...SILENT].map(([id]) => id).filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(FOUND.map((row) => [row[0], row[1], row] as const))(
  '%s is found: %s',
  (_id, _note, [id, , statements, known]) => {
    expect(found(statements, known)).toContain(id);
  },
);

test.each(SILENT.map((row) => [row[0], row[1], row] as const))(
  '%s is silent: %s',
  (_id, _note, [id, , statements, known]) => {
    expect(found(statements, known)).not.toContain(id);
  },
);

test.each([
  [
    'GitHub',
    'token.actions.githubusercontent.com',
    {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': 'repo:acme/api:ref:refs/heads/main',
      },
    },
  ],
  [
    'EKS',
    'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF',
    {
      StringEquals: {
        'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF:aud': 'sts.amazonaws.com',
        'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF:sub': 'system:serviceaccount:default:app',
      },
    },
  ],
])('a narrow policy for %s has no finding', (_name, host, condition) => {
  expect(
    found([
      allow(condition, { Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` } }),
    ]),
  ).toEqual([]);
});

test('a statement that stands alone is pointed at without an index', () => {
  const document = {
    Version: '2012-10-17',
    Statement: allow({ StringEquals: { ...AUD, ...sub('project_path:acme/platform/api') } }),
  };
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('does not parse');
  expect(runCatalog({ policy: parsed.policy, document }).findings).toContainEqual({
    check: 'sub-cut-off',
    severity: 'error',
    message:
      '`project_path:acme/platform/api` stops before the ref: only a project that sets its `sub` to `[project_path]` has such a subject',
    pointer: '/Statement/Condition/StringEquals/gitlab.com:sub',
    statement: { index: 0 },
    fix: 'write the `sub` out to its end: `…:ref_type:branch:ref:main`',
  });
});

test('the fix for a key of gitlab.com under another issuer names no key that AWS never fills', () => {
  const document = policyOf(own({ 'gitlab.example.com:sub': MAIN, 'gitlab.com:project_id': '101' }));
  const parsed = parsePolicy(document);
  if (!parsed.ok) throw new Error('does not parse');
  expect(runCatalog({ policy: parsed.policy, document }).findings).toMatchObject([
    {
      check: 'foreign-key-host',
      fix: 'leave it out: AWS fills only `sub` and `aud` for `gitlab.example.com`; what else counts has to be part of the `sub`',
    },
    { check: 'no-token-can-assume' },
  ]);
});
