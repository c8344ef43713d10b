import { isGitlab, issuerOf } from '../../../policies/issuers/index';
import { parsePolicy, type Policy } from '../../../policies/trust/index';

const policy = (key: string, value: string): Policy => {
  const parsed = parsePolicy({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/ci.acme.example' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { [key]: value } },
    },
  });
  if (!parsed.ok) throw new Error('malformed');
  return parsed.policy;
};

test.each([
  ['gitlab.com', 'gitlab'],
  ['token.actions.githubusercontent.com', 'github-actions'],
  ['token.actions.githubusercontent.com/acme', 'github-actions'],
  ['token.actions.acme.ghe.com', 'github-actions'],
  ['github.acme.example/_services/token', 'github-actions'],
  ['app.terraform.io', 'hcp-terraform'],
  ['oidc.circleci.com/org/1a', 'circleci'],
  ['api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc', 'bitbucket'],
  ['agent.buildkite.com', 'buildkite'],
  ['oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE', 'eks'],
])('%s is %s', (host, id) => {
  expect(issuerOf(host)).toMatchObject({ host, id, known: true });
});

test.each([
  'gitlab.example.com',
  'gitlab.com/private',
  'gitlab.com.evil.example',
  'oidc.circleci.com',
  'oidc.eks.eu-west-1.amazonaws.com',
  'id.example',
])('%s is not a known issuer', (host) => {
  expect(issuerOf(host)).toEqual({ host, known: false, id: 'unknown', name: 'not a known issuer' });
});

test('a GitLab of one’s own is known when it is declared, named, or shown by a subject', () => {
  const host = 'ci.acme.example';
  expect(isGitlab(issuerOf(host))).toBe(false);
  expect(isGitlab(issuerOf(host, { declared: ['https://ci.acme.example'] }))).toBe(true);
  expect(isGitlab(issuerOf(host, { gitlabUrl: 'https://CI.acme.example/' }))).toBe(true);
  const shown = (value: string) => isGitlab(issuerOf(host, { policies: [policy(`${host}:sub`, value)] }));
  expect(shown('project_path:acme/*')).toBe(true);
  expect(shown('project_id:101:*')).toBe(true);
  expect(shown('repo:acme/api:*')).toBe(false);
  expect(shown('*')).toBe(false);
  expect(shown('project_pathological:acme')).toBe(false);
});

test('a subject shows only its own issuer, and never turns a known issuer into a GitLab', () => {
  const policies = [policy('other.example:sub', 'project_path:acme/api:*')];
  expect(issuerOf('ci.acme.example', { policies }).known).toBe(false);
  const github = 'token.actions.githubusercontent.com';
  const misled = [policy(`${github}:sub`, 'project_path:acme/api:*')];
  expect(issuerOf(github, { policies: misled, gitlabUrl: `https://${github}` }).id).toBe('github-actions');
});
