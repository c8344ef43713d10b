import { evaluateLine } from '../../../policies/evaluate/index';

const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const policy = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: ARN },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { 'gitlab.com:sub': 'x' } },
  },
};
const line = (more: object): string => JSON.stringify({ id: 'a', policy, principal: ARN, ...more });
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

test('an answer has the fields of the contract, in its order, and nothing else', () => {
  expect(Object.entries(evaluateLine(line({ context: { 'gitlab.com:sub': 'x' } })))).toEqual([
    ['id', 'a'],
    ['decision', 'allow'],
    ['layer', 'trust'],
    ['reason', 'statement 1 allows it'],
    ['write', 'accepted'],
  ]);
});

test.each<[string, string]>([
  ['in the id', `{"id": ${deep(100_000)}, "policy": {}, "context": {}, "principal": "x"}`],
  [
    'in the policy',
    `{"id": "a", "policy": {"Statement": ${deep(100_000)}}, "context": {}, "principal": "x"}`,
  ],
  ['in a policy that is text', JSON.stringify({ policy: deep(100_000), context: {}, principal: 'x' })],
  ['in a claim', `{"id": "a", "policy": {}, "claims": {"sub": ${deep(100_000)}}}`],
])('nesting of 100,000 levels %s is a bad line', (_note, text) => {
  expect(evaluateLine(text)).toMatchObject({
    error: {
      code: 'ERR_JSON',
      message: expect.stringContaining('nests more than 500 levels deep') as unknown,
    },
  });
});

test.each([
  ['"a"', 'a'],
  ['"[a]\\""', '[a]"'],
  ['7', 7],
  ['[1]', null],
  ['7.5', null],
  ['007', null],
  ['"\\q"', null],
])('a line that nests too deep keeps the id %s where it is plain', (id, expected) => {
  const text = `{ "id" : ${id}, "policy": ${deep(501)}, "context": {}, "principal": "x"}`;
  expect(evaluateLine(text)).toMatchObject({ id: expected, error: { code: 'ERR_JSON' } });
});

test.each<[string, string, string]>([
  [
    'a key twice, but for case',
    line({ context: { 'gitlab.com:sub': 'x', 'GITLAB.COM:SUB': 'y' } }),
    'the context has `GITLAB.COM:SUB` twice: keys are compared without regard to case; expected each key once',
  ],
  [
    'a number that lost digits',
    line({ context: {} }).replace('"context":{}', '"context":{"k:n":12345678901234567890}'),
    'the context key `k:n` holds a number that JSON readers do not keep exactly; expected the number as text',
  ],
  [
    'infinity',
    line({ context: {} }).replace('"context":{}', '"context":{"k:n":[1e999]}'),
    'the context key `k:n` holds a number that JSON readers do not keep exactly; expected the number as text',
  ],
])('a bad line: %s', (_note, text, message) => {
  expect(evaluateLine(text)).toEqual({ id: 'a', error: { code: 'ERR_BATCH', message } });
});

test('a number of the policy that lost digits makes nobody wiser', () => {
  const text = line({ context: { 'gitlab.com:sub': '12345678901234567000' } }).replace(
    '"gitlab.com:sub":"x"',
    '"gitlab.com:sub":12345678901234567890',
  );
  expect(evaluateLine(text)).toMatchObject({ decision: 'undetermined' });
});

test.each<[string, object, string]>([
  [
    'a misspelt `Condition` is not no condition',
    { Condition: undefined, Conditon: policy.Statement.Condition },
    '`Conditon` is not an element of a policy, `Condition` is at /Statement/Conditon',
  ],
  [
    '`Action` and `NotAction`',
    { NotAction: 'sts:TagSession' },
    'both `Action` and `NotAction` at /Statement/NotAction',
  ],
])('cannot tell: %s', (_note, more, reason) => {
  const Statement = { ...policy.Statement, ...more };
  expect(evaluateLine(line({ policy: { ...policy, Statement }, context: {} }))).toMatchObject({
    decision: 'undetermined',
    layer: 'trust',
    reason: expect.stringContaining(reason) as unknown,
    write: 'refused',
    write_reason: 'Syntax error in policy.',
  });
});

test('an element beside `Statement` that no policy has', () => {
  const answer = evaluateLine(line({ policy: { ...policy, Comment: 'x' }, context: {} }));
  expect(answer).toMatchObject({ decision: 'undetermined', write_reason: 'Syntax error in policy.' });
});

test('a token that STS refuses never reaches the policy, however malformed that is', () => {
  const answer = evaluateLine(
    JSON.stringify({
      id: 'a',
      policy: { Version: '2012-10-17', Statement: [] },
      issuer: 'https://gitlab.com',
      account: '111122223333',
      claims: { sub: 'x', aud: ['a', 'b'] },
    }),
  );
  expect(answer).toMatchObject({
    decision: 'deny',
    layer: 'token',
    write_reason: 'Could not parse the policy: Statement is empty!',
  });
});

test('lines that differ in one part are not mistaken for each other', () => {
  const ask = (more: object, claims: object = {}): unknown =>
    evaluateLine(
      JSON.stringify({
        id: 'a',
        policy,
        issuer: 'https://gitlab.com',
        account: '111122223333',
        claims: { sub: 'x', aud: 'a', ...claims },
        ...more,
      }),
    );
  const decision = (value: string, layer: string): object => ({ decision: value, layer });
  for (const again of [1, 2]) {
    expect([again, ask({})]).toMatchObject([again, decision('allow', 'trust')]);
    expect([again, ask({ client_ids: ['b'] })]).toMatchObject([again, decision('deny', 'provider')]);
    expect([again, ask({ account: '444455556666' })]).toMatchObject([again, decision('deny', 'trust')]);
    expect([
      again,
      ask({ policy: { ...policy, Statement: { ...policy.Statement, Effect: 'Deny' } } }),
    ]).toMatchObject([again, decision('deny', 'trust')]);
    expect([again, ask({ issuer: 'https://gitlab.example.com' })]).toMatchObject([
      again,
      decision('deny', 'trust'),
    ]);
  }
});

describe('AWS\u2019s own code, the role and the session', () => {
  const sub = 'project_path:acme/api:ref_type:branch:ref:main';
  const statement = (condition: object, partition = 'aws'): object => ({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: `arn:${partition}:iam::111122223333:oidc-provider/gitlab.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  });
  const BOTH = { StringEquals: { 'gitlab.com:sub': sub, 'gitlab.com:aud': 'a' } };
  const ROLE = 'arn:aws:iam::111122223333:role/ci/deploy';
  const ask = (more: object, claims: object = {}): unknown =>
    evaluateLine(
      JSON.stringify({
        id: 'a',
        policy: statement(BOTH),
        issuer: 'https://gitlab.com',
        account: '111122223333',
        claims: { sub, aud: 'a', ...claims },
        ...more,
      }),
    );
  const NAMED = statement({ ...BOTH, StringLike: { 'sts:RoleSessionName': 'gitlab-*' } });
  const ROLES = 'https://aws.amazon.com/roles';

  test.each<[string, unknown, string, string | undefined, string]>([
    ['allowed: there is no code', ask({}), 'allow', undefined, 'statement 1 allows it'],
    ['the trust policy', ask({}, { sub: 'x' }), 'deny', 'AccessDenied', '`gitlab.com:sub` is `x`'],
    ['the provider', ask({ client_ids: ['b'] }), 'deny', 'InvalidIdentityToken', 'is not a client id'],
    [
      'the token',
      ask({}, { aud: undefined }),
      'deny',
      'InvalidIdentityToken',
      'Missing a required claim: aud',
    ],
    [
      'with a clock, no `iat`',
      ask({ now: 1000 }, { exp: 2000 }),
      'deny',
      'InvalidIdentityToken',
      'Missing a required claim: iat',
    ],
    [
      'with a clock, no `exp`',
      ask({ now: 1000 }, { iat: 900 }),
      'deny',
      'InvalidIdentityToken',
      'Missing a required claim: exp',
    ],
    ['with both', ask({ now: 1000 }, { iat: 900, exp: 2000 }), 'allow', undefined, 'allows it'],
    [
      'expired',
      ask({ now: 9000 }, { iat: 900, exp: 2000 }),
      'deny',
      'ExpiredTokenException',
      'Token expired',
    ],
    ['no session name is known', ask({ policy: NAMED }), 'undetermined', undefined, 'sts:RoleSessionName'],
    [
      'a session name that fits',
      ask({ policy: NAMED, session_name: 'gitlab-1' }),
      'allow',
      undefined,
      'allows it',
    ],
    [
      'another one',
      ask({ policy: NAMED, session_name: 'x1' }),
      'deny',
      'AccessDenied',
      '`sts:RoleSessionName` is `x1`',
    ],
    [
      'an invalid one',
      ask({ session_name: 'a b' }),
      'deny',
      'ValidationError',
      'invalid role session name `a b`',
    ],
    [
      'a roles claim, and no role',
      ask({}, { [ROLES]: [ROLE] }),
      'undetermined',
      undefined,
      'the ARN of the role is not known',
    ],
    [
      'that names the role',
      ask({ role_arn: ROLE }, { [ROLES]: ` x; ${ROLE} ` }),
      'allow',
      undefined,
      'allows it',
    ],
    [
      'that names another',
      ask({ role_arn: `${ROLE}2` }, { [ROLES]: [ROLE] }),
      'deny',
      'InvalidIdentityToken',
      'not present in the roles claim',
    ],
    [
      'a role of another partition',
      ask({ account: undefined, role_arn: ROLE.replace('aws', 'aws-us-gov') }),
      'deny',
      'AccessDenied',
      '',
    ],
  ])('%s', (_, answer, decision, code, reason) => {
    expect(answer).toMatchObject({ decision, reason: expect.stringContaining(reason) as unknown });
    expect((answer as { aws_code?: string }).aws_code).toBe(code);
  });

  test('the account is that of the role, and a contradiction is a bad line', () => {
    const elsewhere = ROLE.replace('111122223333', '444455556666');
    expect(ask({ account: undefined, role_arn: elsewhere })).toMatchObject({ decision: 'deny' });
    expect(ask({ role_arn: elsewhere })).toMatchObject({
      error: {
        code: 'ERR_BATCH',
        message: expect.stringContaining('`role_arn` is in account 444455556666') as unknown,
      },
    });
    expect(ask({ role_arn: 'deploy' })).toMatchObject({ error: { code: 'ERR_BATCH' } });
    expect(ask({ session_name: 5 })).toMatchObject({ error: { code: 'ERR_BATCH' } });
  });

  test('a raw context takes the session name, too', () => {
    const raw = (session_name: string): unknown =>
      evaluateLine(
        JSON.stringify({
          id: 'a',
          policy: NAMED,
          principal: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
          context: { 'gitlab.com:sub': sub, 'gitlab.com:aud': 'a' },
          session_name,
        }),
      );
    expect(raw('gitlab-7')).toMatchObject({ decision: 'allow' });
    expect(raw('other')).toMatchObject({ decision: 'deny', aws_code: 'AccessDenied' });
  });
});
