import { compilePolicy, evaluate, evaluateLine, judgeToken } from '../../../policies/evaluate/index';
import { proveLine } from '../../../policies/prove/index';
import { parsePolicy } from '../../../policies/trust/index';

const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const SUB = 'project_path:acme/platform/api:ref_type:branch:ref:';

function policy(condition: Record<string, Record<string, unknown>>, principal: unknown = { Federated: ARN }) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: principal,
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: condition,
      },
    ],
  };
}

const main = policy({ StringEquals: { 'gitlab.com:sub': `${SUB}main` } });
const any = policy({ StringLike: { 'gitlab.com:sub': `${SUB}*` } });
const project = {
  path: 'acme/platform/api',
  id: 101,
  namespace_id: '12',
  protected_branches: { main: { push: 'maintainer', merge: 'maintainer' }, 'release/*': {} },
  protected_tags: { 'v*': { create: 'maintainer' } },
};

let time = 0;
/** A clock that goes 0.25 ms at each look. */
const clock = () => (time += 0.25);

function ask(question: Record<string, unknown>) {
  return proveLine(JSON.stringify({ id: '1', issuer: 'https://gitlab.com', ...question }), clock) as Record<
    string,
    unknown
  > & {
    readonly counterexample?: {
      readonly claims?: Record<string, unknown>;
      readonly context?: Record<string, string | string[]>;
    };
  };
}

describe('the answer to a line', () => {
  it('has exactly these fields', () => {
    expect(ask({ property: 'implies', policy: main, other: any })).toEqual({
      id: '1',
      verdict: 'proved',
      needs: [],
      reason: expect.stringContaining('every token that can assume `policy` can assume `other`'),
      ms: 0.25,
    });
    const refuted = ask({ property: 'implies', policy: any, other: main });
    expect(Object.keys(refuted)).toEqual(['id', 'verdict', 'counterexample', 'reason', 'ms']);
    expect(Object.keys(refuted.counterexample ?? {})).toEqual(['claims']);
  });

  it.each([
    ['implies', any, main],
    ['equivalent', main, any],
    ['disjoint', main, any],
    ['admits_nothing', any, undefined],
    ['only_protected_refs', any, undefined],
  ])('%s is refuted by a whole token, which `eval` decides alike', (property, a, b) => {
    const { verdict, counterexample } = ask({
      property,
      policy: a,
      ...(b === undefined ? {} : { other: b }),
      project,
    });
    expect(verdict).toBe('refuted');
    const claims = counterexample?.claims ?? {};
    expect(claims).toMatchObject({
      iss: 'https://gitlab.com',
      sub: expect.stringContaining('project_path:'),
      ref_type: 'branch',
      project_path: 'acme/platform/api',
    });
    const decide = (policyOf: unknown) => {
      const answer = evaluateLine(
        JSON.stringify({ id: 1, policy: policyOf, issuer: 'https://gitlab.com', claims }),
      );
      return 'decision' in answer ? answer.decision : answer.error;
    };
    const decisions = [decide(a), ...(b === undefined ? [] : [decide(b)])];
    const expected: Record<string, readonly string[]> = {
      implies: ['allow', 'deny'],
      equivalent: ['allow', 'deny'],
      disjoint: ['allow', 'allow'],
    };
    const sorted = property === 'equivalent' ? decisions.toSorted() : decisions;
    expect(sorted).toEqual(expected[property] ?? ['allow']);
  });

  it.each([
    ['implies', any, main, ['allow', 'deny']],
    [
      'disjoint',
      any,
      policy({ StringLike: { 'gitlab.com:sub': '*main', 'GITLAB.COM:ref': 'm?in' } }),
      ['allow', 'allow'],
    ],
    [
      'disjoint',
      policy({ 'ForAnyValue:StringEquals': { 'gitlab.com:amr': 'a' } }),
      policy({
        'ForAnyValue:StringEquals': { 'gitlab.com:amr': 'b' },
        'ForAllValues:StringLike': { 'gitlab.com:amr': '?' },
      }),
      ['allow', 'allow'],
    ],
    [
      'implies',
      policy({ NumericLessThan: { 'gitlab.com:n': 5 } }),
      policy({ NumericLessThan: { 'gitlab.com:n': 4 } }),
      ['allow', 'deny'],
    ],
  ])('any_sub: %s is refuted by a context with every key', (property, a, b, expected) => {
    const { verdict, counterexample } = ask({ property, policy: a, other: b, world: 'any_sub' });
    expect(verdict).toBe('refuted');
    const context = counterexample?.context ?? {};
    const named = [a, b].flatMap(({ Statement }) =>
      Statement.flatMap(({ Condition }) => Object.values(Condition).flatMap(Object.keys)),
    );
    const keys = Object.keys(context).map((key) => key.toLowerCase());
    expect(keys).toEqual(
      expect.arrayContaining(['gitlab.com:sub', 'gitlab.com:aud', ...named.map((key) => key.toLowerCase())]),
    );
    const decisions = [a, b].map((document) => {
      const parsed = parsePolicy(document);
      if (!parsed.ok) throw new Error('malformed');
      const request = {
        principal: ARN,
        actions: ['sts:AssumeRoleWithWebIdentity'],
        context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value])),
      };
      return evaluate(compilePolicy(parsed.policy), request).outcome;
    });
    expect(decisions).toEqual(expected);
  });

  it('the worlds differ where a `*` would have to hold what no group is called', () => {
    const a = policy({ StringLike: { 'gitlab.com:sub': 'project_path:acme/*:ref:main' } });
    const b = policy({ StringLike: { 'gitlab.com:sub': 'project_path:acme/?*:ref:main' } });
    expect(ask({ property: 'implies', policy: a, other: b })).toMatchObject({
      verdict: 'proved',
      needs: ['gitlab-paths'],
    });
    expect(ask({ property: 'implies', policy: a, other: b, world: 'any_sub' })).toMatchObject({
      verdict: 'refuted',
      counterexample: { context: { 'gitlab.com:sub': 'project_path:acme/:ref:main' } },
    });
  });

  it.each<[string, unknown, unknown, string, unknown]>([
    ['implies', { NumericLessThan: { k: '4.5' } }, { NumericLessThan: { k: '5' } }, 'proved', undefined],
    ['implies', { NumericLessThan: { k: '5' } }, { NumericLessThan: { k: '4.5' } }, 'refuted', '4.5'],
    ['equivalent', { NumericEquals: { k: '5' } }, { NumericEquals: { k: '5.0' } }, 'proved', undefined],
    [
      'implies',
      { DateLessThan: { k: '2020-01-01' } },
      { DateLessThan: { k: '2021-01-01' } },
      'proved',
      undefined,
    ],
    ['disjoint', { IpAddress: { k: '10.0.0.0/8' } }, { IpAddress: { k: '11.0.0.0/8' } }, 'proved', undefined],
    [
      'implies',
      { IpAddress: { k: '10.0.0.0/8' } },
      { IpAddress: { k: '10.0.0.0/9' } },
      'refuted',
      '10.128.0.0',
    ],
    [
      'disjoint',
      { 'ForAnyValue:StringEquals': { k: 'a' } },
      { 'ForAnyValue:StringEquals': { k: 'b' } },
      'refuted',
      ['a', 'b'],
    ],
    [
      'disjoint',
      { 'ForAnyValue:StringEquals': { k: 'a' } },
      { 'ForAllValues:StringEquals': { k: 'b' } },
      'proved',
      undefined,
    ],
    ['implies', { 'ForAnyValue:StringEquals': { k: 'a' } }, { StringEquals: { k: 'a' } }, 'refuted', ['a']],
    [
      'implies',
      { StringEquals: { k: 'a' } },
      { 'ForAnyValue:StringEquals': { k: 'a' } },
      'proved',
      undefined,
    ],
    [
      'implies',
      { 'ForAllValues:StringEquals': { 'gitlab.com:sub': 'a' } },
      { StringEquals: { 'gitlab.com:sub': 'a' } },
      'proved',
      undefined,
    ],
    [
      'implies',
      { StringLike: { k: 'arn:aws:iam::*:role/*' } },
      { ArnLike: { k: 'arn:aws:iam::*:role/*' } },
      'refuted',
      'arn:aws:iam::::role/',
    ],
    [
      'implies',
      { ArnLike: { k: 'arn:aws:iam::*:role/*' } },
      { StringLike: { k: 'arn:aws:iam::*:role/*' } },
      'proved',
      undefined,
    ],
    ['disjoint', { StringEqualsIgnoreCase: { k: 'É' } }, { StringEquals: { k: 'é' } }, 'refuted', 'é'],
  ])('any_sub: %s of %j and %j', (property, a, b, expected, k) => {
    const of = (conditions: unknown) => policy(conditions as Record<string, Record<string, unknown>>);
    const answer = ask({ property, policy: of(a), other: of(b), world: 'any_sub' });
    expect(answer.verdict).toBe(expected);
    expect(answer.counterexample?.context?.k).toEqual(k);
  });

  it('any_sub: what is filled into a policy variable need not be empty', () => {
    const open = policy({ StringLike: { 'gitlab.com:sub': 'x-*' } });
    const filled = policy({ StringLike: { 'gitlab.com:sub': 'x-${gitlab.com:aud}' } });
    expect(ask({ property: 'implies', policy: filled, other: open, world: 'any_sub' }).verdict).toBe(
      'proved',
    );
    expect(ask({ property: 'implies', policy: open, other: filled, world: 'any_sub' })).toMatchObject({
      verdict: 'refuted',
      counterexample: { context: { 'gitlab.com:sub': 'x-', 'gitlab.com:aud': 'sts.amazonaws.com' } },
    });
  });

  it('a pattern of ten thousand letters is decided in the world of GitLab too', () => {
    const long = policy({ StringLike: { 'gitlab.com:sub': `${SUB}${'?'.repeat(10_000)}` } });
    const longer = policy({ StringLike: { 'gitlab.com:sub': `${SUB}${'?'.repeat(9_999)}*` } });
    expect(ask({ property: 'implies', policy: long, other: longer }).verdict).toBe('proved');
  });

  it('any_sub: a declared project lends its rules to the subjects', () => {
    const only = (sub: string) =>
      ask({
        property: 'only_protected_refs',
        world: 'any_sub',
        project,
        policy: policy({ StringLike: { 'gitlab.com:sub': sub } }),
      }).verdict;
    expect(only(`${SUB}main`)).toBe('proved');
    expect(only(`${SUB}release/*`)).toBe('proved');
    expect(only(`${SUB}rel*`)).toBe('refuted');
    expect(only('project_path:acme/platform/api:ref_type:tag:ref:v1')).toBe('proved');
  });

  it('each policy is asked with the account of its own provider', () => {
    const elsewhere = policy(
      { StringEquals: { 'gitlab.com:sub': `${SUB}main` } },
      { Federated: ARN.replace('1111', '9999') },
    );
    expect(ask({ property: 'equivalent', policy: main, other: elsewhere }).verdict).toBe('proved');
    expect(
      ask({ property: 'admits_nothing', policy: policy({}, { Federated: `${ARN}/other` }) }).verdict,
    ).toBe('proved');
  });

  it('an instance of our own has no more keys than `sub` and `aud`', () => {
    const own = policy(
      { StringEquals: { 'gitlab.example.com:project_id': '101' } },
      { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.example.com' },
    );
    expect(
      ask({ property: 'admits_nothing', policy: own, issuer: 'https://gitlab.example.com' }).verdict,
    ).toBe('proved');
  });

  it('what cannot be determined is `undecided`', () => {
    expect(
      ask({ property: 'admits_nothing', policy: { Version: '2012-10-17', Statement: [] } }),
    ).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('malformed policy'),
    });
    expect(
      ask({ property: 'admits_nothing', policy: policy({ IpAddress: { 'aws:SourceIp': '::/0' } }) }),
    ).toMatchObject({ verdict: 'undecided' });
  });
});

test.each([[['production']], [{ production: { deploy: 'maintainer' } }]])(
  'a project says what `federation.yaml` says of it: environments %j, visibility',
  (protected_environments) => {
    const { verdict, counterexample } = ask({
      property: 'admits_nothing',
      policy: main,
      project: { path: 'acme/platform/api', protected_environments, visibility: 'public' },
    });
    expect(verdict).toBe('refuted');
    expect(counterexample?.claims).toMatchObject({ project_visibility: 'public' });
  },
);

describe('`account` is that of the role', () => {
  const nobody = (account: unknown, policies: object = { policy: main }) =>
    ask({ property: 'admits_nothing', account, ...policies }).verdict;

  it('STS looks for the provider there, and finds none of another account', () => {
    expect(nobody(undefined)).toBe('refuted');
    expect(nobody(null)).toBe('refuted');
    expect(nobody('111122223333')).toBe('refuted');
    expect(nobody('444455556666')).toBe('proved');
    expect(nobody(444455556666)).toBe('proved');
  });

  it('of several providers it is the one in the account', () => {
    const two = policy(
      { StringEquals: { 'gitlab.com:sub': `${SUB}main` } },
      {
        Federated: [ARN, ARN.replace('111122223333', '444455556666')],
      },
    );
    expect(nobody('444455556666', { policy: two })).toBe('refuted');
    expect(nobody('777788889999', { policy: two })).toBe('proved');
  });

  it('and of both roles', () => {
    const there = policy(
      { StringLike: { 'gitlab.com:sub': `${SUB}*` } },
      {
        Federated: ARN.replace('111122223333', '444455556666'),
      },
    );
    const implied = (account: string) =>
      ask({ property: 'implies', policy: main, other: there, account }).verdict;
    expect(implied('111122223333')).toBe('refuted');
    expect(implied('444455556666')).toBe('proved');
  });

  it('decides as `eval` does', () => {
    for (const account of ['111122223333', '444455556666']) {
      const { decision } = evaluateLine(
        JSON.stringify({
          id: '1',
          issuer: 'https://gitlab.com',
          policy: main,
          account,
          claims: { sub: `${SUB}main`, aud: 'sts.amazonaws.com' },
        }),
      ) as { readonly decision: string };
      expect(decision === 'allow').toBe(nobody(account) === 'refuted');
    }
  });

  it.each(['', '1', 'x', true, {}])('%j is refused', (account) => {
    expect(ask({ property: 'admits_nothing', policy: main, account })).toMatchObject({
      error: { code: 'ERR_BATCH', message: expect.stringContaining('`account` is not an account id') },
    });
  });
});

describe('`client_ids` are those that the provider registers', () => {
  const audience = policy({
    StringEquals: { 'gitlab.com:sub': `${SUB}main`, 'gitlab.com:aud': 'https://gitlab.com' },
  });
  const nobody = (clientIds: unknown, asked: object = audience) =>
    ask({ property: 'admits_nothing', policy: asked, client_ids: clientIds });

  it('STS refuses every other audience', () => {
    expect(nobody(undefined).verdict).toBe('refuted');
    expect(nobody(null).verdict).toBe('refuted');
    expect(nobody(['sts.amazonaws.com', 'https://gitlab.com']).verdict).toBe('refuted');
    expect(nobody(['sts.amazonaws.com']).verdict).toBe('proved');
    expect(nobody([], main).verdict).toBe('proved');
  });

  it('a counterexample has one of them, and `eval` lets it in', () => {
    const { counterexample } = nobody(['other.example.com'], main);
    expect(counterexample?.claims).toMatchObject({ aud: 'other.example.com' });
    const line = { id: '1', issuer: 'https://gitlab.com', account: '111122223333', policy: main };
    for (const [clientIds, decision] of [
      [['other.example.com'], 'allow'],
      [['sts.amazonaws.com'], 'deny'],
    ] as const) {
      expect(
        evaluateLine(JSON.stringify({ ...line, claims: counterexample?.claims, client_ids: clientIds })),
      ).toMatchObject({ decision });
    }
  });

  it('two roles share them', () => {
    const implied = (clientIds: readonly string[]) =>
      ask({ property: 'implies', policy: main, other: audience, client_ids: clientIds }).verdict;
    expect(implied(['https://gitlab.com'])).toBe('proved');
    expect(implied(['https://gitlab.com', 'sts.amazonaws.com'])).toBe('refuted');
  });

  it.each(['x', {}, [1], 1])('%j is refused', (clientIds) => {
    expect(nobody(clientIds)).toMatchObject({
      error: { code: 'ERR_BATCH', message: expect.stringContaining('`client_ids` is not a list of strings') },
    });
  });
});

describe('a bad line is an error of its own', () => {
  const good = { property: 'implies', policy: main, other: any };
  it.each([
    [{ ...good, property: 'nope' }, 'ERR_BATCH', 'unknown property `nope`; expected `implies`'],
    [{ ...good, property: undefined }, 'ERR_BATCH', '`property` is missing'],
    [{ ...good, policy: undefined }, 'ERR_BATCH', '`policy` is missing'],
    [{ ...good, other: undefined }, 'ERR_BATCH', '`other` is missing'],
    [{ ...good, policy: 'not json' }, 'ERR_JSON', '`policy` is not JSON'],
    [{ ...good, issuer: 'http://gitlab.com' }, 'ERR_BATCH', '`issuer` is not an https URL'],
    [{ ...good, world: 'mars' }, 'ERR_BATCH', 'unknown world `mars`'],
    [{ ...good, project: {} }, 'ERR_PROJECT', 'the project has no `path`'],
    [{ ...good, project: { path: 'a b/c' } }, 'ERR_PROJECT', 'project path `a b/c` cannot exist'],
    [
      { ...good, project: { path: 'a/b', protected_environments: 3 } },
      'ERR_PROJECT',
      'neither a list of names nor an object',
    ],
    [{ ...good, project: { path: 'a/b', id: 'x' } }, 'ERR_PROJECT', '`id` is not a number'],
    [
      { ...good, project: { path: 'a/b', sub_claim: ['ref'] } },
      'ERR_PROJECT',
      'does not begin with the project',
    ],
    [
      { ...good, project: { path: 'a/b', protected_branches: 3 } },
      'ERR_PROJECT',
      'neither an object nor a list',
    ],
  ])('%#', (question, code, message) => {
    const answer = ask(question) as { error?: { code: string; message: string } };
    expect(answer.error?.code).toBe(code);
    expect(answer.error?.message).toContain(message);
  });

  it('which is not JSON at all', () => {
    expect(proveLine('{', clock)).toEqual({
      id: null,
      error: { code: 'ERR_JSON', message: expect.stringContaining('the line is not JSON') },
    });
    expect(proveLine('[]', clock)).toEqual({
      id: null,
      error: { code: 'ERR_BATCH', message: 'the line is not an object; expected one JSON object on a line' },
    });
  });
});

test('a token of the answer is one that STS would take', () => {
  const { counterexample } = ask({ property: 'only_protected_refs', policy: main, project });
  const parsed = parsePolicy(main);
  if (!parsed.ok) throw new Error('malformed');
  const decision = judgeToken(
    compilePolicy(parsed.policy),
    counterexample?.claims ?? {},
    { issuer: 'https://gitlab.com', account: '111122223333' },
    1767225700,
  );
  expect(decision.outcome).toBe('allow');
  expect(counterexample?.claims).toMatchObject({
    pipeline_source: 'merge_request_event',
    ref: 'main',
    ref_protected: 'false',
    project_id: '101',
  });
});
