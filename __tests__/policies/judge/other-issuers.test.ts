import { providerArn } from '../../../policies/context/index';
import { parseFederation, type Federation, type Role } from '../../../policies/federation/index';
import { toPolicy } from '../../../policies/grant/index';
import type { JudgedIssuer } from '../../../policies/catalog/index';
import { judgeProofs } from '../../../policies/judge/index';
import { parsePolicy, type Policy } from '../../../policies/trust/index';

const ACCOUNT = '111122223333';
const ISSUER = 'https://gitlab.com';
const GITHUB = 'token.actions.githubusercontent.com';
const OTHER_GITLAB = 'git.orchard.example';

const federation = ((): Federation => {
  const parsed = parseFederation(
    `gitlab: { url: ${ISSUER}, audience: sts.amazonaws.com }
projects:
  press:
    path: orchard/press
    id: 101
    namespace_id: 12
    protected_branches: { main: { push: maintainer, merge: maintainer } }
accounts: { production: { id: "${ACCOUNT}", region: eu-west-1 } }
roles: { deploy: { account: production, trust: [{ project: press, branches: [main], protected: true }] } }
`,
    'federation.yaml',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.federation;
})();

const { grant } = federation.roles.get('deploy') as Role;

/** The statements of the grant and others. */
function policyWith(...more: readonly object[]): Policy {
  const result = toPolicy(grant, providerArn(ISSUER, ACCOUNT));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const { Statement } = result.document as { readonly Statement: readonly object[] };
  const parsed = parsePolicy({ Version: '2012-10-17', Statement: [...Statement, ...more] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

const allow = (host: string, values: Readonly<Record<string, string | readonly string[]>>) => ({
  Effect: 'Allow',
  Principal: { Federated: providerArn(`https://${host}`, ACCOUNT) },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`${host}:${name}`, value]),
    ),
  },
});

const gitlab: JudgedIssuer = {
  host: 'gitlab.com',
  id: 'gitlab',
  name: 'GitLab',
  known: true,
  world: 'gitlab',
};
const github: JudgedIssuer = {
  host: GITHUB,
  id: 'github',
  name: 'GitHub Actions',
  known: true,
  world: 'any_sub',
};
const otherGitlab: JudgedIssuer = { ...gitlab, host: OTHER_GITLAB };

const prove = (policy: Policy, issuers: readonly JudgedIssuer[]) =>
  judgeProofs(
    federation,
    [
      {
        key: 'deploy',
        policy,
        provider: { issuer: ISSUER, account: ACCOUNT },
        declared: { grant },
        issuers,
      },
    ],
    [],
  ).map(({ property, verdict, reason, counterexample, assumptions }) => ({
    property,
    verdict,
    reason,
    counterexample,
    assumptions,
  }));

const REPO = allow(GITHUB, { aud: 'sts.amazonaws.com', sub: 'repo:orchard/press:ref:refs/heads/main' });
const NO_REPO = allow(GITHUB, { aud: 'sts.amazonaws.com', sub: [] });
const SUBJECT = 'project_path:orchard/press:ref_type:branch:ref:main';

test('the statements of the grant alone are proved to admit nothing beyond it', () => {
  expect(prove(policyWith(), [gitlab])).toMatchObject([
    { property: 'deploy admits nothing beyond its grant', verdict: 'proved' },
    { verdict: 'proved' },
  ]);
});

describe('every token of another issuer that the policy accepts is beyond the grant', () => {
  test('of GitHub Actions', () => {
    const [nothingMore, nothingLess] = prove(policyWith(REPO), [gitlab, github]);
    expect(nothingMore).toMatchObject({
      property: 'deploy admits nothing beyond its grant',
      verdict: 'refuted',
      reason: expect.stringMatching(new RegExp(`^tokens of \`${GITHUB}\`: `)) as unknown,
      counterexample: {
        claims: { [`${GITHUB}:sub`]: 'repo:orchard/press:ref:refs/heads/main' },
      },
    });
    expect(nothingLess).toMatchObject({ verdict: 'proved' });
  });

  test('of another GitLab, although the subject is that of the grant', () => {
    const policy = policyWith(allow(OTHER_GITLAB, { aud: 'sts.amazonaws.com', sub: SUBJECT }));
    expect(prove(policy, [gitlab, otherGitlab])[0]).toMatchObject({
      verdict: 'refuted',
      reason: expect.stringContaining(`tokens of \`${OTHER_GITLAB}\``) as unknown,
      counterexample: { claims: { iss: `https://${OTHER_GITLAB}`, sub: SUBJECT } },
    });
  });

  test('of one of several: the proof names each issuer that was asked about', () => {
    const [proof] = prove(policyWith(NO_REPO), [gitlab, github]);
    expect(proof).toMatchObject({
      verdict: 'proved',
      reason: expect.stringMatching(/^tokens of `gitlab\.com`: .*; tokens of `token\.actions/) as unknown,
    });
    const both = [NO_REPO, allow(OTHER_GITLAB, { aud: 'a', sub: SUBJECT })];
    expect(prove(policyWith(...both), [gitlab, github, otherGitlab])[0]).toMatchObject({
      verdict: 'refuted',
      reason: expect.stringContaining(`tokens of \`${OTHER_GITLAB}\``) as unknown,
    });
  });

  test('what is beyond the grant for its own issuer stays refuted for that', () => {
    const wider = allow('gitlab.com', { aud: 'sts.amazonaws.com', sub: `${SUBJECT}-2` });
    expect(prove(policyWith(wider, NO_REPO), [gitlab, github])[0]).toMatchObject({
      verdict: 'refuted',
      reason: expect.stringMatching(/^tokens of `gitlab\.com`: /) as unknown,
    });
  });
});
