import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../cli/program';
import { fakeTerminal } from '../../support/fake-terminal';

const root = join(__dirname, '../../..');
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-verify-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function refgate(...args: readonly string[]) {
  const terminal = fakeTerminal({ cwd: root });
  const code = await run(args, terminal);
  return { code, out: terminal.stdout(), err: terminal.stderr() };
}

/** Two proofs about `deploy`, with their certificates. */
function proveTwo(target: string) {
  const asked = ['--role', 'deploy', '--never', 'fork,tag', '--certificate', target];
  return refgate('prove', '--out', join(folder, 'none'), ...asked);
}

/** A folder with the certificates of two proofs about `deploy`. */
async function proofs(name: string): Promise<string> {
  const target = join(folder, name);
  const result = await proveTwo(target);
  expect(result).toMatchObject({ code: 0, err: `wrote 2 certificates into ${target}\n` });
  return target;
}

test('certificates have the names of what they prove, and are valid', async () => {
  const target = await proofs('names');
  const names = readdirSync(target).toSorted();
  expect(names).toEqual([
    expect.stringMatching(/^deploy-admits-no-fork-[0-9a-f]{8}\.json$/),
    expect.stringMatching(/^deploy-admits-no-tag-[0-9a-f]{8}\.json$/),
  ]);
  const result = await refgate('verify', target);
  expect(result.code).toBe(0);
  expect(result.out).toMatch(
    /^✓ valid: .*no-fork-.*\.json: deploy admits no fork \(\d+ kinds of tokens, \d+ assumptions\)\n✓ valid: /,
  );
});

test('the same proof takes its own file again, byte by byte the same', async () => {
  const target = await proofs('again');
  const before = readdirSync(target).map((name) => readFileSync(join(target, name), 'utf8'));
  await proofs('again');
  expect(readdirSync(target).map((name) => readFileSync(join(target, name), 'utf8'))).toEqual(before);
});

test('a file that is something else is not overwritten, and no other is written', async () => {
  const target = await proofs('taken');
  const [fork = '', tag = ''] = readdirSync(target).toSorted();
  rmSync(join(target, fork));
  writeFileSync(join(target, tag), '{}');
  const result = await proveTwo(target);
  expect(result.code).toBe(2);
  expect(result.err).toMatch(/already exists, and is not a certificate of `deploy admits no tag`/);
  expect(readdirSync(target)).toEqual([tag]);
});

test('a changed certificate is invalid: exit 1, with the reason', async () => {
  const target = await proofs('changed');
  const [fork = ''] = readdirSync(target).toSorted();
  const text = readFileSync(join(target, fork), 'utf8');
  writeFileSync(join(target, fork), text.replaceAll('"101"', '"*"'));
  const pretty = await refgate('verify', target);
  expect(pretty.code).toBe(1);
  expect(pretty.out).toMatch(
    /^✗ invalid: .*: deploy admits no fork: `sha256` is not the digest of the file\n✓ valid/,
  );
  const json = await refgate('verify', '--format', 'json', '-q', target);
  expect(JSON.parse(json.out)).toMatchObject({
    version: 1,
    files: [
      {
        verdict: 'invalid',
        property: 'deploy admits no fork',
        reason: '`sha256` is not the digest of the file',
      },
    ],
  });
});

test.each([
  ['not JSON', 'x', /the certificate is not JSON/],
  ['another kind of file', '{"format":"x"}', /not a certificate/],
  [
    'of a later version',
    '{"format":"refgate-certificate","version":2}',
    /unknown version of the format: got `2` .*; expected `1`;/,
  ],
  [
    'without a version',
    '{"format":"refgate-certificate"}',
    /unknown version of the format: got `undefined` .*; expected `1`;/,
  ],
  [
    'without a member',
    '{"format":"refgate-certificate","version":1}',
    /invalid certificate at `\/`.*a member `property`/,
  ],
  [
    'nested without end',
    `{"format":"refgate-certificate","version":1,"property":"x","questions":[],"formulas":[${'{"not":'.repeat(50_000)}true${'}'.repeat(50_000)}],"shapes":[],"proofs":[],"sha256":""}`,
    /nested too deeply/,
  ],
])('a file %s is unreadable: exit 2', async (name, text, message) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.json`);
  writeFileSync(file, text);
  const result = await refgate('verify', file);
  expect(result.code).toBe(2);
  expect(result.out).toMatch(message);
});

test('no file at all is not a success', async () => {
  const empty = mkdtempSync(join(folder, 'empty-'));
  expect(await refgate('verify', empty)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/there is no certificate in/),
  });
  expect((await refgate('verify')).code).toBe(2);
  expect((await refgate('verify', join(empty, 'nowhere'))).code).toBe(2);
});

test('`check --certificates` writes one for every proof, and all are valid', async () => {
  const target = join(folder, 'check');
  const checked = await refgate(
    'check',
    '-q',
    'examples/single-project/federation.yaml',
    '--out',
    join(folder, 'none'),
    '--certificates',
    target,
  );
  expect(checked).toMatchObject({ code: 0 });
  expect(readdirSync(target)).toHaveLength(9);
  const result = await refgate('verify', '--format', 'json', target);
  expect(result.code).toBe(0);
  expect(
    JSON.parse(result.out)
      .files.map(({ trusted }: { trusted: readonly string[] }) => trusted)
      .flat(),
  ).toEqual([]);
});
