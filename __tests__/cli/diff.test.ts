import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../cli/program';
import { fakeTerminal } from '../support/fake-terminal';

const sample = readFileSync(join(__dirname, '../../federation.yaml'), 'utf8');
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

test('the other way round access is lost, and that is no failure', async () => {
  const { code, out } = await diff('wider.yaml', 'main');
  expect(code).toBe(0);
  expect(out).toMatch(/^deploy changes: about 2\^\d+ subjects lost\n  - a push pipeline/);
});

test('as a comment of a merge request it fits one screen and names the role', async () => {
  const { code, out } = await diff('main', 'wider.yaml', '--format', 'markdown');
  expect(code).toBe(1);
  expect(out).toMatch(/deploy/);
  expect(out).toMatch(/gain/i);
});

test.each([
  [['nowhere'], /cannot read `nowhere`/],
  [['main', '--file', 'other.yaml'], /`main` has no `other.yaml`/],
])('%j is told', async (args, message) => {
  expect(await diff(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
});
