import { formatProblem } from '../../../policies/errors';
import { parsePolicy } from '../../../policies/trust/index';

const FEDERATED = { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' };
const ACTION = 'sts:AssumeRoleWithWebIdentity';
const good = { Effect: 'Allow', Principal: FEDERATED, Action: ACTION };
const withStatement = (statement: unknown) => ({ Version: '2012-10-17', Statement: [statement] });
const withCondition = (condition: unknown) => withStatement({ ...good, Condition: condition });

function problems(document: unknown): readonly string[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

describe('every problem names its place, what was got and what was expected', () => {
  test.each<[string, unknown, string[]]>([
    [
      'text',
      'x',
      ['ERR_POLICY: the policy is a string; expected a JSON object with `Version` and `Statement`'],
    ],
    ['null', null, ['ERR_POLICY: the policy is null; expected a JSON object with `Version` and `Statement`']],
    [
      'a list',
      [],
      ['ERR_POLICY: the policy is a list; expected a JSON object with `Version` and `Statement`'],
    ],
    [
      'an empty object',
      {},
      ['ERR_POLICY: the policy has no statement at /Statement; expected at least one statement'],
    ],
    [
      'an empty list of statements',
      { Statement: [] },
      ['ERR_POLICY: the policy has no statement at /Statement; expected at least one statement'],
    ],
    [
      'another version',
      { Version: '2012-10-18', Statement: [good] },
      ['ERR_POLICY: unknown policy version `2012-10-18` at /Version; expected `2012-10-17`'],
    ],
    [
      'a version that is a number',
      { Version: 2012, Statement: [good] },
      ['ERR_POLICY: unknown policy version `2012` at /Version; expected `2012-10-17`'],
    ],
    [
      'a statement that is text',
      withStatement('Allow'),
      ['ERR_POLICY: the statement is a string at /Statement/0; expected a JSON object'],
    ],
    [
      'one statement that is a number, not in a list',
      { Statement: 1 },
      ['ERR_POLICY: the statement is a number at /Statement; expected a JSON object'],
    ],
    [
      'no effect',
      withStatement({ Principal: FEDERATED, Action: ACTION }),
      ['ERR_POLICY: the statement has no `Effect` at /Statement/0/Effect; expected `Allow` or `Deny`'],
    ],
    [
      'an effect in small letters',
      withStatement({ ...good, Effect: 'allow' }),
      ['ERR_POLICY: the effect is `allow` at /Statement/0/Effect; expected `Allow` or `Deny`'],
    ],
    [
      'an effect that is a list',
      withStatement({ ...good, Effect: ['Allow'] }),
      ['ERR_POLICY: the effect is a list at /Statement/0/Effect; expected `Allow` or `Deny`'],
    ],
    [
      'a Sid that is a number',
      withStatement({ ...good, Sid: 7 }),
      ['ERR_POLICY: the `Sid` is a number at /Statement/0/Sid; expected text'],
    ],
    [
      'no principal',
      withStatement({ Effect: 'Allow', Action: ACTION }),
      [
        'ERR_POLICY: the statement has no `Principal` at /Statement/0/Principal; expected an object such as `{"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}`',
      ],
    ],
    [
      'a principal that is an ARN without its kind',
      withStatement({ ...good, Principal: FEDERATED.Federated }),
      [
        'ERR_POLICY: the principal is `arn:aws:iam::111122223333:oidc-provider/gitlab.com` at /Statement/0/Principal; expected an object such as `{"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}`',
      ],
    ],
    [
      'a principal that is a number',
      withStatement({ ...good, Principal: { 'AWS/x': 111122223333 } }),
      [
        'ERR_POLICY: the principal is a number at /Statement/0/Principal/AWS~1x; expected text or a list of strings',
      ],
    ],
    [
      'no action',
      withStatement({ Effect: 'Allow', Principal: FEDERATED }),
      [
        'ERR_POLICY: the statement has no `Action` at /Statement/0/Action; expected `sts:AssumeRoleWithWebIdentity`',
      ],
    ],
    [
      'an empty list of actions',
      withStatement({ ...good, Action: [] }),
      ['ERR_POLICY: the action is a list at /Statement/0/Action; expected `sts:AssumeRoleWithWebIdentity`'],
    ],
    [
      'an action that is null',
      withStatement({ Effect: 'Allow', Principal: FEDERATED, NotAction: [null] }),
      [
        'ERR_POLICY: the action is a list at /Statement/0/NotAction; expected `sts:AssumeRoleWithWebIdentity`',
      ],
    ],
    [
      'a condition that is a list',
      withCondition([]),
      ['ERR_POLICY: the condition is a list at /Statement/0/Condition; expected an object of operators'],
    ],
    [
      'an operator that holds text',
      withCondition({ StringEquals: 'gitlab.com:sub' }),
      [
        'ERR_POLICY: the operator holds a string at /Statement/0/Condition/StringEquals; expected an object of condition keys',
      ],
    ],
    [
      'a value that is null',
      withCondition({ StringEquals: { 'gitlab.com:sub': null } }),
      [
        'ERR_CONDITION_VALUE: the value is null at /Statement/0/Condition/StringEquals/gitlab.com:sub; expected text or a list of strings',
      ],
    ],
    [
      'a list in a list',
      withCondition({ StringEquals: { 'example.com/gitlab:sub': [['a']] } }),
      [
        'ERR_CONDITION_VALUE: the value is a list at /Statement/0/Condition/StringEquals/example.com~1gitlab:sub; expected text or a list of strings',
      ],
    ],
    [
      'a value that is an object',
      withCondition({ StringEquals: { 'a~b': { x: 1 } } }),
      [
        'ERR_CONDITION_VALUE: the value is an object at /Statement/0/Condition/StringEquals/a~0b; expected text or a list of strings',
      ],
    ],
  ])('%s', (_note, document, expected) => {
    expect(problems(document)).toEqual(expected);
  });
});

test('all problems of a document are reported, not only the first', () => {
  expect(problems({ Version: '1', Statement: [{}, { Effect: 'Allow' }] })).toEqual([
    expect.stringContaining('at /Version;'),
    expect.stringContaining('at /Statement/0/Effect;'),
    expect.stringContaining('at /Statement/0/Principal;'),
    expect.stringContaining('at /Statement/0/Action;'),
    expect.stringContaining('at /Statement/1/Principal;'),
    expect.stringContaining('at /Statement/1/Action;'),
  ]);
});

describe('an unknown operator is a warning: the rest of the policy can still be judged', () => {
  test.each([
    ['StringLik', 'did you mean `StringLike`?'],
    ['stringequals', 'did you mean `StringEquals`?'],
    ['StringEqualIfExists', 'did you mean `StringEqualsIfExists`?'],
    ['ForAnyValue:StringLikes', 'did you mean `ForAnyValue:StringLike`?'],
    ['NullIfExists', 'did you mean `Null`?'],
    ['Completely:Different', undefined],
  ])('`%s`: %s', (operator, fix) => {
    const parsed = parsePolicy(withCondition({ [operator]: { 'gitlab.com:sub': 'x' } }));
    expect(parsed).toMatchObject({
      ok: true,
      policy: { statements: [{ conditions: [{ operator, key: 'gitlab.com:sub', values: ['x'] }] }] },
      warnings: [
        {
          code: 'ERR_CONDITION_OPERATOR',
          message: `unknown condition operator \`${operator}\``,
          pointer: `/Statement/0/Condition/${operator}`,
        },
      ],
    });
    expect(parsed.ok && parsed.warnings[0]?.fix).toBe(fix);
    expect(parsed.ok && parsed.policy.statements[0]?.conditions[0]?.form).toBeUndefined();
  });
});

describe('what IAM takes in more than one form', () => {
  test('one statement may stand without its list', () => {
    const bare = parsePolicy({ Statement: { ...good, Condition: { Null: { k: true } } } });
    expect(bare).toMatchObject({
      ok: true,
      policy: {
        version: '2008-10-17',
        statements: [{ index: 0, conditions: [{ pointer: '/Statement/Condition/Null/k' }] }],
      },
    });
  });

  test('numbers and booleans may stand without quotes', () => {
    const parsed = parsePolicy(withCondition({ StringEquals: { k: [101, true, 1.5, false, 'x'] } }));
    expect(parsed).toMatchObject({
      ok: true,
      policy: { statements: [{ conditions: [{ values: ['101', 'true', '1.5', 'false', 'x'] }] }] },
    });
  });

  test('one value may stand without its list, and an empty list stays empty', () => {
    const parsed = parsePolicy(withCondition({ StringEquals: { a: 'x', b: [] } }));
    expect(parsed).toMatchObject({
      ok: true,
      policy: { statements: [{ conditions: [{ values: ['x'] }, { values: [] }] }] },
    });
  });

  test('principals of every kind are told apart', () => {
    const parsed = parsePolicy(
      withStatement({
        ...good,
        Principal: { Federated: ['a', 'b'], AWS: '*', Service: 'ec2.amazonaws.com', CanonicalUser: 'c' },
      }),
    );
    expect(parsed).toMatchObject({
      ok: true,
      policy: {
        statements: [
          {
            principal: {
              kind: 'listed',
              federated: ['a', 'b'],
              aws: ['*'],
              other: ['ec2.amazonaws.com', 'c'],
            },
          },
        ],
      },
    });
  });

  test.each([
    ['everyone', { Principal: '*' }],
    ['not_principal', { NotPrincipal: { AWS: '*' } }],
  ])('a principal may be %s', (kind, principal) => {
    const parsed = parsePolicy(withStatement({ Effect: 'Deny', Action: ACTION, ...principal }));
    expect(parsed).toMatchObject({ ok: true, policy: { statements: [{ principal: { kind } }] } });
  });

  test('`NotAction` is everything else', () => {
    const parsed = parsePolicy(
      withStatement({ Effect: 'Allow', Principal: FEDERATED, NotAction: 'sts:TagSession' }),
    );
    expect(parsed).toMatchObject({
      ok: true,
      policy: { statements: [{ action: { negated: true, actions: ['sts:TagSession'] } }] },
    });
  });

  test('a key may be called `__proto__`, as JSON allows', () => {
    const document: unknown = JSON.parse(
      `{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Condition":{"StringEquals":{"__proto__":"x"}}}}`,
    );
    expect(parsePolicy(document)).toMatchObject({
      ok: true,
      policy: { statements: [{ conditions: [{ key: '__proto__', values: ['x'] }] }] },
    });
  });
});
