import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packagedApp, requireWriters, type AppProgram } from './packaged-app';
import type { Terminal } from '../output/terminal';

interface AppOptions {
  readonly file: string;
  readonly out: string;
  readonly app?: string;
  /** Whether the app writes HCL. */
  readonly hcl?: boolean;
  /** Ends the app before its time; the promise then fails. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the CDKTF app in a process of its own, as cdktf-cli does: the command itself never loads cdktf. It is the one that was named, or
 * that of `cdktf.json`, or where there is none the one of this package.
 * @returns the exit code of the app
 * @throws RefgateError when `cdktf.json` names no app, or the app of this package lacks what it loads
 */
export async function runApp(options: AppOptions, terminal: Terminal): Promise<number> {
  const app = options.app ?? (await appOfProject(terminal.cwd)) ?? (await appOfPackage());
  const env = {
    ...terminal.env,
    REFGATE_FEDERATION: resolve(terminal.cwd, options.file),
    REFGATE_FEDERATION_NAME: options.file,
    CDKTF_OUTDIR: resolve(terminal.cwd, options.out),
    REFGATE_HCL: options.hcl === true ? '1' : '0',
  };
  const { program, args, shell } = asProgram(app);
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd: terminal.cwd,
      env,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      // a group of its own: what a shell has started ends with it
      detached: HAS_GROUPS,
    });
    options.signal?.addEventListener('abort', () => {
      endGroup(child);
      fail(new Error('the app is not needed'));
    });
    child.stdout.setEncoding('utf8').on('data', terminal.err);
    child.stderr.setEncoding('utf8').on('data', terminal.err);
    let interrupted = false;
    const release = terminal.onInterrupt?.(() => {
      interrupted = true;
      endGroup(child);
      // what the app has started may hold its output open
      child.stdout.destroy();
      child.stderr.destroy();
    });
    child.on('error', (error) => {
      release?.();
      fail(error);
    });
    child.on('close', (code, signal) => {
      release?.();
      if (interrupted) void (code === 0 ? writtenAlready() : stopped('the synth was interrupted')).then(fail);
      else if (code === null) void stopped(`the app was ended by ${signal}`).then(fail);
      else done(code);
    });
  });
}

async function appOfPackage(): Promise<AppProgram> {
  await requireWriters();
  return packagedApp();
}

/** An app that did not come to its end has written nothing: refgate's own writes whole or not at all. */
async function stopped(message: string): Promise<Error> {
  const { RefgateError } = await import('../../policies/index');
  return new RefgateError({
    code: 'ERR_OUTPUT_WRITE',
    message: `${message} before it had written the Terraform`,
    fix: 'run it again; the last output is as it was',
  });
}

async function writtenAlready(): Promise<Error> {
  const { RefgateError } = await import('../../policies/index');
  return new RefgateError({
    code: 'ERR_OUTPUT_WRITE',
    message: 'the synth was interrupted after it had written the Terraform, and before that was read back',
    fix: 'run `refgate check`',
  });
}

/** Windows has no groups of processes. */
const HAS_GROUPS = process.platform !== 'win32';

function endGroup(child: ChildProcess): void {
  try {
    if (HAS_GROUPS && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    else child.kill();
  } catch {
    // it has ended
  }
}

/** A command line is for a shell; a program is not. */
function asProgram(app: string | AppProgram): AppProgram & { readonly shell: boolean } {
  return typeof app === 'string' ? { program: app, args: [], shell: true } : { ...app, shell: false };
}

/** `app` of cdktf.json: what `cdktf synth` would run; `undefined` without such a file. */
async function appOfProject(cwd: string): Promise<string | undefined> {
  try {
    const { app } = JSON.parse(await readFile(join(cwd, 'cdktf.json'), 'utf8')) as { app?: unknown };
    if (typeof app === 'string' && app !== '') return app;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`cdktf.json\`: ${(error as Error).message}`,
      fix: 'correct it, remove it for the app of refgate, or name another with `--app`',
    });
  }
  const { RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: '`cdktf.json` names no app',
    fix: 'add `"app": "node --import tsx main.ts"`, or remove the file for the app of refgate',
  });
}
