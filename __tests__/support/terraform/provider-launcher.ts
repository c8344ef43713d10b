import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledProgram, type BundledProgram } from '../bundled-program';
import { DEFAULT_CLOUD, type Cloud } from './cloud';
import { writeProviderMirror } from './provider-mirror';
import { SESSION_VARIABLE, writeSession } from './session-file';

/** Longest time in which the provider process must be up; it takes less than a second. */
const START_LIMIT_MS = 30_000;

/**
 * The stub providers of one test file and its temporary directory. The process starts with the first
 * {@link environment} and ends with {@link close}; both are synchronous.
 */
export class ProviderLauncher {
  #directory: string | undefined;
  #process: ChildProcess | undefined;
  #reattach = '';
  readonly #programs = new Map<string, BundledProgram>();
  readonly #types = new Set<string>();

  /** A new empty directory, gone after {@link close}. */
  newDirectory(prefix: string): string {
    return mkdtempSync(path.join(this.root, `${prefix}-`));
  }

  /**
   * The environment for one terraform command, and its providers told what to answer.
   *
   * @param types the types that the configuration uses
   */
  environment(
    mode: 'reattach' | 'mirror',
    cloud: Partial<Cloud>,
    types: readonly string[],
  ): Readonly<Record<string, string>> {
    // types stay known: a state may still hold a resource that the configuration no longer has
    for (const type of types) this.#types.add(type);
    const session = path.join(this.root, 'session.json');
    writeSession(session, { cloud: { ...DEFAULT_CLOUD, ...cloud }, types: [...this.#types] });
    return {
      ...(mode === 'mirror'
        ? writeProviderMirror(this.root, this.program('provider-plugin'))
        : this.reattach(session)),
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      TMPDIR: path.join(this.root, 'tmp'),
      HOME: this.root,
      [SESSION_VARIABLE]: session,
    };
  }

  /** Ends the process and removes everything that was written. */
  close(): void {
    this.#process?.kill();
    this.#process = undefined;
    for (const program of this.#programs.values()) program.remove();
    this.#programs.clear();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }

  private get root(): string {
    if (this.#directory === undefined) {
      this.#directory = mkdtempSync(path.join(tmpdir(), `refgate-tf-${process.pid}-`));
      mkdirSync(path.join(this.#directory, 'tmp'));
      writeFileSync(path.join(this.#directory, 'terraform.rc'), 'disable_checkpoint = true\n');
    }
    return this.#directory;
  }

  /** The file of a program in this folder, bundled when it is first asked for. */
  private program(name: 'provider-process' | 'provider-plugin'): string {
    const known = this.#programs.get(name) ?? bundledProgram(`__tests__/support/terraform/${name}.ts`);
    this.#programs.set(name, known);
    return known.file;
  }

  private reattach(session: string): Readonly<Record<string, string>> {
    if (this.#process === undefined) this.start(session);
    return {
      TF_REATTACH_PROVIDERS: this.#reattach,
      TF_CLI_CONFIG_FILE: path.join(this.root, 'terraform.rc'),
    };
  }

  private start(session: string): void {
    const ready = path.join(this.root, 'ready.json');
    this.#process = spawn(process.execPath, [this.program('provider-process'), session, ready], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    this.#process.unref();
    this.#reattach = waitForFile(ready, this.#process);
  }
}

/** Waits without the event loop, because terraform is run synchronously too. */
function waitForFile(file: string, owner: ChildProcess): string {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < START_LIMIT_MS; waited += 10) {
    if (existsSync(file)) return readFileSync(file, 'utf8');
    Atomics.wait(clock, 0, 0, 10);
  }
  owner.kill();
  throw new Error(`the stub providers did not start within ${START_LIMIT_MS} ms`);
}
