import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInput } from '../../../cli/inputs/read-input';
import { run } from '../../../cli/program';
import { lintCi, parseFederation, type Federation, type Report } from '../../../policies/index';
import { createFederation } from '../../../modules/index';
import { jsonOf, type StackJson, Workbench } from '../../modules/workbench';
import { fakeTerminal } from '../../support/fake-terminal';

// One provider with an audience for each role: a job that asks for the audience of another role is refused.

const CASE = join(__dirname, '../../cases/inputs/one-audience-per-role');
const MODULE = join(__dirname, '../../../modules/terraform-module/source');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-audiences-'));
  cpSync(CASE, join(folder, 'infra'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function check(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly report: Report }> {
  const terminal = fakeTerminal({ cwd: folder, env: {} });
  const code = await run(['check', ...args, '--format', 'json'], terminal);
  return { code, report: JSON.parse(terminal.stdout()) as Report };
}

test.each(['rows.csv', 'rows.yaml'])('the rows of %s hold', async (rows) => {
  const { code, report } = await check('infra', '--table', `infra/${rows}`);
  expect(report.summary.verdict).toBe('holds');
  expect(code).toBe(0);
});

test('a row that expects a role by the audience of another one fails', async () => {
  const rows = readFileSync(join(CASE, 'rows.csv'), 'utf8');
  const wrong = rows.replace('pr12,acme_protected_mirror,', 'pr12,acme_protected_mirror,acme-pr');
  expect(wrong).not.toBe(rows);
  writeFileSync(join(folder, 'wrong.csv'), wrong);
  const { code, report } = await check('infra', '--table', 'wrong.csv');
  expect(code).toBe(1);
  expect(report.summary.verdict).toBe('broken');
});

test('the Terraform module gives each role its own audience, and the provider all of them', async () => {
  cpSync(MODULE, join(folder, 'own/module'), { recursive: true });
  writeFileSync(
    join(folder, 'own/main.tf'),
    `module "gitlab" {
  source     = "./module"
  issuer     = "https://gitlab.example.com"
  audience   = "acme_protected_mirror"
  roles = {
    protected = { trust = [{ project = { path = "acme/stack" }, branches = ["develop"] }] }
    pr        = { audience = "acme_pr_mirror", trust = [{ project = { path = "acme/stack" }, branches = ["pr*"] }] }
  }
}
`,
  );
  const input = await readInput('own', fakeTerminal({ cwd: folder, env: {} }));
  const [artifact] = 'artifacts' in input ? input.artifacts : [];
  expect(artifact?.providers.map(({ clientIds }) => clientIds)).toEqual([
    ['acme_pr_mirror', 'acme_protected_mirror'],
  ]);
  const audiences = artifact?.roles.map(({ name, text }) => [
    name,
    /"gitlab\.example\.com:aud":"([^"]*)"/.exec(text)?.[1],
  ]);
  expect(audiences).toEqual([
    ['pr', 'acme_pr_mirror'],
    ['protected', 'acme_protected_mirror'],
  ]);
});

const DECLARATION = `gitlab: { url: https://gitlab.example.com, audience: acme_protected_mirror }
projects:
  stack: { path: acme/stack, protected_branches: { develop: { push: maintainer, merge: maintainer } }, protected_tags: {} }
accounts: { main: { id: '111122223333', region: eu-west-1 } }
roles:
  protected:
    account: main
    trust: [{ project: stack, branches: [develop] }]
    variables: [{ key: PROTECTED_ROLE_ARN }]
  pr:
    account: main
    audience: acme_pr_mirror
    trust: [{ project: stack, branches: ['pr*'] }]
    variables: [{ key: PR_ROLE_ARN }]
table: []
`;

function declared(): Federation {
  const parsed = parseFederation(DECLARATION, 'federation.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.federation;
}

test('the output `gitlab_ci_jobs` of a stack asks for the audience of each role', () => {
  const workbench = new Workbench();
  const [stack] = createFederation(workbench.app(), declared());
  if (stack === undefined) throw new Error('no stack');
  const { output, locals } = jsonOf(stack) as StackJson & { readonly locals?: unknown };
  workbench.clear();
  expect(output).toMatchObject({
    gitlab_ci_jobs: { value: expect.stringContaining('aud = local.audiences[role]') as unknown },
  });
  expect(locals).toMatchObject({ audiences: { pr: 'acme_pr_mirror', protected: 'acme_protected_mirror' } });
});

const job = (variable: string, audience: string): string => `deploy:
  id_tokens: { AWS_TOKEN: { aud: ${audience} } }
  script:
    - aws sts assume-role-with-web-identity --role-arn "$${variable}" --role-session-name job --web-identity-token "$AWS_TOKEN"
  rules: [{ if: '$CI_COMMIT_BRANCH == "develop" && $CI_PIPELINE_SOURCE == "push"' }]
`;

test.each([
  ['PROTECTED_ROLE_ARN', 'acme_protected_mirror', []],
  ['PR_ROLE_ARN', 'acme_pr_mirror', []],
  ['PROTECTED_ROLE_ARN', 'acme_pr_mirror', ['write `aud: acme_protected_mirror`']],
  ['PR_ROLE_ARN', 'acme_protected_mirror', ['write `aud: acme_pr_mirror`']],
  ['OTHER_ROLE_ARN', 'acme_pr_mirror', []],
])('wrong-audience: a job of %s that asks for %s', (variable, audience, expected) => {
  const { findings } = lintCi(job(variable, audience), { file: 'ci.yml', federation: declared() });
  const wrong = findings.filter(({ rule }) => rule === 'wrong-audience');
  expect(wrong.map(({ fix }) => fix)).toEqual(expected);
});
