import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { CLIENT, CommandServer } from './command-server';
import { fencesOf } from './fences';

const root = join(__dirname, '../..');

/**
 * What only a network, or an account, could do: it is answered by a stand-in that takes the same command line. Everything else that a
 * page runs is the real thing, but that the command does not start from its sources each time.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  npm: `case "$*" in
  "install "* | "run cdk-terrain") ;;
  "run -s refgate -- "*) shift 4; exec refgate "$@" ;;
  *) exec "$REAL_NPM" "$@" ;;
esac`,
  npx: `case "$1" in
  refgate) shift; exec refgate "$@" ;;
  cdktf-cli@*) ;;
  *) exit 127 ;;
esac`,
  terraform: `case "$1" in
  init | test) ;;
  plan) touch plan.tfplan ;;
  show) cat plan-of-a-module.json ;;
  *) exit 127 ;;
esac`,
  aws: 'case "$1 $2" in "iam get-role") cat role-as-aws-has-it.json ;; *) exit 127 ;; esac',
};

/** `sh` is run in a folder of the reader's, and a `text` after it is what it says; `shell` is run in a checkout of this repository. */
export const COMMANDS: readonly string[] = ['sh', 'shell'];

/** What of this repository its own commands need. */
const CHECKOUT = [
  'package.json',
  'tsconfig.json',
  'cdktf.json',
  'federation.yaml',
  'main.ts',
  'cli',
  'net',
  'examples',
  'modules',
  'policies',
  'scripts',
];

/** A command that a page runs, what it says, and what the page says that it says. */
export interface PageStep {
  readonly command: string;
  readonly exit: number;
  readonly expectedExit: number;
  readonly output: string;
  readonly expectedLines: readonly string[];
}

/** Runs pages in folders of their own, with every `refgate` run by a {@link CommandServer} or by the command as it is built. */
export class PageRunner {
  private readonly server: CommandServer | undefined;

  private constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
    server?: CommandServer,
  ) {
    this.server = server;
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'bin'));
    for (const [name, body] of Object.entries(STAND_INS)) this.program(name, `#!/bin/sh\n${body}\n`);
  }

  /**
   * With the commands in this process.
   * @param environment besides that of this process
   */
  static async inProcess(environment: Readonly<Record<string, string>> = {}): Promise<PageRunner> {
    const folder = newFolder();
    const calls = join(folder, 'calls');
    mkdirSync(calls);
    const runner = new PageRunner(folder, environment, await CommandServer.start(calls));
    runner.program('refgate', CLIENT);
    return runner;
  }

  /** With the command as it is built for the package, in processes of its own. */
  static built(): PageRunner {
    const folder = newFolder();
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--outdir', join(folder, 'dist')]);
    const runner = new PageRunner(folder, {});
    symlinkSync('../dist/refgate.mjs', join(folder, 'bin/refgate'));
    return runner;
  }

  private program(name: string, content: string): void {
    writeFileSync(join(this.folder, 'bin', name), content, { mode: 0o755 });
  }

  /** Writes the files of a page and runs its commands, in the order of the page. */
  async run(
    name: string,
    markdown: string,
    given: Readonly<Record<string, string>> = {},
  ): Promise<readonly PageStep[]> {
    const cwd = join(this.folder, 'pages', name);
    mkdirSync(cwd, { recursive: true });
    const write = (file: string, content: string): void => {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), content);
    };
    for (const [file, content] of Object.entries(given)) write(file, content);
    const fences = fencesOf(markdown);
    const steps: PageStep[] = [];
    for (const [index, fence] of fences.entries()) {
      if (fence.options.file !== undefined) write(fence.options.file, fence.text);
      if (!COMMANDS.includes(fence.language)) continue;
      if (fence.language === 'shell') this.fillCheckout(cwd);
      const next = fences[index + 1];
      const { status, output } = await this.shell(fence.text, cwd);
      steps.push({
        command: fence.text,
        exit: status,
        expectedExit: Number(fence.options.exit ?? 0),
        output,
        expectedLines: fence.language === 'sh' && next?.language === 'text' ? meaningful(next.text) : [],
      });
    }
    return steps;
  }

  private fillCheckout(folder: string): void {
    if (existsSync(join(folder, 'main.ts'))) return;
    for (const name of CHECKOUT) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  }

  /** Runs a script with the stand-ins; `output` is what it printed, errors last. */
  async shell(script: string, cwd: string): Promise<{ readonly status: number; readonly output: string }> {
    const env = {
      ...process.env,
      ...this.server?.environment(),
      PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
      REAL_NPM: realNpm(),
      COLUMNS: '100',
      NO_COLOR: '1',
      NODE_OPTIONS: '',
      ...this.environment,
    };
    const child = spawn('bash', ['--norc', '-ec', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, status] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise<number>((done) => void child.on('close', (code) => done(code ?? -1))),
    ]);
    return { status, output: stdout + stderr };
  }

  close(): void {
    this.server?.close();
    rmSync(this.folder, { recursive: true });
  }
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'refgate-docs-'));

let npm: string | undefined;
function realNpm(): string {
  return (npm ??= execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());
}

/** Lines with something on them; `…` stands for lines that are omitted. */
export function meaningful(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…');
}
