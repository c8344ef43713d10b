import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-partly-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** A role that trusts gitlab.com, with its conditions as Terraform writes them. */
const role = (name: string, conditions: string): string => `
resource "aws_iam_role" "${name}" {
  name = "${name}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
    Condition = { ${conditions} }
  }] })
}
`;
const sub = (value: string): string => `StringLike = { "gitlab.com:sub" = ${value} }`;
const PROTECTED = 'StringEquals = { "gitlab.com:ref_protected" = "true" }';

const FOLDERS = {
  open: `
variable "path" {}
variable "branch" {}
${role('deploy', `${PROTECTED}, ${sub('"project_path:${var.path}:ref_type:branch:ref:main"')}`)}
${role('any', sub('["project_path:*", "project_path:shop/web:ref_type:branch:ref:${var.branch}"]'))}
${role('web', `${PROTECTED}, ${sub('"project_path:shop/web:ref_type:branch:ref:${var.branch}"')}`)}
${role('tags', sub('"project_path:shop/web:ref_type:tag:ref:v1"'))}
`,
  unread: `
variable "policy" {}
${role('tags', sub('"project_path:shop/web:ref_type:tag:ref:v1"'))}
resource "aws_iam_role" "lost" {
  name = "lost"
  assume_role_policy = var.policy
}
`,
  others: `
variable "bucket" {}
${role('tags', sub('"project_path:shop/web:ref_type:tag:ref:v1"'))}
resource "aws_iam_role" "resize" {
  name = "resize"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" }
    Condition = { ArnLike = { "aws:SourceArn" = var.bucket } }
  }] })
}
resource "aws_iam_role" "node" {
  name = "node"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" }
  }] })
}
`,
};

async function refgate(command: string, input: keyof typeof FOLDERS, ...args: readonly string[]) {
  const path = join(folder, input);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'main.tf'), FOLDERS[input]);
  const terminal = fakeTerminal({ cwd: folder });
  const code = await run([command, input, ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

test('`--describe` bounds a partly known role, names what it depends on, and is not green', async () => {
  const { code, out } = await refgate('prove', 'open', '--describe', '--role', 'deploy');
  expect(out).toMatch(
    /^aws_iam_role.deploy depends on `var.path`; .*\n {2}whatever is unknown, it admits at most\n {4}projects that are not declared, .*\n {2}and at least\n {4}no token\n$/,
  );
  expect(code).toBe(2);
});

test('`--describe` names a role that could not be read, and is not green', async () => {
  const { code, out } = await refgate('prove', 'unread', '--describe');
  expect(out).toMatch(/^aws_iam_role.tags admits\n/);
  expect(out).toMatch(
    /\? aws_iam_role.lost \(unread\/main.tf:\d+:\d+\): not judged: `var.policy` has no default/,
  );
  expect(code).toBe(2);
  const json = await refgate('prove', 'unread', '--describe', '--format', 'json');
  expect(JSON.parse(json.out)).toHaveLength(1);
  expect(json.err).toContain('aws_iam_role.lost');
  expect(json.code).toBe(2);
});

test('roles that no token can assume stop nothing and are counted in one line', async () => {
  const { code, out } = await refgate('prove', 'others', '--describe');
  expect(out).toMatch(/\nnot judged: 2 roles whose trust policies name no OIDC provider\n$/);
  expect(code).toBe(0);
});

test.each<[readonly string[], number, RegExp]>([
  [
    ['--role', 'deploy', '--only', 'protected_refs'],
    0,
    /^✓ proved: aws_iam_role.deploy admits protected refs only/,
  ],
  [['--role', 'any', '--never', 'tag'], 1, /^✗ refuted: aws_iam_role.any admits no tag/],
  [['--role', 'web', '--only', 'shop/web'], 0, /^✓ proved: aws_iam_role.web admits shop\/web only/],
  [['--role', 'deploy', '--only', 'shop/web'], 2, /^\? undecided: .*depends on `var.path`/],
  [['--implies', 'web', 'any'], 0, /^✓ proved/],
  [['--implies', 'any', 'web'], 1, /^✗ refuted/],
  [['--implies', 'web', 'deploy'], 2, /^\? undecided: .*depends on `var.branch`; .*depends on `var.path`/],
  [['--disjoint', 'web', 'deploy'], 2, /^\? undecided/],
  [['--disjoint', 'any', 'tags'], 1, /^✗ refuted/],
  [['--equivalent', 'any', 'web'], 1, /^✗ refuted/],
  [['--equivalent', 'web', 'deploy'], 2, /^\? undecided/],
])('%j over roles that are partly known', async (args, code, text) => {
  const result = await refgate('prove', 'open', ...args);
  expect(result.out).toMatch(text);
  expect(result.code).toBe(code);
});

/** A version of one role `r`; `conditions` as Terraform writes them. */
async function compare(before: string, after: string, variables = 'variable "branch" {}') {
  const path = join(folder, 'versions');
  for (const [name, conditions] of Object.entries({ before, after })) {
    mkdirSync(join(path, name), { recursive: true });
    writeFileSync(join(path, name, 'main.tf'), `${variables}\n${role('r', conditions)}`);
  }
  const terminal = fakeTerminal({ cwd: path, columns: 4000 });
  const code = await run(['diff', 'before', 'after'], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

const BRANCH = sub('"project_path:shop/web:ref_type:branch:ref:${var.branch}"');
const MAIN = sub('"project_path:shop/web:ref_type:branch:ref:main"');
const WHOLE = sub('"project_path:shop/web:*"');
const WHOLE_OR_BRANCH = sub(
  '["project_path:shop/web:*", "project_path:shop/web:ref_type:branch:ref:${var.branch}"]',
);

test.each<[string, string, string, number, RegExp]>([
  [
    'unchanged',
    BRANCH,
    BRANCH,
    0,
    /r: no new access, whatever `var.branch` is: the policy and all that it is computed from are unchanged/,
  ],
  ['a value in place of an unknown one', BRANCH, MAIN, 2, /cannot be compared: depends on `var.branch`/],
  ['an unknown one in place of a value', MAIN, BRANCH, 2, /cannot be compared: depends on `var.branch`/],
  ['gained whatever it is', BRANCH, WHOLE, 1, /r changes\n {2}\+ .*shop\/web.*\n[^]*gives access/],
  [
    'gained beside what is unknown',
    BRANCH,
    sub('["project_path:shop/web:ref_type:branch:ref:${var.branch}", "project_path:shop/api:*"]'),
    1,
    /changes: .*\n {2}\+ .*shop\/api/,
  ],
  ['narrower whatever it is', WHOLE, BRANCH, 0, /r changes\n {2}- .*shop\/web[^]*✓ no new access: proved/],
  [
    'nothing gained by a proof, where the earlier version was unknown',
    sub('["project_path:shop/web:*", "project_path:shop/web:ref_type:branch:ref:${var.branch}"]'),
    MAIN,
    0,
    /no new access: proved/,
  ],
])('diff of roles that are partly known: %s', async (_, before, after, code, text) => {
  const result = await compare(before, after);
  expect(result.out).toMatch(text);
  expect(result.code).toBe(code);
  if (code === 2) expect(result.out).not.toContain('no new access');
});

test('what is assumed of an unknown provider of the earlier version is not proof that nothing is gained', async () => {
  const path = join(folder, 'assumed');
  const text = role('r', WHOLE);
  const provider = '"arn:aws:iam::111122223333:oidc-provider/gitlab.com"';
  for (const [name, tf] of [
    ['before', `variable "provider" {}\n${text.replace(provider, 'var.provider')}`],
    ['after', text],
  ] as const) {
    mkdirSync(join(path, name), { recursive: true });
    writeFileSync(join(path, name, 'main.tf'), tf);
  }
  const terminal = fakeTerminal({ cwd: path, columns: 4000 });
  const code = await run(['diff', 'before', 'after', '--account', '111122223333'], terminal);
  expect(terminal.stdout()).toMatch(
    /cannot be compared: no difference is found only if what is assumed is true: the provider from `var.provider` is assumed to be that of `gitlab.com`/,
  );
  expect(code).toBe(2);
});

/** `ci` is partly known and leads to `prod`, which a GitLab job may also assume directly from protected refs. */
const CHAIN = (ci: string, trusted = 'arn:aws:iam::111122223333:role/ci'): string => `
variable "branch" {}
${role('ci', ci)}
resource "aws_iam_role" "prod" {
  name = "prod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
    Condition = { ${PROTECTED}, ${MAIN} }
  }, { Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "${trusted}" } }] })
}
`;

async function inChain(text: string, ...args: readonly string[]) {
  const path = join(folder, 'chain');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'main.tf'), text);
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const [command = '', ...rest] = args;
  const words =
    command === 'explain-prod'
      ? ['explain', 'prod', 'chain', '--pipeline', ...rest]
      : [command, 'chain', ...rest];
  const code = await run([...words, '--account', '111122223333'], terminal);
  return { code, out: terminal.stdout() + terminal.stderr() };
}

test.each<[string, string, number, RegExp]>([
  ['what the unknown part decides is undecided', BRANCH, 2, /undecided: .*depends on `var.branch`/],
  [
    'what holds for every value is proved',
    `${PROTECTED}, ${BRANCH}`,
    0,
    /proved: .*also through `aws_iam_role.ci`/,
  ],
  ['what fails for every value is refuted', WHOLE_OR_BRANCH, 1, /refuted: .*through `aws_iam_role.ci`/],
])('a proof about a role that a partly known one leads to: %s', async (_, ci, code, text) => {
  const result = await inChain(CHAIN(ci), 'prove', '--role', 'prod', '--only', 'protected_refs');
  expect(result.out).toMatch(text);
  expect(result.code).toBe(code);
});

test('`--describe` lists what comes through a partly known role, and is not green', async () => {
  const { code, out } = await inChain(
    CHAIN(`${PROTECTED}, ${BRANCH}`),
    'prove',
    '--role',
    'prod',
    '--describe',
  );
  expect(out).toMatch(/through `aws_iam_role.ci`, which depends on `var.branch`.*: .*shop\/web/);
  expect(code).toBe(2);
});

test('`check` finds a chain from a partly known role to a stronger one', async () => {
  const strong = `${CHAIN(WHOLE_OR_BRANCH)}
resource "aws_iam_role_policy_attachment" "a" {
  role = aws_iam_role.prod.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}`;
  const { code, out } = await inChain(strong, 'check', '--format', 'json');
  const report = JSON.parse(out.slice(out.indexOf('{'))) as {
    findings: readonly { check: string; role: string }[];
  };
  expect(report.findings).toContainEqual(
    expect.objectContaining({ check: 'chain-to-stronger-role', role: 'aws_iam_role.ci' }),
  );
  expect(code).not.toBe(0);
});

test('a chain that a partly known trust policy decides is not certain', async () => {
  const text = CHAIN(`${PROTECTED}, ${BRANCH}`).replace(
    'Principal = { AWS = "arn:aws:iam::111122223333:role/ci" } }',
    'Principal = { AWS = "arn:aws:iam::111122223333:role/ci" }, Condition = { StringEquals = { "aws:PrincipalArn" = "${var.branch}" } } }',
  );
  const never = await inChain(text, 'prove', '--role', 'prod', '--only', 'protected_refs');
  expect(never.out).toMatch(/proved/);
  const open = await inChain(
    text.replace(`${PROTECTED}, ${BRANCH}`, WHOLE),
    'prove',
    '--role',
    'prod',
    '--only',
    'protected_refs',
  );
  expect(open.out).toMatch(
    /undecided: .*whether a session of `aws_iam_role.ci` can assume it: it depends on `var.branch`/,
  );
  expect(open.code).toBe(2);
});

test('a row of a table is open where only a partly known role leads to the role', async () => {
  const row = (branch: string): string =>
    `  - { pipeline: { path: shop/web, id: 7, namespace_id: 3, branch: ${branch}, audience: sts.amazonaws.com }, assumes: [] }`;
  writeFileSync(join(folder, 'rows.yaml'), `table:\n${row('dev')}\n${row('x')}\n`);
  const ci = `StringNotLike = { "gitlab.com:sub" = "*:x" }, ${BRANCH}`;
  const { out } = await inChain(CHAIN(ci), 'check', '--table', 'rows.yaml', '--format', 'json');
  const { rows, roles } = JSON.parse(out.slice(out.indexOf('{'))) as {
    rows: readonly { cells: readonly { outcome: string; reason?: string }[] }[];
    roles: readonly { name?: string }[];
  };
  const place = roles.findIndex(({ name }) => name === 'prod');
  expect(rows.map(({ cells }) => cells[place])).toMatchObject([
    {
      outcome: 'undetermined',
      reason: expect.stringMatching(/depends on `var.branch`/),
    },
    { outcome: 'deny' },
  ]);
});

const PIPELINE = (branch: string, isProtected: boolean): string =>
  `{path: shop/web, id: 7, namespace_id: 3, branch: ${branch}, protected: ${isProtected}, audience: sts.amazonaws.com}`;

test.each<[string, string, boolean, number, RegExp]>([
  [
    'refused whatever the unknown part is',
    'web',
    false,
    1,
    /^aws_iam_role.web: refused by the trust policy: .*ref_protected.* \(whatever `var.branch` is\)\n/,
  ],
  ['dependent on it', 'web', true, 2, /^aws_iam_role.web: cannot tell: depends on `var.branch`/],
  ['allowed whatever it is', 'any', true, 0, /^aws_iam_role.any: allowed: .* \(whatever `var.branch` is\)\n/],
])('`explain` over a partly known role: %s', async (_, name, isProtected, code, text) => {
  mkdirSync(join(folder, 'open'), { recursive: true });
  writeFileSync(join(folder, 'open', 'main.tf'), FOLDERS.open);
  const terminal = fakeTerminal({ cwd: folder, columns: 4000 });
  const exit = await run(['explain', name, 'open', '--pipeline', PIPELINE('dev', isProtected)], terminal);
  const out = terminal.stdout() + terminal.stderr();
  expect(out).toMatch(text);
  expect(out).not.toContain('to change it');
  expect(exit).toBe(code);
});

test.each<[string, string, boolean, number, RegExp]>([
  ['the own policy is enough', BRANCH, true, 0, /^aws_iam_role.prod: allowed: /],
  [
    'through a partly known role it depends',
    BRANCH,
    false,
    2,
    /^aws_iam_role.prod: through `aws_iam_role.ci`: cannot tell: depends on `var.branch`/,
  ],
  [
    'through a role that allows it whatever the unknown part is',
    WHOLE_OR_BRANCH,
    false,
    0,
    /^aws_iam_role.prod: through `aws_iam_role.ci`: allowed: /,
  ],
  [
    'no way in',
    `${PROTECTED}, ${BRANCH}`,
    false,
    1,
    /^aws_iam_role.prod: refused by the trust policy: [^]*aws_iam_role.prod: through `aws_iam_role.ci`: refused by the trust policy: .*whatever `var.branch` is/,
  ],
])('`explain` follows chains: %s', async (_, ci, isProtected, code, text) => {
  const { code: exit, out } = await inChain(CHAIN(ci), 'explain-prod', PIPELINE('main', isProtected));
  expect(out).toMatch(text);
  expect(exit).toBe(code);
});
