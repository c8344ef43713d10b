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
