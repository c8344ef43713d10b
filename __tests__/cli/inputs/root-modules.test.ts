import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deployedBelow } from '../../../cli/inputs/root-modules';
import { run } from '../../../cli/program';
import { readTerraformConfiguration, type ConfigurationFile, type Report } from '../../../policies/index';
import { fakeTerminal } from '../../support/fake-terminal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-roots-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const role = (sub: string): string => `resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
    Condition = { StringEquals = { "gitlab.com:aud" = "sts.amazonaws.com" }, StringLike = { "gitlab.com:sub" = ${sub} } }
  }] })
}
`;
const call = (source: string, sub: string): string =>
  `module "ci" {\n  source = "${source}"\n  sub    = "${sub}"\n}\n`;
const MAIN = 'project_path:shop/web:ref_type:branch:ref:main';

const ANY = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        },
      ],
    },
  },
};
const JSON_TEMPLATE = JSON.stringify({ Resources: { Any: ANY } });
const TEMPLATE = `Resources:\n  Any: ${JSON.stringify(ANY)}\n`;

const REPOSITORY = {
  'modules/ci/main.tf': `variable "sub" {}\n${role('var.sub')}`,
  'live/dev/main.tf': call('../../modules/ci/', MAIN),
  'live/prod/main.tf': call('../../modules/ci', MAIN),
  'live/prod/.terraform/modules/x/main.tf': role('"*"'),
  'node_modules/x/main.tf': role('"*"'),
  'own/main.tf.json': JSON.stringify({ module: { a: { source: './inner' } } }),
  'own/inner/main.tf': 'variable "a" {}\n',
  'docs/readme.md': '',
};

async function check(...args: readonly string[]): Promise<{ code: number; report: Report; err: string }> {
  const terminal = fakeTerminal({ cwd: folder, env: {} });
  const code = await run(['check', ...args, '--format', 'json'], terminal);
  const out = terminal.stdout();
  return { code, report: (out === '' ? {} : JSON.parse(out)) as Report, err: terminal.stderr() };
}

test('root modules are the folders with Terraform that no other one calls', async () => {
  write(REPOSITORY);
  expect(await deployedBelow(folder)).toEqual({
    inputs: ['live/dev', 'live/prod', 'own'],
    programs: [],
    unread: [],
  });
});

test('`-r` judges each of them in one report', async () => {
  write(REPOSITORY);
  const { code, report } = await check('-r', '.');
  expect(code).toBe(0);
  expect(report.summary.roles).toMatchObject({ found: 2, judged: 2 });
  expect(report.roles.map(({ key }) => key)).toEqual([
    'live/dev:module.ci.aws_iam_role.ci',
    'live/prod:module.ci.aws_iam_role.ci',
  ]);
});

test('the worst of them decides, and one that cannot be read is a part that was not judged', async () => {
  write({ ...REPOSITORY, 'broken/main.tf': 'resource "x" {\n' });
  const unread = await check('-r', '.');
  expect(unread.code).toBe(2);
  expect(unread.report.unresolved).toMatchObject([
    { address: 'broken', reason: expect.stringContaining('the root module cannot be read: ERR_TERRAFORM') },
  ]);
  expect(unread.report.summary.roles.judged).toBe(2);
  write({ 'live/prod/main.tf': call('../../modules/ci', 'project_path:*') });
  expect((await check('-r', '.')).code).toBe(1);
});

test('a folder without Terraform of its own names the root modules below it', async () => {
  write(REPOSITORY);
  const { code, err } = await check('.');
  expect(code).toBe(2);
  expect(err).toContain(
    'judge every root module below it with `--recursive`, or name one: `live/dev`, `live/prod`, `own`',
  );
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['a template beside a module that another one calls', { 'modules/ci/t.yaml': TEMPLATE }],
  ['a template of the Serverless Framework', { '.serverless/t.json': JSON_TEMPLATE }],
  [
    'a template beside 600 other files',
    {
      'live/dev/zz.yaml': TEMPLATE,
      ...Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`live/dev/a${at}.json`, '{}'])),
    },
  ],
])('%s is read', async (_, files) => {
  write({ ...REPOSITORY, ...files });
  const { code, report } = await check('-r', '.', '--account', '111122223333');
  expect(code).toBe(1);
  expect(report.summary.roles).toMatchObject({ found: 3, judged: 3 });
});

test.each(['Pulumi.yaml', 'serverless.yml', 'cdk.json', 'cdktf.json', 'sst.config.ts'])(
  '%s anywhere below is named, and never green',
  async (name) => {
    write({ ...REPOSITORY, [`app/${name}`]: '{}' });
    const { code, report } = await check('-r', '.');
    expect(code).toBe(2);
    expect(report.unresolved).toMatchObject([
      {
        address: `app/${name}`,
        reason: expect.stringMatching(/ is not read, and it may create a role: /),
        position: { file: `app/${name}`, line: 1, column: 1 },
      },
    ]);
  },
);

test('a link to a folder outside is named, and one to a folder inside is read once', async () => {
  const other = mkdtempSync(join(tmpdir(), 'refgate-roots-'));
  try {
    write(REPOSITORY);
    symlinkSync(join(folder, 'live'), join(folder, 'again'));
    expect(await check('-r', '.')).toMatchObject({ code: 0, report: { summary: { roles: { found: 2 } } } });
    writeFileSync(join(other, 'main.tf'), role('"*"'));
    symlinkSync(other, join(folder, 'live', 'stage'));
    const { code, report } = await check('-r', '.');
    expect(code).toBe(2);
    expect(report.unresolved).toMatchObject([
      { address: 'live/stage', reason: expect.stringContaining('a link to a place outside') },
    ]);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test('many root modules are counted in the name of the input', async () => {
  write(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}/main.tf`, role(`"${MAIN}"`)])));
  expect((await check('--recursive', '.')).report.input.name).toBe('. (5 root modules)');
});

test('a large folder without roles says that nothing was judged', async () => {
  write(
    Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `f${n}.tf`,
        `resource "aws_s3_bucket" "b${n}" {\n  bucket = "b${n}"\n}\n`,
      ]),
    ),
  );
  const terminal = fakeTerminal({ cwd: folder, env: {} });
  expect(await run(['check', '.'], terminal)).toBe(2);
  expect(terminal.stdout()).toContain('no role found: nothing was judged');
});

/** How often a member of a parsed configuration is read in a folder of so many files, none of which has a role. */
function readsOf(files: number): number {
  let reads = 0;
  const counted = <T extends object>(node: T): T =>
    new Proxy(node, {
      get(target, name, receiver): unknown {
        reads += 1;
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value === 'object' && value !== null ? counted(value) : value;
      },
    });
  const file = (n: number): ConfigurationFile => ({
    path: `f${n}.tf`,
    text: '',
    syntax: 'hcl',
    body: counted({
      resource: { aws_s3_bucket: { [`b${n}`]: [{ bucket: `b${n}`, tags: { team: 'data' } }] } },
      locals: [{ [`l${n}`]: n }],
    }),
  });
  const directories = new Map([['.', Array.from({ length: files }, (_, n) => file(n))]]);
  expect(readTerraformConfiguration({ root: '.', directories })).toMatchObject({ roles: [], unresolved: [] });
  return reads;
}

test('files without a role are read a fixed number of times each', () => {
  const [some, many] = [readsOf(50), readsOf(500)];
  expect(many / 500).toBeLessThanOrEqual((some / 50) * 1.05);
  expect(many / 500).toBeLessThan(300);
});

test('a local module outside of the folder is read, up to the checkout', async () => {
  write({
    'outside/main.tf': `variable "sub" {}\n${role('var.sub')}`,
    'shop/.git/HEAD': '',
    'shop/modules/ci/main.tf': `variable "sub" {}\n${role('var.sub')}`,
    'shop/live/main.tf': call('../modules/ci', MAIN),
    'shop/away/main.tf': call('../../outside', MAIN),
  });
  expect((await check('shop/live')).report.summary.roles).toMatchObject({ found: 1, judged: 1 });
  const { code, report } = await check('shop/away');
  expect(code).toBe(2);
  expect(report.unresolved).toMatchObject([
    { address: 'module.ci', reason: 'the directory `../../outside` of `module.ci` was not given' },
  ]);
});
