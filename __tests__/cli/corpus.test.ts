import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../cli/program';
import type { Report } from '../../policies/index';
import { fakeTerminal } from '../support/fake-terminal';

// Forms in which roles for GitLab jobs are found in public repositories, one a folder or file, with the right answer of `check`.

const CORPUS = join(__dirname, '../cases/inputs/corpus');

/** `whole`: every role is judged. `part`: one is judged in part. `blocked`: nothing of a role is judged. */
type Outcome = 'whole' | 'part' | 'blocked';

interface Answer {
  readonly code: number;
  readonly outcome: Outcome;
  /** Checks of severity `error` that find something, each once. */
  readonly errors?: readonly string[];
  /** The same of severity `warning`. */
  readonly warnings?: readonly string[];
  /** What the reasons and notices contain: what it depends on, and the next step where nothing is judged. */
  readonly says?: readonly string[];
}

/** No role is read from it. */
const SCRIPT = 'script.sh';

const OPEN = ['any-ref-of-project', 'impostor-admitted', 'missing-aud'];

const ANSWERS: Readonly<Record<string, Answer>> = {
  'account-unknown': {
    code: 1,
    outcome: 'whole',
    errors: ['any-project', 'literal-star-refused', 'refused-by-iam'],
    warnings: ['impostor-admitted', 'missing-aud'],
    says: ['`000000000000` stands for it', 'give it with `--account`'],
  },
  'any-branch-permissions': {
    code: 1,
    outcome: 'whole',
    errors: ['admin-permissions-on-any-ref', 'session-widens-itself'],
    warnings: ['any-ref-of-project'],
  },
  'branches-times-projects': { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'caller-identity': {
    code: 0,
    outcome: 'whole',
    warnings: ['impostor-admitted'],
    says: ['give it with `--account`'],
  },
  'chain-from-devops': {
    code: 1,
    outcome: 'whole',
    errors: ['chain-to-stronger-role'],
    warnings: ['session-longer-than-chain'],
  },
  'cut-off': { code: 1, outcome: 'whole', errors: ['sub-cut-off'], warnings: ['impostor-admitted'] },
  'data-provider': { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'eks-issuer': {
    code: 0,
    outcome: 'whole',
    warnings: ['impostor-admitted'],
    says: ['the issuer of an EKS cluster is not known: `oidc.eks.us-east-1.amazonaws.com/id/FFFF'],
  },
  'empty-for-each': { code: 2, outcome: 'blocked', says: ['the block makes no role with these values'] },
  'encrypted-variables': { code: 2, outcome: 'part', says: ['depends on `var.s`', 'run `git-crypt unlock`'] },
  fileset: { code: 0, outcome: 'whole', warnings: OPEN },
  'gitlab-project': {
    code: 2,
    outcome: 'part',
    warnings: OPEN,
    says: ['depends on `gitlab_project.api.path_with_namespace`'],
  },
  'github-subject': {
    code: 1,
    outcome: 'part',
    errors: ['sub-without-project-path'],
    says: ['assume `known-components` if not'],
  },
  'hcl-idioms': { code: 0, outcome: 'whole', warnings: OPEN, says: ['give it with `--account`'] },
  'irsa-by-variables': { code: 0, outcome: 'whole', says: ['the issuer of an EKS cluster is not known'] },
  'irsa-of-a-module': {
    code: 2,
    outcome: 'whole',
    warnings: ['impostor-admitted'],
    says: ['run `terraform init`'],
  },
  'lambda-beside': { code: 0, outcome: 'whole' },
  'module-of-a-registry': {
    code: 1,
    outcome: 'part',
    errors: ['admin-permissions-on-any-ref'],
    warnings: ['any-ref-of-project', 'impostor-admitted'],
    says: ['`module.deploy` is judged by what is known of', 'run `terraform init`'],
  },
  opentofu: {
    code: 1,
    outcome: 'whole',
    errors: ['open-group-prefix'],
    warnings: ['any-ref-of-project', 'impostor-admitted'],
  },
  'other-issuers': { code: 0, outcome: 'whole' },
  'plan-role': {
    code: 1,
    outcome: 'whole',
    errors: ['session-widens-itself', 'trust-change-on-any-ref'],
    warnings: ['any-ref-of-project', 'impostor-admitted'],
  },
  'policy-file-outside/infra': { code: 0, outcome: 'whole', warnings: OPEN },
  'protected-and-ids': { code: 0, outcome: 'whole' },
  'provider-from-elsewhere': {
    code: 1,
    outcome: 'part',
    errors: ['any-project'],
    warnings: ['impostor-admitted', 'missing-aud'],
    says: ['the provider from `var.oidc_arn` is assumed to be that of `gitlab.com`', 'run `terraform init`'],
  },
  regex: { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'remote-modules': { code: 2, outcome: 'blocked', says: ['run `terraform init`, or read a plan'] },
  'role-of-the-cli.json': {
    code: 1,
    outcome: 'whole',
    errors: ['open-group-prefix'],
    warnings: ['impostor-admitted'],
  },
  'roles-of-a-variable': {
    code: 2,
    outcome: 'part',
    says: ['depends on `each.value.path`, `each.value.branch`', '`var.roles` has no default'],
  },
  'path-from-ssm': {
    code: 2,
    outcome: 'part',
    says: ['any-project, impostor-admitted, missing-aud, if `data.aws_ssm_parameter.path.value` is `*`'],
  },
  'self-assume': { code: 0, outcome: 'whole' },
  'service-permissions': { code: 2, outcome: 'whole' },
  'service-role-unknown': { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'subjects-by-variable': {
    code: 2,
    outcome: 'part',
    says: ['depends on `var.subjects`; any-project'],
  },
  'template-file': { code: 0, outcome: 'whole', warnings: OPEN },
  'template-json.json': { code: 1, outcome: 'whole', errors: ['open-group-prefix'], warnings: OPEN },
  'template-short-tags.yaml': {
    code: 1,
    outcome: 'whole',
    errors: ['open-group-prefix'],
    warnings: OPEN,
    says: ['give it with `--account`'],
  },
  'template-quoted.yaml': { code: 1, outcome: 'whole', errors: ['open-group-prefix'], warnings: OPEN },
  'two-condition-blocks': { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'duplicate-json-key': {
    code: 2,
    outcome: 'blocked',
    says: ['the member `gitlab.com:sub` appears twice in one object', 'merge the two'],
  },
  toggled: {
    code: 1,
    outcome: 'part',
    errors: ['open-group-prefix'],
    warnings: OPEN,
    says: ['`var.enabled` has no default'],
  },
  'trailing-slash': { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'trust-of-a-module': { code: 0, outcome: 'whole', warnings: ['impostor-admitted'] },
  'vendor-guide': { code: 0, outcome: 'whole', warnings: ['missing-aud'] },
  'wildcard-under-equals': {
    code: 1,
    outcome: 'whole',
    errors: ['no-token-can-assume', 'wildcard-under-string-equals'],
  },
  'working-directory': { code: 2, outcome: 'part', says: ['depends on `path.cwd`'] },
  workspace: {
    code: 2,
    outcome: 'part',
    says: ['depends on `terraform.workspace`', 'give it with `--workspace`'],
  },
};

async function check(name: string): Promise<Answer & { readonly text: string }> {
  const terminal = fakeTerminal({ cwd: CORPUS, env: {} });
  const code = await run(['check', name, '--format', 'json'], terminal);
  const { findings, unresolved, notices = [], summary } = JSON.parse(terminal.stdout()) as Report;
  const { found, judged, inPart, withoutProvider } = summary.roles;
  const isWhole = found > 0 && judged + withoutProvider === found;
  const ids = (severity: string): readonly string[] =>
    [
      ...new Set(findings.filter((one) => one.severity === severity).map((finding) => finding.check)),
    ].toSorted();
  return {
    code,
    outcome: isWhole ? 'whole' : judged + inPart > 0 ? 'part' : 'blocked',
    errors: ids('error'),
    warnings: ids('warning'),
    text: [...unresolved, ...notices].map(({ reason }) => reason).join('\n'),
  };
}

test.each(Object.entries(ANSWERS))(
  '%s has its answer',
  async (name, { says = [], errors = [], warnings = [], code, outcome }) => {
    const { text, ...found } = await check(name);
    expect(found).toEqual({ code, outcome, errors: errors.toSorted(), warnings: warnings.toSorted() });
    for (const words of says) expect(text).toContain(words);
  },
);

test('a provider from elsewhere: --describe judges the conditions anyway, and says what it does not know', async () => {
  const terminal = fakeTerminal({ cwd: CORPUS, env: {}, columns: 4000 });
  expect(await run(['prove', '--describe', 'provider-from-elsewhere'], terminal)).toBe(2);
  const out = terminal.stdout();
  for (const key of ['remote', 'ssm', 'var'])
    expect(out).toMatch(
      new RegExp(
        String.raw`^aws_iam_role\.r\["${key}"\] is partly known: the provider from .* is assumed to be that of \`gitlab\.com\`.*\n +whatever is unknown, it admits\n +projects that are not declared`,
        'm',
      ),
    );
  expect(out).toMatch(/^\? module\.gitlab .*not judged: .*run `terraform init`/m);
});

test('a script is not input, and says how to get one', async () => {
  const terminal = fakeTerminal({ cwd: CORPUS, env: {} });
  expect(await run(['check', SCRIPT], terminal)).toBe(2);
  expect(terminal.stderr()).toContain(
    'save the document of `--assume-role-policy-document` in a file and give that file',
  );
});

test('every idiom of the corpus has an answer', () => {
  const named = [...Object.keys(ANSWERS).map((name) => name.replace(/\/.*/, '')), SCRIPT];
  expect(readdirSync(CORPUS).toSorted()).toEqual(named.toSorted());
});

test('nine of ten are judged whole or in part, and whoever is not is told what to do', () => {
  const answers = Object.values(ANSWERS);
  const blocked = answers.filter(({ outcome }) => outcome === 'blocked');
  expect(blocked.length / answers.length).toBeLessThanOrEqual(0.1);
  for (const { says } of blocked) expect(says).not.toEqual([]);
  // green is for what is known whole
  for (const { code, outcome } of answers) if (outcome !== 'whole') expect(code).not.toBe(0);
});
