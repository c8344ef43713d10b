import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Terminal } from './terminal';

interface AppOptions {
  readonly file: string;
  readonly out: string;
  readonly app?: string;
}

/**
 * Runs the CDKTF app in a process of its own, as cdktf-cli does: the command itself never loads cdktf.
 * @returns the exit code of the app
 * @throws RefgateError when there is no app to run
 */
export async function runApp(options: AppOptions, terminal: Terminal): Promise<number> {
  const command = options.app ?? (await appOfProject(terminal.cwd));
  const env = {
    ...terminal.env,
    REFGATE_FEDERATION: resolve(terminal.cwd, options.file),
    REFGATE_FEDERATION_NAME: options.file,
    CDKTF_OUTDIR: resolve(terminal.cwd, options.out),
  };
  return new Promise((done, fail) => {
    const child = spawn(command, { cwd: terminal.cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', terminal.err);
    child.stderr.setEncoding('utf8').on('data', terminal.err);
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}

/** `app` of cdktf.json: what `cdktf synth` would run. */
async function appOfProject(cwd: string): Promise<string> {
  const { RefgateError } = await import('../policies/index');
  try {
    const { app } = JSON.parse(await readFile(join(cwd, 'cdktf.json'), 'utf8')) as { app?: unknown };
    if (typeof app === 'string' && app !== '') return app;
  } catch (error) {
    const message = `cannot read \`cdktf.json\`: ${(error as Error).message}`;
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message,
      fix: 'run this where cdktf.json is, or name the app with `--app`',
    });
  }
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: '`cdktf.json` names no app',
    fix: 'add `"app": "node --import tsx main.ts"`',
  });
}
