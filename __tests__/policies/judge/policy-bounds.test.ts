import { compilePolicy, evaluate } from '../../../policies/evaluate/index';
import { SPECIAL } from '../../../policies/artifact/allowed-strings';
import { policyBounds } from '../../../policies/judge/policy-bounds';
import { OPERATOR_NAMES, parsePolicy, renderPolicy, type Policy } from '../../../policies/trust/index';
import { randomForm, randomTextOperator } from '../../support/operators';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';

const MARK = /<\d>/g;
const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';

function policyOf(statements: readonly Readonly<Record<string, unknown>>[], version = '2012-10-17'): Policy {
  const parsed = parsePolicy({
    Version: version,
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: PROVIDER },
      ...statement,
    })),
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

const conditionsOf = (policy: Policy) => policy.statements.map(({ conditions }) => conditions);

test('a place in a list is any string at most, and no value at least', () => {
  const policy = policyOf([
    { Condition: { StringEquals: { 'gitlab.com:sub': ['a*b', 'project_path:<0>'] } } },
  ]);
  const { atLeast, atMost } = policyBounds(policy, MARK);
  expect(renderPolicy(atMost)).toMatchObject({
    Statement: [{ Condition: { StringLike: { 'gitlab.com:sub': ['a${*}b', 'project_path:*'] } } }],
  });
  expect(renderPolicy(atLeast)).toMatchObject({
    Statement: [{ Condition: { StringEquals: { 'gitlab.com:sub': 'a*b' } } }],
  });
});

test('what a Deny may refuse is refused at least, and what it need not refuse is not refused at most', () => {
  const policy = policyOf([{ Effect: 'Deny', Condition: { StringLike: { 'gitlab.com:sub': '<0>:x' } } }]);
  const { atLeast, atMost } = policyBounds(policy, MARK);
  expect(conditionsOf(atLeast)).toMatchObject([[{ operator: 'StringLike', values: ['*:x'] }]]);
  expect(atMost.statements).toEqual([]);
});

test('a place beside a `$` may be part of a policy variable', () => {
  const policy = policyOf([{ Condition: { StringLike: { 'gitlab.com:sub': 'x${aws:<0>}' } } }]);
  expect(conditionsOf(policyBounds(policy, MARK).atMost)).toMatchObject([[{ values: ['*'] }]]);
});

test('a place that is limited has the forms that it can have', () => {
  const policy = policyOf([{ Condition: { StringEquals: { 'gitlab.com:sub': ['p:<0>:r:<1>', '<2>'] } } }]);
  const forms: Readonly<Record<string, readonly (readonly (string | { readonly without: string })[])[]>> = {
    '<0>': [['acme/', { without: '*?$&' }, '-x'], ['a*']],
    '<1>': [['m', { without: '' }, 'n']],
    '<2>': [['a$b']],
  };
  const { atMost } = policyBounds(policy, MARK, (mark) => forms[mark]);
  expect(conditionsOf(atMost)).toMatchObject([
    [{ operator: 'StringLike', values: ['p:acme/*-x:r:m*', 'p:a${*}:r:m*', '*'] }],
  ]);
});

/** Forms, and strings that have one of them. */
const LIMITS = [
  { forms: undefined, strings: undefined },
  { forms: [['a'], ['b*']], strings: ['a', 'b*'] },
  { forms: [['a', { without: SPECIAL }, 'b']], strings: ['ab', 'axb', 'a/b'] },
  {
    forms: [['a', { without: '' }, 'b']],
    strings: ['ab', 'a*b', 'a${gitlab.com:sub}b', 'a${*}b', 'a?b', 'a$b'],
  },
  { forms: [[{ without: '*?' }, 'b']], strings: ['b', '${gitlab.com:aud}b', 'aab', '{gitlab.com:sub}b'] },
  { forms: [['a$']], strings: ['a$'] },
  { forms: [['{gitlab.com:sub}']], strings: ['{gitlab.com:sub}'] },
] as const;

const TEMPLATES = ['<0>', 'a<0>', '<0>b', 'a<1>b*', '*', 'ab', 'a?', 'true', '7', '${<0>}', 'A<1>', ''];
const FILLERS = [
  '',
  '*',
  'a',
  'b',
  '?',
  'ab',
  '${*}',
  'A',
  '7',
  'true',
  '{gitlab.com:sub}',
  'gitlab.com:aud',
];
const TEXTS = ['', 'a', 'b', 'ab', 'AB', 'a*b', '7', 'true', 'aab', 'x', '*'];
const pick = <T>(choose: Choose, from: readonly T[]): T => from[choose(from.length)] as T;

/** Mostly one of text: the strings in the places are such. */
const randomOperator = (choose: Choose): string =>
  randomForm(choose, choose(4) === 0 ? pick(choose, OPERATOR_NAMES) : randomTextOperator(choose));

test('the bounds hold for random strings in the places, request by request', () => {
  const choose = chooser(seedFor('policy bounds'));
  let outside = 0;
  let between = 0;
  const policies = rounds({ short: 400, long: 20_000 });
  for (let number = 0; number < policies; number += 1) {
    const statements = Array.from({ length: 1 + choose(2) }, () => ({
      Effect: choose(3) === 0 ? 'Deny' : 'Allow',
      Condition: {
        [randomOperator(choose)]: { 'gitlab.com:sub': [pick(choose, TEMPLATES), pick(choose, TEMPLATES)] },
        [randomOperator(choose)]: { 'gitlab.com:aud': pick(choose, TEMPLATES) },
      },
    }));
    const version = choose(5) === 0 ? '2008-10-17' : '2012-10-17';
    const limits = [LIMITS[choose(LIMITS.length)], LIMITS[choose(LIMITS.length)]];
    const { atLeast, atMost } = policyBounds(
      policyOf(statements, version),
      MARK,
      (mark) => limits[Number(mark.charAt(1))]?.forms,
    );
    const [least, most] = [compilePolicy(atLeast), compilePolicy(atMost)];
    for (let round = 0; round < 10; round += 1) {
      const values = limits.map((limit) => pick(choose, limit?.strings ?? FILLERS));
      const filled = JSON.parse(
        JSON.stringify(statements).replace(MARK, (mark) =>
          JSON.stringify(values[Number(mark.charAt(1))]).slice(1, -1),
        ),
      ) as typeof statements;
      const real = compilePolicy(policyOf(filled, version));
      const keys = {
        ...(choose(4) === 0 ? {} : { 'gitlab.com:sub': pick(choose, TEXTS) }),
        ...(choose(4) === 0 ? {} : { 'gitlab.com:aud': pick(choose, TEXTS) }),
      };
      const request = {
        principal: PROVIDER,
        actions: ['sts:AssumeRoleWithWebIdentity'],
        context: new Map(Object.entries(keys)),
        isUnknown: () => false,
      };
      const [low, is, high] = [least, real, most].map((policy) => evaluate(policy, request).outcome);
      const text = JSON.stringify({ version, statements, values, keys, low, is, high });
      if (is === 'undetermined') continue;
      if (is === 'allow' && high === 'deny') throw new Error(`above the upper bound: ${text}`);
      if (low === 'allow' && is !== 'allow') throw new Error(`below the lower bound: ${text}`);
      if (low === high) outside += 1;
      else between += 1;
    }
  }
  expect(outside).toBeGreaterThan(policies);
  expect(between).toBeGreaterThan(policies);
});
