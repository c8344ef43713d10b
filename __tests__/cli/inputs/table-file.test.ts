import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const trust = (sub: string, account = '111122223333'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/gitlab.com` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:project_id': '101' },
        StringLike: { 'gitlab.com:sub': `project_path:acme/platform/api:${sub}` },
      },
    },
  });
const role = (name: string, sub: string) => ({ name, assume_role_policy: trust(sub) });
const MAIN = 'ref_type:branch:ref:main';
const FOREIGN = {
  resource: { aws_iam_role: { ci: role('ci-deploy', MAIN), read: role('ci-read', 'ref_type:branch:ref:*') } },
};
const YAML = `
gitlab: { url: 'https://gitlab.com', audience: sts.amazonaws.com }
projects: { api: { path: acme/platform/api, id: 101, namespace_id: 12 } }
table:
  - { pipeline: { project: api, branch: main }, assumes: [ci-deploy, aws_iam_role.read] }
  - { pipeline: { project: api, branch: dev }, assumes: [ci-read] }
  - { pipeline: { project: api, tag: main }, assumes: [] }
  - { pipeline: { impostor_of: api, branch: main }, assumes: [] }
`;
const CSV = `path,id,branch,tag,audience,assumes,note
acme/platform/api,101,main,,sts.amazonaws.com,ci-deploy ci-read,
acme/platform/api,101,,main,sts.amazonaws.com,,"a tag, not the branch"
acme/platform/api,7,main,,sts.amazonaws.com,,somebody else
`;

let folder: string;
const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-table-'));
  put('cdk.tf.json', JSON.stringify(FOREIGN));
  put('table.yaml', YAML);
  put('table.csv', CSV);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function check(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder });
  const code = await run(['check', ...args], terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

interface Judged {
  readonly roles: readonly { readonly key: string }[];
  readonly rows: readonly {
    readonly label: string;
    readonly cells: readonly { readonly holds: boolean }[];
  }[];
}

test.each([
  ['table.yaml', 4],
  ['table.csv', 3],
])('policies of somebody else keep what %s promises', async (table, rows) => {
  const { out } = await check('cdk.tf.json', '--table', table, '--format', 'json');
  const report = JSON.parse(out) as Judged;
  expect(report.roles.map(({ key }) => key)).toEqual(['aws_iam_role.ci', 'aws_iam_role.read']);
  expect(report.rows).toHaveLength(rows);
  expect(report.rows.flatMap(({ cells }) => cells)).toHaveLength(rows * 2);
  expect(report.rows.filter(({ cells }) => !cells.every(({ holds }) => holds))).toEqual([]);
});

test('a row that does not hold is told with its place in the table and its reason', async () => {
  put('broken.csv', `${CSV}acme/platform/api,101,dev,,sts.amazonaws.com,ci-deploy,\n`);
  const { code, out } = await check('cdk.tf.json', '--table', 'broken.csv');
  expect(code).toBe(1);
  expect(out).toContain('broken.csv:5:1');
  expect(out).toMatch(
    /must assume it, but cannot: .*`project_path:acme\/platform\/api:ref_type:branch:ref:main`/s,
  );
  expect(out).toMatch(/must not assume it, but can: statement 1 allows it/);
});

test('a bare policy is called by its file', async () => {
  put('trust.json', trust(MAIN));
  put('bare.csv', CSV.replace('ci-deploy ci-read', 'trust.json'));
  expect((await check('trust.json', '--table', 'bare.csv')).out).toContain('3 promises kept');
});

test('with a declaration the table is in place of its own, and knows its projects', async () => {
  put('federation.yaml', readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8'));
  put('declared.csv', 'project,branch,assumes\napi,main,deploy plan\nweb,main,web-deploy\n');
  const { code, out } = await check('--table', 'declared.csv');
  expect(out).toContain('2 pipelines × 5 roles');
  expect(out).toContain('10 promises kept, 31 properties proved');
  expect(code).toBe(0);
  rmSync(join(folder, 'federation.yaml'));
});

test.each([
  ['table: []', 'ERR_TABLE: `t.yaml` has no row: it proves nothing'],
  ['table: [{ claims: { sub: x }, assumes: [deploy] }]', 'unknown role `deploy`'],
  ['table: [{ pipeline: { path: a/b, branch: x }, assumes: [] }]', 'nothing tells the audience of the token'],
  [YAML.replace('https', 'http'), 'ERR_ISSUER: issuer `http://gitlab.com`'],
  [YAML.replace('id: 101', 'idd: 101'), '`idd`'],
])('%j is told, and nothing is judged', async (text, message) => {
  put('t.yaml', text);
  const { code, out, err } = await check('cdk.tf.json', '--table', 't.yaml');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});

test('several providers: the table has to say whose tokens it is about', async () => {
  const other = trust(MAIN).replaceAll('gitlab.com', 'gitlab.example.com');
  put(
    'two.tf.json',
    JSON.stringify({
      resource: { aws_iam_role: { a: role('a', MAIN), b: { name: 'b', assume_role_policy: other } } },
    }),
  );
  put('two.csv', 'path,branch,audience,assumes\nacme/platform/api,dev,sts.amazonaws.com,\n');
  const { code, err } = await check('two.tf.json', '--table', 'two.csv');
  expect(code).toBe(2);
  expect(err).toContain('nothing tells which GitLab runs the pipeline');
});

test('roles with one address in two stacks stay two roles', async () => {
  const stacks = { a: 'stacks/a/cdk.tf.json', b: 'stacks/b/cdk.tf.json' };
  for (const [name, path] of Object.entries(stacks)) {
    mkdirSync(join(folder, 'out/stacks', name), { recursive: true });
    const deploy = role(`${name}-deploy`, name === 'a' ? 'ref_type:branch:ref:*' : MAIN);
    put(join('out', path), JSON.stringify({ resource: { aws_iam_role: { deploy } } }));
  }
  const listed = Object.entries(stacks).map(([name, synthesizedStackPath]) => [
    name,
    { name, synthesizedStackPath },
  ]);
  put('out/manifest.json', JSON.stringify({ stacks: Object.fromEntries(listed) }));
  put('dev.csv', 'path,id,branch,audience,assumes\nacme/platform/api,101,dev,sts.amazonaws.com,b-deploy\n');
  const { code, out } = await check('out', '--table', 'dev.csv', '--format', 'json');
  const { roles, rows } = JSON.parse(out) as Judged;
  expect(code).toBe(1);
  expect(roles.map(({ key }) => key)).toEqual(['aws_iam_role.deploy (1)', 'aws_iam_role.deploy (2)']);
  expect(rows[0]?.cells).toMatchObject([
    { expected: false, outcome: 'allow', holds: false },
    { expected: true, outcome: 'deny', holds: false },
  ]);
  const terminal = fakeTerminal({ cwd: folder });
  expect(await run(['prove', 'out', '--role', 'aws_iam_role.deploy', '--never', 'tag'], terminal)).toBe(2);
  expect(terminal.stderr()).toContain(
    '2 roles are called `aws_iam_role.deploy`; expected one of `aws_iam_role.deploy (1)`, `aws_iam_role.deploy (2)`',
  );
});
