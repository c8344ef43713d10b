import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const sample = readFileSync(join(__dirname, '../../../federation.yaml'), 'utf8');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-diff-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder });
  writeFileSync(join(folder, 'federation.yaml'), sample);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'one');
  const wider = sample.replace('branches: [main], protected: true, sources', 'branches: [main*], sources');
  expect(wider).not.toBe(sample);
  writeFileSync(join(folder, 'wider.yaml'), wider);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function diff(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: folder });
  return { code: await run(['diff', ...args], terminal), out: terminal.stdout(), err: terminal.stderr() };
}

test('nothing gained is a proof, against a git revision', async () => {
  const { code, out } = await diff('main');
  expect(code).toBe(0);
  expect(out).toMatch(/^deploy admits the same\n/);
  expect(out).toMatch(/✓ no new access: proved for every token of 5 roles\n$/);
});

test('one character more: who gains access, and a pipeline that shows it', async () => {
  const { code, out } = await diff('main', 'wider.yaml');
  expect(code).toBe(1);
  expect(out).toMatch(
    /^deploy changes: about 2\^\d+ subjects gained\n  \+ a push pipeline of acme\/platform\/api, branch `main[^`]+`, not protected\n/,
  );
  expect(out).toMatch(/✗ 1 role gives access that was not there before\n$/);
});

test('the other way round access is lost, and that is not a failure', async () => {
  const { code, out } = await diff('wider.yaml', 'main');
  expect(code).toBe(0);
  expect(out).toMatch(/^deploy changes: about 2\^\d+ subjects lost\n  - a push pipeline/);
});

test('a role that goes to another account is replaced, whoever can assume it', async () => {
  const account = /id: '(\d{12})'/.exec(sample)?.[1] ?? 'none';
  writeFileSync(join(folder, 'moved.yaml'), sample.replaceAll(account, '999988887777'));
  const { code, out } = await diff('main', 'moved.yaml');
  expect(out).toContain(
    `deploy cannot be compared: it is replaced by a role of another account: \`999988887777\` in place of \`${account}\``,
  );
  expect(code).toBe(2);
});

test('other words for the same access are told, with what the equality takes for granted', async () => {
  const text = sample.replace(
    'branches: [main], protected: true, sources',
    'branches: [main*], protected: true, sources',
  );
  writeFileSync(join(folder, 'other-words.yaml'), text);
  const { code, out } = await diff('main', 'other-words.yaml');
  expect(code).toBe(0);
  expect(out).toMatch(
    /^deploy: its policy is written differently and admits the same, as long as .*declared projects protect what they are declared to protect.*\nrelease admits the same\n/,
  );
  const { out: markdown } = await diff('main', 'other-words.yaml', '--format', 'markdown');
  expect(markdown).toMatch(
    /Nothing: 5 roles with the access of before\.\n\n- `deploy`: its policy is written differently/,
  );
});

test('what an earlier synth has written says nothing about a change', async () => {
  const out = join(folder, 'cdktf.out');
  mkdirSync(out);
  const stack = { name: 'production', synthesizedStackPath: 'cdk.tf.json' };
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ stacks: { production: stack } }));
  writeFileSync(join(out, 'cdk.tf.json'), '{}');
  try {
    expect(await diff('main', 'wider.yaml')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^deploy changes: about 2\^\d+ subjects gained\n/),
    });
    expect(await diff('federation.yaml', 'wider.yaml')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^deploy changes: about 2\^\d+ subjects gained\n/),
    });
    const terminal = fakeTerminal({ cwd: folder });
    await run(['prove', '--role', 'deploy', '--never', 'tag'], terminal);
    expect(terminal.stderr()).toContain(
      'cdktf.out was edited, or synthesized from another declaration than federation.yaml (`deploy`, `release`, `plan`, `mr-readonly`, `web-deploy`, `provider.aws` differ)',
    );
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('a role with another name and the same access is renamed, not new', async () => {
  const renamed = sample.replaceAll('mr-readonly', 'mr-reader');
  writeFileSync(join(folder, 'renamed.yaml'), renamed);
  const { code, out } = await diff('federation.yaml', 'renamed.yaml');
  expect(out).toContain('mr-reader: renamed from mr-readonly, with the same access\n');
  expect(code).toBe(0);
});

describe('a role with another name', () => {
  const statement = (host: string, account: string, ref = 'main') => ({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${host}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${host}:aud`]: 'sts.amazonaws.com',
        [`${host}:sub`]: `project_path:orchard/press:ref_type:branch:ref:${ref}`,
      },
    },
  });
  const write = (
    file: string,
    roles: Readonly<Record<string, readonly object[]>>,
    account = '111122223333',
  ) =>
    writeFileSync(
      join(folder, file),
      JSON.stringify({
        Roles: Object.entries(roles).map(([RoleName, Statement]) => ({
          RoleName,
          Arn: `arn:aws:iam::${account}:role/${RoleName}`,
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement },
        })),
      }),
    );
  const A = '111122223333';
  const both = [statement('gitlab.com', A), statement('git.orchard.example', A)];
  const chained = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };

  test.each([
    [
      'and the same issuers is renamed',
      { was: both },
      { is: both },
      0,
      /role\/is: renamed from \S+role\/was, with the same/,
    ],
    [
      'and the same issuers, in another order',
      { was: both },
      { is: both.toReversed() },
      0,
      /role\/is: renamed from/,
    ],
    [
      'beside others',
      { was: both, keep: both },
      { keep: both, is: both },
      0,
      /role\/is: renamed from \S+role\/was/,
    ],
    [
      'two of them',
      { a: both, b: [both[0]!, statement('git.orchard.example', A, 'x')] },
      { c: [both[0]!, statement('git.orchard.example', A, 'x')], d: both },
      0,
      /role\/c: renamed from \S+role\/b,[^]*role\/d: renamed from \S+role\/a,/,
    ],
    [
      'and an issuer less',
      { was: both },
      { is: both.slice(0, 1) },
      1,
      /role\/is is new[^]*role\/was is gone/,
    ],
    [
      'and another ref for the second issuer',
      { was: both },
      { is: [both[0]!, statement('git.orchard.example', A, 'x')] },
      1,
      /role\/is is new[^]*role\/was is gone/,
    ],
    [
      'and one more caller without a token',
      { was: both },
      { is: [...both, chained] },
      1,
      /role\/is is new[^]*any AWS principal/,
    ],
  ])('%s', async (_note, was, is, exit, says) => {
    write('was.json', was);
    write('is.json', is);
    const { code, out } = await diff('was.json', 'is.json');
    expect(out).toMatch(says);
    expect(code).toBe(exit);
  });

  test('an issuer in the place of another is one change of the role', async () => {
    write('was.json', { ci: both });
    write('is.json', { ci: [both[0]!, statement('gitlab.orchard.example', A)] });
    const { code, out } = await diff('was.json', 'is.json');
    expect(out.match(/role\/ci/g)).toHaveLength(1);
    expect(out).toMatch(
      /role\/ci changes\n( {2}\+ .*`gitlab\.orchard\.example`\)\n)+( {2}- .*`git\.orchard\.example`\)\n)+\n/,
    );
    expect(code).toBe(1);
  });

  test.each(['was', 'is'])('in another account is another role, under the name %s', async (name) => {
    const B = '444455556666';
    write('was.json', { was: [statement('gitlab.com', A)] });
    write('is.json', { [name]: [statement('gitlab.com', B)] }, B);
    const { code, out } = await diff('was.json', 'is.json');
    expect(out).toContain(
      'it is replaced by a role of another account: `444455556666` in place of `111122223333`',
    );
    expect(out).not.toMatch(/no new access/);
    expect(code).toBe(2);
  });
});

test('as a comment of a merge request it fits one screen and names the role', async () => {
  const { code, out } = await diff('main', 'wider.yaml', '--format', 'markdown');
  expect(code).toBe(1);
  expect(out).toMatch(/deploy/);
  expect(out).toMatch(/gain/i);
});

test.each([
  [['nowhere'], /^ERR_INPUT_READ: `nowhere` is neither a file or folder here nor a git revision/],
  [['mian'], /nor a git revision; .*did you mean `main`\?\n$/],
  [['main', '--file', 'other.yaml'], /`main` has no `other.yaml`/],
])('%j is told', async (args, message) => {
  expect(await diff(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});
