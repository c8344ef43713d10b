import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../cli/program';

/** What a command printed, and its exit code. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder in which commands run, in this process. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'refgate-siege-'));

  write(name: string, bytes: Uint8Array | string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }

  async refgate(args: readonly string[], stdin: Uint8Array = new Uint8Array()): Promise<Answer> {
    let [out, err] = ['', ''];
    const code = await run(args, {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      status: () => undefined,
      stdin: (async function* () {
        yield stdin;
      })(),
      env: {},
      cwd: this.folder,
      columns: 200,
      colors: false,
      interactive: false,
      drained: () => Promise.resolve(true),
    });
    return { code, out, err };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Characters that a terminal may obey: controls but line feeds and tabs, and those that turn the direction of text. */
export const OBEYED = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;
const CODE = /^ERR_[A-Z_]+: ./;

/**
 * What is wrong with an answer, whatever it answers: an internal error, an exit code that is none, a failure without a reason,
 * characters that a terminal obeys.
 */
export function wrongAnswer({ code, out, err }: Answer): string | undefined {
  if (/ERR_INTERNAL/.test(err))
    return `internal error: ${/ERR_INTERNAL: (.*)/
      .exec(err)![1]!
      .replaceAll(/`[^`]*`|\d+/g, '…')
      .slice(0, 160)}`;
  if (![0, 1, 2].includes(code)) return 'the exit code is not 0, 1 or 2';
  if (code === 2 && out === '' && !CODE.test(err)) return 'exit code 2 without a reason';
  if (OBEYED.test(err)) return 'standard error has a character that a terminal obeys';
  if (OBEYED.test(out)) return 'standard output has a character that a terminal obeys';
  return undefined;
}
