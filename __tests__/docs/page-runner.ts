import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fencesOf } from './fences';

const root = join(__dirname, '../..');

/**
 * What only a network, or an account, could do: it is answered by a stand-in that takes the same command line. Everything else that a
 * page runs is the real thing.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  npm: `case "$1 $2" in
  "install "* | "run cdk-terrain") ;;
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
  'examples',
  'modules',
  'policies',
];

/** A command that a page runs, what it says, and what the page says that it says. */
export interface PageStep {
  readonly command: string;
  readonly exit: number;
  readonly expectedExit: number;
  readonly output: string;
  readonly expectedLines: readonly string[];
}

/** Runs pages in folders of their own, with the command as it is built for the package. */
export class PageRunner {
  private readonly folder = mkdtempSync(join(tmpdir(), 'refgate-docs-'));

  constructor() {
    const build = join(root, 'scripts/build.mjs');
    execFileSync(process.execPath, [build, '--outdir', join(this.folder, 'dist')]);
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
    mkdirSync(join(this.folder, 'bin'));
    symlinkSync('../dist/refgate.mjs', join(this.folder, 'bin/refgate'));
    for (const [name, text] of Object.entries(STAND_INS)) {
      writeFileSync(join(this.folder, 'bin', name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(this.folder, 'bin', name), 0o755);
    }
  }

  /** Writes the files of a page and runs its commands, in the order of the page. */
  run(name: string, markdown: string, given: Readonly<Record<string, string>> = {}): readonly PageStep[] {
    const cwd = join(this.folder, 'pages', name);
    mkdirSync(cwd, { recursive: true });
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), text);
    };
    for (const [file, text] of Object.entries(given)) write(file, text);
    const fences = fencesOf(markdown);
    return fences.flatMap((fence, index): readonly PageStep[] => {
      if (fence.options.file !== undefined) write(fence.options.file, fence.text);
      if (!COMMANDS.includes(fence.language)) return [];
      if (fence.language === 'shell') this.fillCheckout(cwd);
      const next = fences[index + 1];
      const { status, output } = this.shell(fence.text, cwd);
      return [
        {
          command: fence.text,
          exit: status,
          expectedExit: Number(fence.options.exit ?? 0),
          output,
          expectedLines: fence.language === 'sh' && next?.language === 'text' ? meaningful(next.text) : [],
        },
      ];
    });
  }

  private fillCheckout(folder: string): void {
    if (existsSync(join(folder, 'main.ts'))) return;
    for (const name of CHECKOUT) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  }

  private shell(script: string, cwd: string): { readonly status: number; readonly output: string } {
    const env = {
      ...process.env,
      PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
      REAL_NPM: execFileSync('which', ['npm'], { encoding: 'utf8' }).trim(),
      COLUMNS: '100',
      NO_COLOR: '1',
      NODE_OPTIONS: '',
    };
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-ec', script], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { status: status ?? -1, output: stdout + stderr };
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Lines with something on them; `…` stands for lines that are left out. */
export function meaningful(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…');
}
