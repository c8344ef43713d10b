import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const inputs = join(__dirname, '../../cases/inputs/issuers');
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-issuers-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

const input = (name: string): string => join(inputs, `${name}.json`);

test.each<[string, readonly string[], number, RegExp]>([
  ['github-any', [], 1, /any-subject[\s\S]*any repository of GitHub Actions can assume the role/],
  ['tfc-any', [], 1, /any-subject[\s\S]*any workspace or stack of HCP Terraform can assume the role/],
  ['eks-any', [], 1, /any-subject[\s\S]*any service account of this issuer can assume the role/],
  ['gh-no-sub', [], 1, /any-subject[\s\S]*refused-by-iam/],
  ['gl-no-sub', [], 1, /missing-sub[\s\S]*any project or user of[\s\S]*is not a known issuer/],
  [
    'gl-no-sub',
    ['--gitlab-url', 'https://gitlab.example.com'],
    1,
    /missing-sub(?![\s\S]*not a known issuer)/,
  ],
  ['gaad', [], 1, /open-group-prefix/],
])('check %s %j: exit %d', async (name, options, code, text) => {
  const answer = await refgate('check', ...options, input(name));
  expect(answer.out).toMatch(text);
  expect(answer.code).toBe(code);
});

test.each<[string, number, RegExp]>([
  ['github-any', 0, /at most tokens of GitHub Actions .* like `repo:\*`/],
  ['eks-any', 0, /at most tokens of Amazon EKS .* like `system:serviceaccount:\*`/],
  [
    'gl-no-sub',
    2,
    /at most tokens of `gitlab.example.com`[\s\S]*not judged in full: .* is not a known issuer/,
  ],
  ['gaad', 0, /projects that are not declared/],
])('prove --describe %s: an upper bound, never nobody', async (name, code, text) => {
  const answer = await refgate('prove', '--describe', input(name));
  expect(answer.out).toMatch(text);
  expect(answer.out).not.toMatch(/nobody|no token/);
  expect(answer.code).toBe(code);
});

const github = (sub: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: {
        Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
      },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': sub },
      },
    },
  });

test('what is asked of GitLab tokens is undecided for another issuer, and `anyone` is answered', async () => {
  writeFileSync(join(folder, 'role.json'), github('repo:acme/api:*'));
  const fork = await refgate('prove', '--role', 'role.json', '--never', 'fork', 'role.json');
  expect(fork).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^\? undecided: .*GitHub Actions/) as string,
  });
  const anyone = await refgate('prove', '--role', 'role.json', '--never', 'anyone', 'role.json');
  expect(anyone).toMatchObject({ code: 1, out: expect.stringMatching(/^✗ refuted/) as string });
});

test('diff asks over every `sub` of another issuer', async () => {
  const [narrow, wide] = [join(folder, 'narrow.json'), join(folder, 'wide.json')];
  writeFileSync(narrow, github('repo:acme/*'));
  writeFileSync(wide, github('repo:*'));
  const widened = await refgate('diff', narrow, wide);
  expect(widened.out).not.toContain('no new access');
  expect(widened.code).toBe(1);
});

test('eval fills the keys that AWS lists for GitHub Actions', async () => {
  const policy = JSON.parse(github('repo:*')) as { Statement: { Condition: object } };
  policy.Statement.Condition = {
    StringEquals: { 'token.actions.githubusercontent.com:repository_id': '34' },
    StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' },
  };
  const line = (repository_id: string): string =>
    JSON.stringify({
      id: repository_id,
      policy,
      issuer: 'https://token.actions.githubusercontent.com',
      account: '111122223333',
      claims: { sub: 'repo:acme/api:pull_request', aud: 'sts.amazonaws.com', repository_id },
    });
  writeFileSync(join(folder, 'tokens.jsonl'), `${line('34')}\n${line('35')}\n`);
  const { out } = await refgate('eval', '--batch', 'tokens.jsonl');
  const decisions = out
    .trim()
    .split('\n')
    .map((text) => (JSON.parse(text) as { decision: string }).decision);
  expect(decisions).toEqual(['allow', 'deny']);
});
