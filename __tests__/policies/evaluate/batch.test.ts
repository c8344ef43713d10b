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
    '`Conditon` is no element of a policy, `Condition` is at /Statement/Conditon',
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
