import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { accountSources, awsPackages, leastPolicy, readAccounts } from '../../../net/index';
import { bundledProgram } from '../../support/bundled-program';
import { fakeTerminal } from '../../support/fake-terminal';
import { DENIED, iamServer, THROTTLED, type IamServer } from '../../support/iam-server';
import { ACCOUNT_A, ACCOUNT_B, ORGANISATION } from './organisation';

const SECRET = 'secret-key-that-nobody-prints';
let folder: string;
let server: IamServer;
const before = { ...process.env };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-live-'));
  server = await iamServer(ORGANISATION);
  writeFileSync(
    join(folder, 'credentials'),
    [
      ['a', ACCOUNT_A],
      ['b', ACCOUNT_B],
      ['c', ACCOUNT_A],
      ['d', ACCOUNT_B],
    ]
      .map(([name, id]) => `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${SECRET}\n`)
      .join('\n'),
  );
  writeFileSync(join(folder, 'config'), '');
  Object.assign(process.env, awsEnv());
});
afterEach(async () => {
  process.env = { ...before };
  await server.close();
  rmSync(folder, { recursive: true });
});

const awsEnv = () => ({
  AWS_ENDPOINT_URL: server.url,
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
});

const SNAPSHOT = {
  refgate_gitlab_snapshot: 1,
  gitlab: { url: 'https://gitlab.com' },
  listed: ['acme'],
  projects: [
    {
      id: 101,
      path: 'acme/platform/api',
      namespace_id: 12,
      visibility: 'private',
      protected_branches: [{ name: 'main', push: 'maintainer', merge: 'maintainer' }],
      protected_tags: [{ name: 'v*', create: 'maintainer' }],
      protected_environments: [],
      protect_merge_request_pipelines: true,
      sub_claim: ['project_path', 'ref_type', 'ref'],
    },
  ],
};

async function refgate(...args: readonly string[]) {
  writeFileSync(join(folder, 'gitlab.json'), JSON.stringify(SNAPSHOT));
  const terminal = fakeTerminal({ cwd: folder, env: {} });
  const code = await run(['audit', '--gitlab-snapshot', 'gitlab.json', ...args], terminal);
  const [stdout, stderr] = [terminal.stdout(), terminal.stderr()];
  expect(`${stdout}${stderr}`).not.toMatch(
    new RegExp(`${SECRET}|secret-of-the-session|token-of-the-session`),
  );
  return { code, stdout, stderr };
}

const asked = (action: string): number =>
  server.requests.filter((name) => name.endsWith(` ${action}`)).length;
const BOTH = ['--profile', 'a', '--profile', 'b'];

test('two profiles: every page, every provider, and who can assume what', async () => {
  const { code, stdout, stderr } = await refgate(...BOTH, '--format', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const report = JSON.parse(stdout) as {
    accounts: unknown;
    roles: { role: string; power: { level: string }; who: { text: string }[] }[];
  };
  expect(report.accounts).toEqual([
    { account: ACCOUNT_A, roles: 5, audited: 3, providers: 'all' },
    { account: ACCOUNT_B, roles: 1, audited: 1, providers: 'all' },
  ]);
  expect(
    report.roles.map(({ role, power, who }) => [role.replace(/.*::/, ''), power.level, who[0]?.text]),
  ).toEqual([
    [`${ACCOUNT_A}:role/deploy`, 'write', 'branch `main` of acme/platform/api, merge requests of it too'],
    [`${ACCOUNT_A}:role/plan`, 'read', 'branch `main` of acme/platform/api, merge requests of it too'],
    [`${ACCOUNT_A}:role/release`, 'none', 'tag `v*` of acme/platform/api, protected'],
    [`${ACCOUNT_B}:role/deploy`, 'none', 'branch `main` of acme/platform/api, merge requests of it too'],
  ]);
  expect(server.requests.filter((name) => name.startsWith(ACCOUNT_A))).toEqual(
    [
      'GetCallerIdentity',
      'ListRoles',
      'ListRoles',
      'ListRoles',
      'GetAccountAuthorizationDetails',
      'GetAccountAuthorizationDetails',
      'GetAccountAuthorizationDetails',
      'ListOpenIDConnectProviders',
      'GetOpenIDConnectProvider',
      'GetOpenIDConnectProvider',
    ].map((action) => `${ACCOUNT_A} ${action}`),
  );
});

test('throttled and failing requests are sent again', async () => {
  server.interfere = ({ action, time }) =>
    action === 'ListRoles' && time <= 2
      ? THROTTLED
      : action === 'ListOpenIDConnectProviders' && time === 1
        ? { status: 500, body: '' }
        : undefined;
  expect((await refgate('--profile', 'b')).code).toBe(0);
  expect([asked('ListRoles'), asked('ListOpenIDConnectProviders')]).toEqual([3, 2]);
});

test('an account that refuses does not stop the others, and is never green', async () => {
  server.interfere = ({ account }) => (account === ACCOUNT_A ? DENIED : undefined);
  const { code, stdout } = await refgate(...BOTH);
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /\? cannot tell {2}account-not-read\n\s+`a` could not be read: AccessDenied: User: arn:aws:iam::111122223333:user\/x\s+is not authorized/,
  );
  expect(stdout).toContain(`arn:aws:iam::${ACCOUNT_B}:role/deploy`);
});

test.each([
  ['broken XML', { status: 200, body: '<ListRolesResponse><ListRolesResult><Roles>' }],
  ['no XML', { status: 200, body: '{"Roles": []}' }],
])('%s is not an empty account', async (_note, broken) => {
  server.interfere = ({ action }) => (action === 'ListRoles' ? broken : undefined);
  const { code, stdout } = await refgate('--profile', 'b', '--save', 'dumps');
  expect({ code, found: /could not be read|session-not-seen|account-not-read/.test(stdout) }).toEqual({
    code: 2,
    found: true,
  });
  expect(readdirSync(join(folder, 'dumps'))).toEqual([]);
});

const cut = (action: string, marker: string) => ({
  status: 200,
  body: `<${action}Response><${action}Result><IsTruncated>true</IsTruncated>${marker}</${action}Result></${action}Response>`,
});

test.each([
  ['a cut answer without a next page', '', 'is cut and tells no next page'],
  ['pages that never end', '<Marker>1</Marker>', 'do not end'],
])('%s is not the whole account', async (_note, marker, message) => {
  for (const name of ['ListRoles', 'GetAccountAuthorizationDetails']) {
    server.interfere = ({ action }) => (action === name ? cut(action, marker) : undefined);
    const { code, stdout } = await refgate('--profile', 'b');
    expect(code).toBe(2);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`account-not-read.* iam:${name} ${message}`));
  }
});

test('a server that does not answer ends in a time-out', async () => {
  server.interfere = ({ action }) => (action === 'GetAccountAuthorizationDetails' ? 'hang' : undefined);
  const saved: string[] = [];
  const [reading] = await readAccounts(
    accountSources({ profiles: ['b'], accounts: [] }),
    await awsPackages(),
    {
      parallel: 1,
      timeoutMs: 300,
      attempts: 1,
      saved: () => undefined,
      save: ({ account }) => void saved.push(account),
      progress: () => undefined,
      now: () => '2026-01-01T00:00:00Z',
    },
  );
  expect(reading).toMatchObject({ failed: expect.stringMatching(/^TimeoutError: /) });
  expect(saved).toEqual([]);
});

test('accounts by a role in each of them', async () => {
  const pattern = [
    '--accounts',
    `${ACCOUNT_A},${ACCOUNT_B}`,
    '--assume-role-pattern',
    'arn:aws:iam::{account}:role/audit',
    '--profile',
    'a',
  ];
  expect((await refgate(...pattern)).code).toBe(0);
  expect(asked('AssumeRole')).toBe(2);
  expect(server.requests).toContain(`${ACCOUNT_B} GetAccountAuthorizationDetails`);
});

test('what is saved is read as a dump, without a secret, and is not asked for again', async () => {
  expect((await refgate(...BOTH, '--save', 'dumps')).code).toBe(0);
  expect(readdirSync(join(folder, 'dumps')).toSorted()).toEqual([`${ACCOUNT_A}.json`, `${ACCOUNT_B}.json`]);
  const text = readFileSync(join(folder, 'dumps', `${ACCOUNT_A}.json`), 'utf8');
  expect(text).not.toContain(SECRET);
  expect(JSON.parse(text)).toMatchObject({
    AccountId: ACCOUNT_A,
    RoleDetailList: expect.arrayContaining([
      expect.objectContaining({ RoleName: 'plan', MaxSessionDuration: 43200 }),
    ]),
  });
  const live = await refgate(...BOTH, '--save', 'dumps', '--format', 'json');
  expect(live.stderr).toBe('2 accounts taken from dumps, not read again\n');
  expect(asked('GetAccountAuthorizationDetails')).toBe(4);
  expect((await refgate('--account-dump', 'dumps', '--format', 'json')).stdout).toBe(live.stdout);
});

test('an answer that is old, or not whole, is asked for again', async () => {
  await refgate('--profile', 'b', '--save', 'dumps');
  const file = join(folder, 'dumps', `${ACCOUNT_B}.json`);
  const text = readFileSync(file, 'utf8');
  const old = text.replace(/"ReadAt": "[^"]+"/, '"ReadAt": "2026-01-01T00:00:00Z"');
  for (const [kept, times] of [
    [old, 2],
    [text.slice(0, 200), 3],
    [text.replace(ACCOUNT_B, ACCOUNT_A), 4],
  ] as const) {
    writeFileSync(file, kept);
    expect((await refgate('--profile', 'b', '--save', 'dumps')).stderr).toBe('');
    expect(asked('ListOpenIDConnectProviders')).toBe(times);
  }
});

test('killed half-way: what is saved is whole, and the second run goes on', async () => {
  server.interfere = ({ account, action }) =>
    account === ACCOUNT_B && action === 'ListOpenIDConnectProviders' ? 'hang' : undefined;
  const program = bundledProgram('cli/main.ts');
  const args = [program.file, 'audit', ...BOTH, '--parallel', '2', '--save', join(folder, 'dumps')];
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...awsEnv() } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => void (output += String(text)));
  const ended = new Promise<string>((resolve) => void child.once('exit', () => resolve(`ended: ${output}`)));
  const isHalfWay = () =>
    existsSync(join(folder, 'dumps', `${ACCOUNT_A}.json`)) &&
    server.requests.includes(`${ACCOUNT_B} ListOpenIDConnectProviders`);
  const halfWay = (async () => {
    while (!isHalfWay() && child.exitCode === null)
      await new Promise((resolve) => void setTimeout(resolve, 20));
    return isHalfWay() ? 'half-way' : ended;
  })();
  expect(await halfWay).toBe('half-way');
  child.kill('SIGKILL');
  await ended;
  program.remove();
  expect(readdirSync(join(folder, 'dumps'))).toEqual([`${ACCOUNT_A}.json`]);
  expect(JSON.parse(readFileSync(join(folder, 'dumps', `${ACCOUNT_A}.json`), 'utf8'))).toMatchObject({
    AccountId: ACCOUNT_A,
  });
  server.interfere = () => undefined;
  const { code, stderr } = await refgate(...BOTH, '--save', 'dumps');
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'one account taken from dumps, not read again\n',
  });
  expect(server.requests.filter((name) => name === `${ACCOUNT_A} ListOpenIDConnectProviders`)).toHaveLength(
    1,
  );
});

test('a dry run sends nothing, and lists everything that is sent', async () => {
  const dry = await refgate('--profile', 'a', '--dry-run');
  expect(dry).toEqual({
    code: 0,
    stderr: '',
    stdout:
      'a\n  sts:GetCallerIdentity\n  iam:ListRoles (each page)\n  iam:GetAccountAuthorizationDetails (each page)\n  iam:ListOpenIDConnectProviders\n  iam:GetOpenIDConnectProvider (each provider)\n',
  });
  expect(server.requests).toEqual([]);
  await refgate('--profile', 'a');
  for (const name of new Set(server.requests)) expect(dry.stdout).toContain(`:${name.split(' ')[1] ?? ''}`);
});

test('the least policy has every action that is sent, and no other', async () => {
  const { stdout } = await refgate(
    '--iam-policy',
    '--accounts',
    ACCOUNT_A,
    '--assume-role-pattern',
    'arn:aws:iam::{account}:role/audit',
  );
  const policy = JSON.parse(stdout) as { Statement: { Action: string | string[]; Resource: unknown }[] };
  expect(policy.Statement.flatMap(({ Action }) => Action).toSorted()).toEqual([
    'iam:GetAccountAuthorizationDetails',
    'iam:GetOpenIDConnectProvider',
    'iam:ListOpenIDConnectProviders',
    'iam:ListRoles',
    'sts:AssumeRole',
  ]);
  expect(policy.Statement.at(-1)?.Resource).toEqual([`arn:aws:iam::${ACCOUNT_A}:role/audit`]);
  expect(JSON.stringify(leastPolicy([]))).not.toContain('sts:AssumeRole');
});

test.each([
  [2, 2],
  [4, 4],
])('with `--parallel %i` at most %i accounts are read at a time, and as many', async (parallel, expected) => {
  let [open, most] = [0, 0];
  await readAccounts(accountSources({ profiles: ['a', 'b', 'c', 'd'], accounts: [] }), await awsPackages(), {
    parallel,
    saved: () => {
      open += 1;
      most = Math.max(most, open);
      return undefined;
    },
    save: () => void (open -= 1),
    progress: () => undefined,
    now: () => '2026-01-01T00:00:00Z',
  });
  expect({ open, most }).toEqual({ open: 0, most: expected });
});

test.each<[string, readonly string[], RegExp]>([
  [
    'accounts without a pattern',
    ['--accounts', ACCOUNT_A],
    /ERR_USAGE: `--accounts` is given without `--assume-role-pattern`/,
  ],
  [
    'a pattern without accounts',
    ['--assume-role-pattern', 'arn:aws:iam::{account}:role/x'],
    /without `--accounts`/,
  ],
  [
    'a pattern for one account',
    ['--accounts', ACCOUNT_A, '--assume-role-pattern', 'arn:aws:iam::111122223333:role/x'],
    /ERR_USAGE: invalid value/,
  ],
  [
    'an account that is none',
    ['--accounts', '12', '--assume-role-pattern', 'arn:aws:iam::{account}:role/x'],
    /ERR_ACCOUNT: invalid AWS account `12`/,
  ],
  [
    'several profiles with a pattern',
    [...BOTH, '--accounts', ACCOUNT_A, '--assume-role-pattern', 'arn:aws:iam::{account}:role/x'],
    /with several profiles/,
  ],
  [
    'a number that is none',
    ['--profile', 'a', '--parallel', '0'],
    /ERR_USAGE: invalid value `0` of `--parallel`/,
  ],
])('%s is refused', async (_note, args, message) => {
  const { code, stderr } = await refgate(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(server.requests).toEqual([]);
});

test('a profile that does not exist is an account that could not be read', async () => {
  const { code, stdout } = await refgate('--profile', 'nobody');
  expect(code).toBe(2);
  expect(stdout).toMatch(/`nobody` could not be read: CredentialsProviderError: /);
});
