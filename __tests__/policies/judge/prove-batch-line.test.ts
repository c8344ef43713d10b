import { proveBatchLine } from '../../../policies/judge/index';

const GITHUB = 'token.actions.githubusercontent.com';

const policy = (host: string, values: object) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: values },
  },
});

const ask = (question: object) => proveBatchLine(JSON.stringify({ id: '1', ...question }), () => 0);

const REPO = policy(GITHUB, { [`${GITHUB}:sub`]: 'repo:acme/api:ref:refs/heads/main' });
const DEAD = policy(GITHUB, { [`${GITHUB}:sub`]: [] });

describe.each([
  ['the world of GitLab', { world: 'gitlab' }],
  ['no world', {}],
])('%s', (_, world) => {
  const common = { issuer: `https://${GITHUB}`, ...world };

  test('no GitLab mints a subject of GitHub: that proves nothing about the role', () => {
    expect(ask({ property: 'admits_nothing', policy: REPO, ...common })).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining(
        'is GitHub Actions: the world `gitlab` has none of its tokens',
      ) as unknown,
    });
  });

  test('what holds for every `sub` is proved', () => {
    expect(ask({ property: 'admits_nothing', policy: DEAD, ...common })).toMatchObject({
      verdict: 'proved',
      needs: [],
    });
    expect(ask({ property: 'implies', policy: REPO, other: REPO, ...common })).toMatchObject({
      verdict: 'proved',
    });
  });
});

test('a GitLab, an unknown host and the other world are asked as they are', () => {
  const of = (host: string, world: string) =>
    ask({
      property: 'admits_nothing',
      policy: policy(host, { [`${host}:sub`]: 'project_path:acme/api:ref_type:branch:ref:main' }),
      issuer: `https://${host}`,
      world,
    });
  expect(of('gitlab.com', 'gitlab')).toMatchObject({ verdict: 'refuted' });
  expect(of('git.acme.example', 'gitlab')).toMatchObject({ verdict: 'refuted' });
  expect(of(GITHUB, 'any_sub')).toMatchObject({ verdict: 'refuted' });
  expect(proveBatchLine('{', () => 0)).toMatchObject({ error: {} });
});

describe('callers that need no token are named beside every verdict', () => {
  const SUB = 'project_path:acme/api:ref_type:branch:ref:main';
  const own = policy('gitlab.com', { 'gitlab.com:sub': SUB });
  const open = {
    ...own,
    Statement: [own.Statement, { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  };
  const sentence = 'any AWS principal can assume the role by statement 2';
  const never = { ...own, Statement: [{ ...own.Statement, Condition: {} }, open.Statement[1]] };

  test.each([
    ['proved', { property: 'implies', policy: open, other: own }, ['policy']],
    ['proved', { property: 'equivalent', policy: own, other: open }, ['other']],
    ['proved', { property: 'equivalent', policy: open, other: open }, ['policy', 'other']],
    ['refuted', { property: 'admits_nothing', policy: open }, ['policy']],
    ['proved', { property: 'admits_nothing', policy: { ...open, Statement: [open.Statement[1]] } }, ['1']],
    ['undecided', { property: 'implies', policy: { Version: 1 }, other: open }, ['other']],
    ['refuted', { property: 'admits_nothing', policy: never, world: 'any_sub' }, ['policy']],
  ] as const)('%s: %j', (verdict, question, of) => {
    const names =
      of[0] === '1' ? [`policy: ${sentence.replace('2', '1')}`] : of.map((name) => `${name}: ${sentence}`);
    expect(ask({ issuer: 'https://gitlab.com', ...question })).toMatchObject({
      verdict,
      besideTokens: names,
    });
  });

  test('of another issuer too', () => {
    const beside = { ...REPO, Statement: [REPO.Statement, open.Statement[1]] };
    expect(ask({ property: 'admits_nothing', policy: beside, issuer: `https://${GITHUB}` })).toMatchObject({
      verdict: 'undecided',
      besideTokens: [`policy: ${sentence}`],
    });
  });

  test('a policy for tokens alone has none', () => {
    const answer = ask({ property: 'admits_nothing', policy: own, issuer: 'https://gitlab.com' });
    expect(Object.keys(answer)).toEqual(['id', 'verdict', 'counterexample', 'reason', 'ms']);
  });
});
