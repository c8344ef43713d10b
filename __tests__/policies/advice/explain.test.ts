import { compilePolicy, explain, judgeToken, parsePolicy, type Explanation } from '../../../policies/index';

type Json = Readonly<Record<string, unknown>>;

const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const MAIN = 'project_path:acme/platform/api:ref_type:branch:ref:main';
const TOKEN = {
  iss: 'https://gitlab.com',
  aud: 'sts.amazonaws.com',
  iat: 1_700_000_000,
  exp: 1_700_003_600,
  sub: MAIN,
  project_id: '101',
  namespace_id: '12',
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
  pipeline_source: 'push',
};

const allow = (condition: Json, more: Json = {}): Json => ({
  Effect: 'Allow',
  Principal: { Federated: ARN },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: condition,
  ...more,
});

function explained(
  statements: readonly Json[],
  claims: Json = {},
  { account = '111122223333', now }: { readonly account?: string; readonly now?: number } = {},
): Explanation {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: statements });
  if (!parsed.ok) throw new Error('does not parse');
  const payload = { ...TOKEN, ...claims };
  const provider = { issuer: 'https://gitlab.com', account, clientIds: ['sts.amazonaws.com'] };
  const decision = judgeToken(compilePolicy(parsed.policy), payload, provider, now);
  return explain(decision, { policy: parsed.policy, provider, claims: payload });
}

const sub = (value: string | readonly string[]): Json => ({ 'gitlab.com:sub': value });
const equals = (value: string | readonly string[]): Json => allow({ StringEquals: sub(value) });

test('the headline is the answer: the layer, the statement, the condition, what was compared with what', () => {
  const { headline, aws } = explained(
    [allow({ StringEquals: { 'gitlab.com:ref_protected': 'true', ...sub(MAIN) } }, { Sid: 'Main' })],
    { ref: 'x', ref_protected: 'false', sub: MAIN.replace('main', 'x') },
  );
  expect(headline).toBe(
    `refused by the trust policy: statement 1 (Main) comes closest, but \`gitlab.com:sub\` is \`${MAIN.replace('main', 'x')}\`; the policy wants StringEquals \`${MAIN}\` (and 1 more fails)`,
  );
  expect(aws).toBe('AWS answers `AccessDenied`: Not authorized to perform sts:AssumeRoleWithWebIdentity');
});

test.each([
  [
    'expired',
    {},
    1_800_000_000,
    /^refused by the token itself, before any policy was read: Token expired/,
    'AWS answers `ExpiredTokenException`',
  ],
  [
    'two audiences',
    { aud: ['a', 'b'] },
    undefined,
    /more than one audience/,
    'AWS answers `InvalidIdentityToken`',
  ],
  [
    'an audience that is not registered',
    { aud: 'x' },
    undefined,
    /^refused at the provider, before any policy was read: the audience `x` is not a client id/,
    'AWS answers `InvalidIdentityToken`',
  ],
  [
    'another issuer',
    { iss: 'https://gitlab.example.com' },
    undefined,
    /no provider for `https:\/\/gitlab\.example\.com`/,
    'AWS answers `InvalidIdentityToken`',
  ],
])('before the policy: %s', (_, claims, now, headline, aws) => {
  const told = explained([equals(MAIN)], claims, now === undefined ? {} : { now });
  expect(told.headline).toMatch(headline);
  expect(told.aws).toBe(aws);
});

test('the statement that comes closest stands first, with what fails on top; of others only what fails', () => {
  const { steps } = explained([
    allow(
      {
        StringEquals: {
          'gitlab.com:aud': 'sts.amazonaws.com',
          ...sub('project_path:acme/web:ref_type:branch:ref:main'),
        },
      },
      { Sid: 'Web' },
    ),
    allow(
      { StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', ...sub(MAIN.replace('main', 'dev')) } },
      { Sid: 'Dev' },
    ),
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]);
  expect(steps.map((step) => step.replace(/ is `.*/, ''))).toEqual([
    'statement 2 (Dev), Allow: does not match; the closest',
    '  fails: `gitlab.com:sub`',
    '  holds: `gitlab.com:aud`',
    'statement 1 (Web), Allow: does not match',
    '  fails: `gitlab.com:sub`',
    'statement 3, Allow: does not match',
    `  fails: the principal \`${ARN}\` against \`ec2.amazonaws.com\``,
    '  fails: the action `sts:AssumeRoleWithWebIdentity` against `sts:AssumeRole`',
  ]);
});

test('on a tie the statement for the same ref is the closest, wherever it stands', () => {
  const tags = equals('project_path:acme/platform/api:ref_type:tag:ref:*');
  const main = equals('project_path:acme/platform/api:ref_type:branch:ref:*');
  for (const [order, index] of [
    [[tags, main], 2],
    [[main, tags], 1],
  ] as const) {
    expect(explained(order).headline).toContain(`statement ${index} comes closest`);
  }
});

describe('what to change', () => {
  const advice = (statements: readonly Json[], claims: Json = {}): readonly string[] =>
    explained(statements, claims).advice;

  test('a `*` under StringEquals that would match is named, and nothing else', () => {
    expect(advice([equals('project_path:acme/platform/api:ref_type:branch:ref:*')])).toEqual([
      '`*` and `?` are ordinary characters under `StringEquals`, and wildcards under `StringLike`: use `StringLike` instead of `StringEquals` for `gitlab.com:sub` at `/Statement/0/Condition/StringEquals/gitlab.com:sub` (also admits every token whose `sub` matches `project_path:acme/platform/api:ref_type:branch:ref:*`)',
    ]);
  });

  test('a pattern for another project is not taken for one of another ref', () => {
    expect(advice([allow({ StringLike: sub('project_path:other/*:ref_type:branch:ref:main') })])).toEqual([
      'the token is of project `acme/platform/api`, the policy trusts `other/*`: another project, a fork, or one that was renamed',
    ]);
    expect(advice([allow({ StringLike: sub('project_path:other/*') })])).toEqual([
      'the token is of project `acme/platform/api`, the policy trusts `other/*`: another project, a fork, or one that was renamed',
    ]);
  });

  test('a pattern takes in the project, so that the ref is what is wrong', () => {
    expect(advice([allow({ StringLike: sub('project_path:acme/*:ref_type:branch:ref:release/*') })])).toEqual(
      [
        'the pipeline runs for the branch `main`, the policy trusts `release/*`: add `project_path:acme/platform/api:ref_type:branch:ref:main` at `/Statement/0/Condition/StringLike/gitlab.com:sub` of the trust policy (also admits every pipeline of the branch `main`, merge requests from it included)',
      ],
    );
  });

  test.each([
    [
      'a fork',
      {
        sub: MAIN.replace('acme/platform', 'mallory'),
        project_id: '909',
        ref_protected: 'false',
        pipeline_source: 'merge_request_event',
      },
    ],
    ['an impostor', { project_id: '555', ref_protected: 'false' }],
  ])('%s: who it is, and no way to let it in', (_, claims) => {
    const told = advice(
      [
        allow({
          StringEquals: {
            ...sub(MAIN),
            'gitlab.com:project_id': '101',
            'gitlab.com:ref_protected': 'true',
            'gitlab.com:pipeline_source': 'push',
          },
        }),
      ],
      claims,
    );
    expect(told.join('\n')).toMatch(/another project/);
    expect(told.join('\n')).not.toMatch(/protect the|add it to the list|unprotected/);
  });

  test('`sub` under two operators: both have to hold', () => {
    expect(
      advice([
        allow({ StringEquals: sub(MAIN), StringLike: sub('project_path:acme/web:ref_type:tag:ref:v*') }),
      ]),
    ).toEqual([
      expect.stringMatching(
        /^statement 1 tests `gitlab\.com:sub` with `StringEquals` and `StringLike`, and all of them must hold: remove the condition at `\/Statement\/0\/Condition\/StringLike\/gitlab\.com:sub` of the trust policy, and add `\{"Effect":"Allow",.*` at `\/Statement`/,
      ),
    ]);
  });

  test('a claim that the given payload lacks is not a key that AWS never fills', () => {
    const { project_id: _, ...payload } = TOKEN;
    const parsed = parsePolicy({
      Version: '2012-10-17',
      Statement: [allow({ StringEquals: { 'gitlab.com:project_id': '101' } })],
    });
    if (!parsed.ok) throw new Error('does not parse');
    const provider = { issuer: 'https://gitlab.com', account: '111122223333' };
    const decision = judgeToken(compilePolicy(parsed.policy), payload, provider);
    expect(explain(decision, { policy: parsed.policy, provider, claims: payload }).advice).toEqual([
      'the payload has no claim for `gitlab.com:project_id`, and GitLab sends one: give the whole payload of an ID token of this job',
    ]);
    expect(advice([allow({ StringEquals: { 'gitlab.com:environment': 'production' } })])[0]).toMatch(
      /^AWS never fills `gitlab\.com:environment`/,
    );
  });

  test('a mistake in another statement for the same project is told, too', () => {
    expect(
      advice([
        equals('project_path:acme/platform/api:ref_type:tag:ref:v1'),
        equals('project_path:acme/platform/api:ref_type:mr:ref:7'),
      ]),
    ).toEqual([
      'the pipeline runs for the branch `main`, the policy trusts a tag: add `project_path:acme/platform/api:ref_type:branch:ref:main` at `/Statement/0/Condition/StringEquals/gitlab.com:sub` of the trust policy (also admits every pipeline of the branch `main`, merge requests from it included)',
      'GitLab issues no `ref_type:mr` and no `refs/merge-requests/…`: a merge request pipeline has the `sub` of its source branch: set `project_path:acme/platform/api:ref_type:branch:ref:main` at `/Statement/1/Condition/StringEquals/gitlab.com:sub` of the trust policy (also admits every pipeline of the branch `main`, not only those of merge requests)',
    ]);
  });

  test('the provider of another account', () => {
    const told = explained([equals(MAIN)], {}, { account: '444455556666' });
    expect(told.headline).toContain('the principal does not match');
    expect(told.advice[0]).toMatch(
      /trusts the provider of account 111122223333, but the role is in account 444455556666/,
    );
  });

  test('a change that IAM would refuse to store is not named: the policy is as long as it may be', () => {
    const long = Array.from({ length: 24 }, (_, i) => MAIN.replace('main', `release/${i}-${'x'.repeat(12)}`));
    expect(explained([equals(long)]).fixes).toEqual([]);
    expect(explained([equals(long.slice(0, 10))]).fixes).toHaveLength(1);
  });

  test('what widens the trust is last, whichever statement comes closest', () => {
    const { fixes } = explained(
      [
        equals(MAIN.replace('main', 'maintenance')),
        allow({ StringEquals: { ...sub(MAIN), 'gitlab.com:ref_protected': 'true' } }),
      ],
      { ref_protected: 'false' },
    );
    expect(fixes.map(({ changes }) => changes.map(({ place }) => place))).toEqual([
      ['gitlab'],
      ['trust_policy'],
    ]);
  });

  test('of a pattern for many projects, only the one that asks is added', () => {
    const { fixes } = explained([allow({ StringLike: sub('project_path:acme/*:ref_type:tag:ref:v*') })]);
    expect(fixes.map(({ changes }) => changes.map(({ value }) => value))).toEqual([[MAIN]]);
  });

  test('a component that is not known here is compared like the others', () => {
    const { fixes } = explained([equals(`${MAIN}:planet:earth`)], {
      sub: `${MAIN.replace('main', 'x')}:planet:earth`,
    });
    expect(fixes.map(({ changes }) => changes)).toEqual([
      [
        {
          place: 'trust_policy',
          op: 'add',
          at: '/Statement/0/Condition/StringEquals/gitlab.com:sub',
          value: `${MAIN.replace('main', 'x')}:planet:earth`,
        },
      ],
    ]);
  });
});
