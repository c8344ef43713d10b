import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Federation, JudgeInput, Report, WrittenArtifact } from '../../policies/index';
import type { Input } from './input';
import { readFederation } from './federation-file';
import type { Terminal } from '../output/terminal';

/** What a command looks at: artifacts, and the declaration behind them where there is one. */
export interface CommandInput extends Pick<JudgeInput, 'locate' | 'table' | 'gitlabUrl'> {
  readonly input: Report['input'];
  readonly federation?: Federation;
  readonly artifacts: readonly WrittenArtifact[];
}

/** How an input is named on the command line. */
export interface CommandInputOptions {
  /** The declaration. */
  readonly file: string;
  /** Whether the user named it; one that only lies there says something of its own roles alone. @default false */
  readonly fileNamed?: boolean;
  /** Take the declaration that lies there for its projects, whatever roles the input holds. @default false */
  readonly forProjects?: boolean;
  /** Where a synth writes. */
  readonly out: string;
  readonly var?: readonly string[];
  readonly varFile?: readonly string[];
  readonly account?: string;
  /** An issuer that is a GitLab. */
  readonly gitlabUrl?: string;
  /** The folder that a plan was made of. */
  readonly configuration?: string;
  /** Take a declaration for what a synth of it would write, whatever a synth has written before. @default false */
  readonly asDeclared?: boolean;
}

/**
 * Reads what the user named: a declaration with what was synthesized from it, or anything that holds trust policies. Without an
 * input it is the declaration. With an input that is none, the declaration is used for its table where one is there.
 * @throws RefgateError when something cannot be read
 */
export async function readCommandInput(
  input: string | undefined,
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  const commandInput = await readNamed(input, options, terminal);
  return options.gitlabUrl === undefined ? commandInput : { ...commandInput, gitlabUrl: options.gitlabUrl };
}

async function readNamed(
  input: string | undefined,
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  const file = resolve(terminal.cwd, options.file);
  if (input === undefined || resolve(terminal.cwd, input) === file)
    return declaredInput(file, options, terminal);
  const { readInput } = await import('./read-input');
  const read = await readInput(input, terminal, options);
  if (read.kind === 'federation')
    return declaredInput(resolve(terminal.cwd, read.file), { ...options, file: read.file }, terminal);
  const named = options.fileNamed === true;
  const federation = named
    ? await readFederation(file, options.file)
    : existsSync(file)
      ? await readBystander(file, options.file, terminal)
      : undefined;
  const isUsed =
    federation !== undefined && (named || options.forProjects === true || concerns(federation, read));
  if (federation !== undefined && !isUsed)
    terminal.err(
      `\`${options.file}\` was not used, because no role of \`${input}\` has the name of one that it declares; use it with \`--file ${options.file}\`\n`,
    );
  return {
    input: { kind: read.kind, name: input },
    artifacts: read.artifacts,
    ...(isUsed ? { federation } : {}),
  };
}

/** A declaration that the user did not name: when it is broken, the question is about another file and goes on without it. */
async function readBystander(
  file: string,
  name: string,
  terminal: Terminal,
): Promise<Federation | undefined> {
  try {
    return await readFederation(file, name);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RefgateError') throw error;
    const first = error.message.split('\n')[0] ?? '';
    terminal.err(`\`${name}\` cannot be read and is not used: ${first}\n`);
    return undefined;
  }
}

/** Whether an artifact holds a role of the declaration, or may hold one: one whose name is not known. A bare policy names no role. */
function concerns(
  federation: Federation,
  { kind, artifacts }: Extract<Input, { artifacts: unknown }>,
): boolean {
  const names = new Set([...federation.roles.values()].map(({ name }) => name));
  return artifacts.some(({ roles }) =>
    roles.some(({ name }) => (name === undefined ? kind !== 'policy' : names.has(name))),
  );
}

async function declaredInput(
  path: string,
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  const federation = await readFederation(path, options.file);
  const outdir = resolve(terminal.cwd, options.out);
  const { holdsStacks, readStacks } = await import('./stacks');
  if (options.asDeclared !== true && (await holdsStacks(outdir))) {
    const artifacts = (await readStacks(outdir, terminal, { name: options.out })).map(
      ({ artifact }) => artifact,
    );
    const { differenceText, differingRoles } = await import('./stale-stacks');
    const differ = differingRoles(federation, artifacts);
    if (differ.length > 0) terminal.err(differenceText(differ, options.out, options.file));
    const kind = differ.length > 0 ? `synthesized stacks, not of this ${options.file}` : 'synthesized stacks';
    return { input: { kind, name: options.out }, federation, artifacts };
  }
  const { declaredArtifact } = await import('../../policies/index');
  return {
    input: { kind: 'declaration', name: options.file },
    federation,
    artifacts: [declaredArtifact(federation)],
  };
}
