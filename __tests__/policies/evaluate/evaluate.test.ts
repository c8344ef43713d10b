import {
  closestAllow,
  compileCondition,
  compilePolicy,
  evaluate,
  judgeToken,
  nameOf,
  type TrustRequest,
} from '../../../policies/evaluate/index';
import { judgePipeline } from '../../../policies/judge/judge-pipeline';
import { all, any, outcomeOf, type Holds } from '../../../policies/evaluate/outcome';
import { parsePolicy } from '../../../policies/trust/index';
import { pipelineOf } from '../../support/decision-cases';

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const ACTION = 'sts:AssumeRoleWithWebIdentity';
const allow = (condition?: unknown, more: Record<string, unknown> = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER },
  Action: ACTION,
  ...(condition === undefined ? {} : { Condition: condition }),
  ...more,
});

function compile(...Statement: readonly unknown[]) {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.policy);
}

function request(context: Record<string, string | string[]>, more: Partial<TrustRequest> = {}): TrustRequest {
  return { principal: PROVIDER, actions: [ACTION], context: new Map(Object.entries(context)), ...more };
}

describe('the trace', () => {
  const compiled = compile(
    allow(
      { StringEquals: { 'gitlab.com:SUB': ['a', 'b'] }, StringLike: { 'gitlab.com:amr': 'x*' } },
      { Sid: 'One' },
    ),
    { Effect: 'Deny', Principal: '*', NotAction: 'sts:TagSession', Condition: { StringLik: { k: 'v' } } },
  );
  const decision = evaluate(compiled, request({ 'gitlab.com:sub': 'a', 'gitlab.com:amr': ['x'] }));

  test('tells of every part what was compared with what', () => {
    expect(decision.trace[0]).toEqual({
      statement: compiled.statements[0]?.statement,
      holds: 'no',
      principal: { holds: 'yes', why: `\`${PROVIDER}\` against \`${PROVIDER}\`` },
      action: { holds: 'yes', why: `\`${ACTION}\` against \`${ACTION}\`` },
      conditions: [
        {
          operator: 'StringEquals',
          key: 'gitlab.com:SUB',
          values: ['a', 'b'],
          got: 'a',
          holds: 'yes',
          why: '`gitlab.com:SUB` is `a`; the policy wants StringEquals `a` or `b`',
        },
        {
          operator: 'StringLike',
          key: 'gitlab.com:amr',
          values: ['x*'],
          got: ['x'],
          holds: 'no',
          why: '`gitlab.com:amr` is the list `x`; the policy wants StringLike `x*` (a list never satisfies an operator without ForAnyValue or ForAllValues)',
        },
      ],
    });
  });

  test('and of a defect what is wrong', () => {
    expect(decision.trace[1]).toMatchObject({
      holds: 'unknown',
      principal: { holds: 'yes', why: `\`${PROVIDER}\` against \`*\`` },
      action: { holds: 'yes', why: `\`${ACTION}\` against NotAction \`sts:TagSession\`` },
      conditions: [{ holds: 'unknown', why: '`StringLik` is not a condition operator of IAM' }],
    });
    expect(decision.trace[1]?.conditions[0]).not.toHaveProperty('got');
  });

  test('a Deny that is open cannot turn a certain refusal into a maybe', () => {
    expect(decision).toMatchObject({ outcome: 'deny', layer: 'trust' });
    expect(decision.reason).toMatch(/^statement 1 \(One\) comes closest: `gitlab\.com:amr` is the list/);
  });
});

test('a list can satisfy `Null` and the quantifiers: no note about lists', () => {
  const compiled = compile(allow({ Null: { k: 'true' }, 'ForAnyValue:StringEquals': { k: 'x' } }));
  const { trace } = evaluate(compiled, request({ k: ['a', 'b'] }));
  expect(trace[0]?.conditions.map(({ why }) => why)).toEqual([
    '`k` is the list `a` or `b`; the policy wants Null `true`',
    '`k` is the list `a` or `b`; the policy wants ForAnyValue:StringEquals `x`',
  ]);
});

describe('the statement that comes closest', () => {
  const traceOf = (...statements: unknown[]) =>
    evaluate(compile(...statements), request({ 'gitlab.com:sub': 'a' })).trace;
  const fails = (n: number) => ({
    StringEquals: Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 'x'])),
  });

  test('has the fewest conditions that fail; the first of equals', () => {
    const trace = traceOf(allow(fails(2)), allow(fails(1)), allow(fails(1)));
    expect(closestAllow(trace)).toBe(trace[1]);
  });
  test('a principal weighs more than conditions, an action more than a principal', () => {
    const other = { Federated: 'arn:aws:iam::111122223333:oidc-provider/x' };
    const trace = traceOf(
      allow(undefined, { Action: 'sts:TagSession' }),
      allow(undefined, { Principal: other }),
      allow(fails(3)),
    );
    expect(closestAllow(trace)).toBe(trace[2]);
    expect(closestAllow(trace.slice(0, 2))).toBe(trace[1]);
  });
  test('is never a Deny', () => {
    expect(closestAllow(traceOf({ Effect: 'Deny', Principal: '*', Action: '*' }))).toBeUndefined();
  });
  test('is named from 1, with its Sid', () => {
    const [first, second] = traceOf(allow(), allow(undefined, { Sid: 'Deploy' }));
    expect([first && nameOf(first), second && nameOf(second)]).toEqual([
      'statement 1',
      'statement 2 (Deploy)',
    ]);
  });
});

test('several actions: the reason is about the one that is refused', () => {
  const decision = evaluate(compile(allow()), request({}, { actions: [ACTION, 'sts:TagSession'] }));
  expect(decision).toMatchObject({
    outcome: 'deny',
    reason: 'statement 1 comes closest: it does not allow `sts:TagSession`',
  });
});

test('a compiled policy remembers nothing of a request', () => {
  const compiled = compile(allow({ StringEquals: { 'gitlab.com:sub': '${gitlab.com:project_id}' } }));
  const outcomes = ['1', '2', '1'].map((id) =>
    compiled.decide(request({ 'gitlab.com:sub': '1', 'gitlab.com:project_id': id })),
  );
  expect(outcomes).toEqual(['allow', 'deny', 'allow']);
});

test('names of actions beyond what is remembered are still judged right', () => {
  const compiled = compile(allow(undefined, { Action: 'sts:A*' }));
  const names = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? `sts:A${i}` : `sts:B${i}`));
  for (let round = 0; round < 2; round += 1) {
    for (const [i, name] of names.entries()) {
      expect(compiled.decide(request({}, { actions: [name] }))).toBe(i % 2 === 0 ? 'allow' : 'deny');
    }
  }
});

test('a condition can be compiled alone', () => {
  const parsed = parsePolicy({ Statement: allow({ Bool: { 'AWS:SecureTransport': 'true' } }) });
  const condition = parsed.ok ? parsed.policy.statements[0]?.conditions[0] : undefined;
  if (condition === undefined) throw new Error('no condition');
  const compiled = compileCondition(condition, '2012-10-17');
  expect(compiled.key).toBe('aws:securetransport');
  expect(compiled.defect).toBeUndefined();
  expect(compiled.holds(request({ 'aws:securetransport': 'true' }))).toBe('yes');
});

describe('judging a token', () => {
  const provider = { issuer: 'https://gitlab.com', account: '111122223333' };

  test('what the token or the provider refuses has an empty trace', () => {
    expect(judgeToken(compile(allow()), { sub: 'x', aud: ['a', 'b'] }, provider)).toMatchObject({
      layer: 'token',
      trace: [],
    });
    expect(
      judgeToken(compile(allow()), { sub: 'x', aud: 'a' }, { ...provider, clientIds: [] }),
    ).toMatchObject({
      outcome: 'deny',
      layer: 'provider',
      trace: [],
    });
  });
  test('a pipeline without a token is refused at the token', () => {
    expect(judgePipeline(compile(allow()), pipelineOf({ reclaimedPath: true }), provider)).toEqual([
      {
        assuming: [],
        decision: expect.objectContaining({ outcome: 'deny', layer: 'token', trace: [] }) as unknown,
      },
    ]);
  });
  test('a pipeline with an open question has a decision for each token', () => {
    const decisions = judgePipeline(
      compile(allow({ StringEquals: { 'gitlab.com:ref_protected': 'true' } })),
      pipelineOf({ project: { protectedBranches: 'unknown' } }),
      provider,
    );
    expect(
      decisions.map(({ decision, assuming, claims }) => [claims?.ref_protected, assuming, decision.outcome]),
    ).toEqual([
      ['true', ['unknown-rules'], 'allow'],
      ['false', ['unknown-rules'], 'deny'],
    ]);
  });
});

describe('three answers', () => {
  const answers: readonly Holds[] = ['no', 'yes', 'unknown'];
  test('all: one no settles it, then one unknown', () => {
    expect(all([])).toBe('yes');
    expect(all(['yes', 'unknown', 'no'])).toBe('no');
    expect(all(['yes', 'unknown'])).toBe('unknown');
    expect(all(['yes', 'yes'])).toBe('yes');
  });
  test('any: one yes settles it, then one unknown', () => {
    expect(any([])).toBe('no');
    expect(any(['no', 'unknown', 'yes'])).toBe('yes');
    expect(any(['no', 'unknown'])).toBe('unknown');
    expect(any(['no'])).toBe('no');
  });
  test('only a certain Allow with certainly no Deny is an allow', () => {
    const allows = answers.flatMap((deny) =>
      answers.filter((a) => outcomeOf(deny, a) === 'allow').map((a) => [deny, a]),
    );
    const denies = answers.flatMap((deny) =>
      answers.filter((a) => outcomeOf(deny, a) === 'deny').map((a) => [deny, a]),
    );
    expect(allows).toEqual([['no', 'yes']]);
    expect(denies).toEqual([
      ['no', 'no'],
      ['yes', 'no'],
      ['yes', 'yes'],
      ['yes', 'unknown'],
      ['unknown', 'no'],
    ]);
  });
});

test('a decision as JSON tells all of itself, and a read-out reason stays the same', () => {
  const decision = evaluate(compile(allow({ StringEquals: { k: 'v' } })), request({ k: 'v' }));
  const { reason, trace } = decision;
  expect(JSON.parse(JSON.stringify(decision))).toEqual({
    outcome: 'allow',
    layer: 'trust',
    reason: 'statement 1 allows it',
    trace: JSON.parse(JSON.stringify(trace)) as unknown,
  });
  expect([decision.reason, decision.trace]).toEqual([reason, trace]);
  expect(decision.trace).toBe(trace);
});
