import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SMALL_FEDERATION } from '../policies/federation/small-federation';
import { isRunning } from '../../modules/synth/output-lock';
import { bundledProgram } from '../support/bundled-program';

const program = bundledProgram('cli/main.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refgate-interrupted-'));
  writeFileSync(join(folder, 'federation.yaml'), SMALL_FEDERATION);
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => program.remove());

/** Starts a synth with an app, and sends a signal when the app has started. */
async function interrupted(app: string, signal: NodeJS.Signals): Promise<{ code: unknown; err: string }> {
  writeFileSync(join(folder, 'app.js'), app);
  // a shell that waits for the app: to end the shell alone leaves the app
  const args = [program.file, 'synth', '--app', 'node app.js; echo done'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (text) => (err += String(text)));
  while (!existsSync(join(folder, 'up'))) await wait(20);
  child.kill(signal);
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, err };
}

const UP = "require('node:fs').writeFileSync('up', String(process.pid));";
const FOREVER = 'setInterval(() => 0, 99);';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the app and all that it started, with a sentence',
  async (signal) => {
    const { code, err } = await interrupted(UP + FOREVER, signal);
    expect(err).toContain('ERR_OUTPUT_WRITE: the synth was interrupted before it had written the Terraform');
    expect(code).toBe(2);
    // one that goes on does so until the test is ended
    while (isRunning(Number(readFileSync(join(folder, 'up'), 'utf8')))) await wait(20);
  },
);

test('an app that has written before it ends says so', async () => {
  const stubborn = "process.on('SIGTERM', () => process.exit(0));";
  writeFileSync(join(folder, 'app.js'), stubborn + UP + FOREVER);
  const args = [program.file, 'synth', '--app', 'exec node app.js'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (text) => (err += String(text)));
  while (!existsSync(join(folder, 'up'))) await wait(20);
  child.kill('SIGINT');
  expect((await once(child, 'close'))[0]).toBe(2);
  expect(err).toContain('the synth was interrupted after it had written the Terraform');
});
