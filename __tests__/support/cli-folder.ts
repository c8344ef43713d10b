import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../cli/program';
import { fakeTerminal } from './fake-terminal';

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An empty folder for each test of a suite: files are written into it, and commands run in it, in this process. */
export interface CliFolder {
  read(name: string): string;
  /** Its path, while a test runs. */
  folder(): string;
  write(name: string, value: string | object): void;
  refgate(...args: readonly string[]): Promise<CommandResult>;
}

export function cliFolder(): CliFolder {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'refgate-cli-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  return {
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    folder: () => folder,
    write: (name, value) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
    },
    async refgate(...args) {
      const terminal = fakeTerminal({ cwd: folder, columns: 400 });
      const code = await run(args, terminal);
      return { code, out: terminal.stdout(), err: terminal.stderr() };
    },
  };
}
