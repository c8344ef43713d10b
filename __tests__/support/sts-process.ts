import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bundledProgram } from './bundled-program';

/** `refgate sts` as a process of its own. */
export interface StsProcess {
  readonly url: string;
  /** The only token of a pipeline or of a payload, as `POST /refgate/token` takes them. @throws when there is not exactly one */
  readonly mint: (asked: object) => Promise<string>;
  /** What it printed: one line for each request. */
  readonly log: () => string;
  /** Ends it as a runner does, with SIGTERM. @returns its exit code */
  readonly end: () => Promise<number | null>;
}

/**
 * Starts the command on a free port and waits for its ready file.
 * @param inputs file names in the folder
 * @throws when it ends before it listens
 */
export async function startStsProcess(folder: string, inputs: readonly string[]): Promise<StsProcess> {
  const program = bundledProgram('cli/main.ts');
  const ready = join(folder, 'ready.json');
  const args = [program.file, 'sts', ...inputs, '--port', '0', '--ready-file', ready];
  const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH } });
  const ended = once(child, 'exit').finally(program.remove);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += String(text)));
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`refgate sts ended with ${child.exitCode}: ${log}`);
    await wait(20);
  }
  const { url } = JSON.parse(readFileSync(ready, 'utf8')) as { readonly url: string };
  return {
    url,
    mint: async (asked) => {
      const response = await fetch(`${url}/refgate/token`, { method: 'POST', body: JSON.stringify(asked) });
      const { tokens, error } = (await response.json()) as {
        readonly tokens?: readonly { readonly id_token: string }[];
        readonly error?: string;
      };
      if (tokens?.length !== 1) throw new Error(error ?? `${tokens?.length} tokens`);
      return tokens[0]!.id_token;
    },
    log: () => log,
    end: async () => {
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
