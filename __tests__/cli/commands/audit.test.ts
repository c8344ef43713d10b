import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { agreeingWorld, changed, type AuditWorld } from '../../support/audit-world';
import { fakeTerminal } from '../../support/fake-terminal';

const world = agreeingWorld();
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-audit-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function put({ federation, account, snapshot, state }: Partial<AuditWorld>): void {
  const files = { 'account.json': account, 'gitlab.json': snapshot, 'state.json': state };
  if (federation !== undefined) writeFileSync(join(folder, 'federation.yaml'), federation);
  for (const [name, value] of Object.entries(files))
    if (value !== undefined) writeFileSync(join(folder, name), JSON.stringify(value));
}

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder, env: {} });
  const code = await run(['audit', ...args], terminal);
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

const ALL = ['--account-dump', 'account.json', '--gitlab-snapshot', 'gitlab.json', '--state', 'state.json'];

test('a world that agrees: exit 0, and silent when asked to be', async () => {
  put(world);
  expect(await refgate(...ALL, '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  const { code, stdout } = await refgate(...ALL);
  expect(code).toBe(0);
  expect(stdout).toContain('✓ nothing found in 2 roles');
});

test('drift: exit 1, also when quiet', async () => {
  put(
    changed(
      world,
      ({ account }) => void Object.assign(account.RoleDetailList[0] ?? {}, { MaxSessionDuration: 7200 }),
    ),
  );
  const { code, stdout } = await refgate(...ALL, '--quiet');
  expect(code).toBe(1);
  expect(stdout).toContain('! warning  session-longer');
  expect((await refgate(...ALL, '--fail-on', 'error')).code).toBe(0);
});

test('the state is compared as a whole: managed policies and what it has in GitLab, too', async () => {
  const limit = `arn:aws:iam::111122223333:policy/limit`;
  const policy = (action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action }],
  });
  put(
    changed(world, ({ account, snapshot, state }) => {
      account.Policies.push({
        PolicyName: 'limit',
        Arn: limit,
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: policy('s3:*') }],
      });
      state.resources.push({
        mode: 'managed',
        type: 'aws_iam_policy',
        name: 'limit',
        provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        instances: [{ attributes: { arn: limit, policy: JSON.stringify(policy('s3:GetObject')) } }],
      });
      Object.assign(snapshot.projects[0]?.variables?.[0] ?? {}, { protected: false });
    }),
  );
  const { code, stdout } = await refgate(...ALL);
  expect(code).toBe(1);
  expect(stdout).toMatch(/the managed policy `\S+limit` has another\s+document than in the state/);
  expect(stdout).toContain('state-variable-exposed');
});

describe('a folder of answers: nothing that may be one is left out', () => {
  const open = changed(world, ({ account }) => {
    const [role] = account.RoleDetailList;
    if (role === undefined) throw new Error('the world has a role');
    Object.assign(role, { RoleName: 'open', Arn: 'arn:aws:iam::111122223333:role/open' });
    Object.assign(role.AssumeRolePolicyDocument.Statement[0] ?? {}, {
      Condition: {
        StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'gitlab.com:sub': 'project_path:*' },
      },
    });
    account.RoleDetailList.splice(1, 9);
  });
  const folderWith = (name: string, text = JSON.stringify(open.account)) => {
    put({ snapshot: world.snapshot });
    mkdirSync(join(folder, 'dumps'));
    writeFileSync(join(folder, 'dumps', 'a.json'), JSON.stringify(world.account));
    mkdirSync(join(folder, 'dumps', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'dumps', name), text);
    return refgate('--account-dump', 'dumps', '--gitlab-snapshot', 'gitlab.json');
  };

  test.each(['b.JSON', '.b.json', 'b.txt', '111122223333'])('%s is read', async (name) => {
    const { code, stdout } = await folderWith(name);
    expect(code).toBe(1);
    expect(stdout).toMatch(/any-project[^]*role\/open/);
  });
  test.each([
    ['b.jsonl', `${JSON.stringify(open.account)}\n{}\n`, /b\.jsonl/],
    ['222222222222', '', /222222222222/],
    ['222222222222/b.json', '{}', /`dumps\/222222222222` is a folder in a folder of answers/],
  ])('%s is named: exit 2', async (name, text, message) => {
    const { code, stderr } = await folderWith(name, text);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
  test.each(['README.md', '.b.json.4711.tmp'])('%s is no answer', async (name) => {
    expect((await folderWith(name, '# how these were read')).stdout).not.toContain('any-project');
  });
});

test.each([undefined, 'open'])(
  'a role whose account the input does not tell is not passed over: %s',
  async (Arn) => {
    put({
      snapshot: world.snapshot,
      account: changed(world, ({ account }) => void Object.assign(account.RoleDetailList[1] ?? {}, { Arn }))
        .account,
    });
    const { code, stdout } = await refgate(
      '--account-dump',
      'account.json',
      '--gitlab-snapshot',
      'gitlab.json',
    );
    expect(code).toBe(2);
    expect(stdout).toMatch(/not-judged\s+cannot determine the account of `(?:release|open)`, which/);
  },
);

test('what is not known: exit 2', async () => {
  put(changed(world, ({ account }) => void delete account.OpenIDConnectProviders));
  const { code, stdout } = await refgate(...ALL);
  expect(code).toBe(2);
  expect(stdout).toContain('? cannot tell  providers-not-seen');
});

test('no role: exit 2, unless it is allowed', async () => {
  put({
    account: changed(world, ({ account }) => void account.RoleDetailList.splice(0, 9)).account,
    snapshot: world.snapshot,
  });
  expect(await refgate('--account-dump', 'account.json', '--gitlab-snapshot', 'gitlab.json')).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('cannot tell: no role found'),
  });
  expect(
    (await refgate('--account-dump', 'account.json', '--gitlab-snapshot', 'gitlab.json', '--allow-empty'))
      .code,
  ).toBe(0);
});

test('answers of the AWS CLI: a folder of them, with the providers in a file of their own', async () => {
  const { account } = world;
  const { OpenIDConnectProviders: providers, AccountId: _id, ...details } = account;
  mkdirSync(join(folder, 'dumps'));
  put({ federation: world.federation, snapshot: world.snapshot });
  // as the AWS CLI prints them: the details without session lengths, the list of roles without permissions
  const { RoleDetailList: roles } = details;
  const without = roles.map(({ MaxSessionDuration: _max, ...role }) => role);
  writeFileSync(join(folder, 'dumps/details.json'), JSON.stringify({ ...details, RoleDetailList: without }));
  writeFileSync(
    join(folder, 'dumps/roles.json'),
    JSON.stringify({
      Roles: roles.map(({ RolePolicyList: _inline, AttachedManagedPolicies: _managed, ...role }) => role),
    }),
  );
  writeFileSync(
    join(folder, 'dumps/list.json'),
    JSON.stringify({ OpenIDConnectProviderList: providers?.map(({ Arn }) => ({ Arn })) }),
  );
  writeFileSync(join(folder, 'dumps/provider.json'), JSON.stringify({ ...providers?.[0], Arn: undefined }));
  expect(await refgate('--account-dump', 'dumps', '--gitlab-snapshot', 'gitlab.json', '-q')).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
});

test('two answers about a role that disagree are refused', async () => {
  const { account } = world;
  put(world);
  const roles = changed(
    world,
    ({
      account: {
        RoleDetailList: [role],
      },
    }) => {
      if (role !== undefined) role.AssumeRolePolicyDocument.Statement = [];
    },
  ).account.RoleDetailList.map(({ RolePolicyList: _inline, ...role }) => role);
  writeFileSync(join(folder, 'roles.json'), JSON.stringify({ Roles: roles }));
  const { code, stderr } = await refgate('--account-dump', 'account.json', '--account-dump', 'roles.json');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    `the role \`${account.RoleDetailList[0]?.Arn ?? ''}\` is in two inputs: \`account.json\` and \`roles.json\``,
  );
});

test('a report in a file, and the next audit against it', async () => {
  put(world);
  const first = await refgate(...ALL, '--format', 'json', '--output', 'old.json');
  expect(first).toEqual({ code: 0, stdout: '', stderr: 'wrote old.json\n' });
  expect(JSON.parse(readFileSync(join(folder, 'old.json'), 'utf8'))).toMatchObject({
    version: 1,
    kind: 'refgate-audit',
    verdict: 'holds',
  });
  put(changed(world, ({ account }) => void account.RoleDetailList.shift()));
  const { stdout } = await refgate(...ALL, '--before', 'old.json');
  expect(stdout).toContain('changed since old.json');
  expect(stdout).toContain('gone: write: ');
  expect(stdout).toContain('✗ error  role-missing  new');
});

test('several formats in one run', async () => {
  put(world);
  const outputs = ['json=audit.json', 'sarif=audit.sarif', 'markdown=audit.md', 'html=audit.html'];
  const { code, stdout } = await refgate(...ALL, ...outputs.flatMap((output) => ['--output', output]));
  expect(code).toBe(0);
  expect(stdout).toContain('nothing found in');
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  expect(JSON.parse(text('audit.json'))).toMatchObject({ kind: 'refgate-audit' });
  expect(JSON.parse(text('audit.sarif'))).toMatchObject({ version: '2.1.0' });
  expect(text('audit.md')).toContain('## refgate audit');
  expect(text('audit.html')).toContain('<h2>Accounts (1)</h2>');
  const refused = await refgate(...ALL, '--output', 'junit=x.xml');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('`junit` is not a format') });
});

test('two audits compared: what is new fails, what is gone does not', async () => {
  const audited = async (given: AuditWorld, name: string) => {
    put(given);
    await refgate(...ALL, '--format', 'json', '--output', name);
  };
  await audited(world, 'old.json');
  await audited(
    changed(world, ({ account }) => void account.RoleDetailList.shift()),
    'new.json',
  );
  const diff = async (...args: readonly string[]) => {
    const terminal = fakeTerminal({ cwd: folder, columns: 200 });
    const code = await run(['diff', ...args], terminal);
    return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
  };
  const worse = await diff('old.json', 'new.json');
  expect(worse.code).toBe(1);
  expect(worse.stdout).toContain('✗ error  role-missing');
  expect(worse.stdout).toMatch(/\d new findings?, 0 gone, 1 role changed\n$/);
  expect((await diff('old.json', 'old.json', '-q')).stdout).toBe('');
  const better = await diff('new.json', 'old.json', '--format', 'markdown');
  expect(better.code).toBe(1);
  expect(better.stdout).toContain('## refgate: what changed since `new.json`');
  expect(better.stdout).toContain('- gone: `role-missing`');
  expect((await diff('old.json')).stderr).toContain('no later one is given');
});

test.each<[string, readonly string[], RegExp]>([
  ['no account', [], /ERR_USAGE: no AWS account to audit; expected `--account-dump FILE`.*`--profile NAME`/],
  [
    'a file that is not there',
    ['--account-dump', 'nowhere.json'],
    /ERR_INPUT_READ: cannot read `nowhere.json`: .*get-account-authorization-details/,
  ],
  [
    'an empty folder',
    ['--account-dump', 'empty'],
    /ERR_INPUT_READ: the folder `empty` holds no answer of `aws iam`/,
  ],
  [
    'a state in place of a dump',
    ['--account-dump', 'state.json'],
    /ERR_INPUT_KIND: `state.json` is not an answer of `aws iam`; got state/,
  ],
  [
    'a dump in place of a state',
    ['--account-dump', 'account.json', '--state', 'account.json'],
    /ERR_INPUT_KIND: `account.json` is not a Terraform state; got aws-cli/,
  ],
  [
    'a dump in place of a snapshot',
    ['--account-dump', 'account.json', '--gitlab-snapshot', 'account.json'],
    /ERR_SCHEMA: invalid snapshot of GitLab/,
  ],
  [
    'the same account twice',
    ['--account-dump', 'account.json', '--account-dump', './account.json'],
    /ERR_USAGE: the role `.*` is in two inputs/,
  ],
  [
    'a declaration that is not there',
    ['--account-dump', 'account.json', '-f', 'x.yaml'],
    /ERR_INPUT_READ: cannot read `x.yaml`/,
  ],
  [
    'a number that is none',
    ['--account-dump', 'account.json', '--top', 'all'],
    /ERR_USAGE: invalid value `all` of `--top`/,
  ],
])('%s is refused with exit 2', async (_note, args, message) => {
  put(world);
  mkdirSync(join(folder, 'empty'));
  const { code, stdout, stderr } = await refgate(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
