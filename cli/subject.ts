import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Federation, JudgeInput, Report, WrittenArtifact } from '../policies/index';
import { readFederation } from './federation-file';
import { readStacks } from './stacks';
import type { Terminal } from './terminal';

/** What a command looks at: artifacts, and the declaration behind them where there is one. */
export interface Subject extends Pick<JudgeInput, 'locate'> {
  readonly input: Report['input'];
  readonly federation?: Federation;
  readonly artifacts: readonly WrittenArtifact[];
}

/** How a subject is named on the command line. */
export interface SubjectOptions {
  /** The declaration. */
  readonly file: string;
  /** Where a synth writes. */
  readonly out: string;
  readonly var?: readonly string[];
  readonly varFile?: readonly string[];
  readonly account?: string;
  /** The folder that a plan was made of. */
  readonly configuration?: string;
  /** Take a declaration for what a synth of it would write, whatever a synth has written before. @default false */
  readonly asDeclared?: boolean;
}

const DECLARATION = 'federation.yaml';

/**
 * Reads what the user named: a declaration with what was synthesized from it, or anything that holds trust policies. Without an
 * input it is the declaration. With an input that is none, the declaration is used for its table where one is there.
 * @throws RefgateError when something cannot be read
 */
export async function readSubject(
  input: string | undefined,
  options: SubjectOptions,
  terminal: Terminal,
): Promise<Subject> {
  const file = resolve(terminal.cwd, options.file);
  if (input === undefined || resolve(terminal.cwd, input) === file)
    return declaredSubject(file, options, terminal);
  const { readInput } = await import('./inputs/index');
  const read = await readInput(input, terminal, options);
  if (read.kind === 'federation')
    return declaredSubject(resolve(terminal.cwd, read.file), { ...options, file: read.file }, terminal);
  const named = options.file !== DECLARATION;
  const federation = named || existsSync(file) ? await readFederation(file, options.file) : undefined;
  return {
    input: { kind: read.kind, name: input },
    artifacts: read.artifacts,
    ...(federation === undefined || !(named || concerns(federation, read.artifacts)) ? {} : { federation }),
  };
}

/** Whether an artifact holds a role of the declaration; otherwise the two have nothing to do with each other. */
function concerns(federation: Federation, artifacts: readonly WrittenArtifact[]): boolean {
  const names = new Set([...federation.roles.values()].map(({ name }) => name));
  return artifacts.some(({ roles }) => roles.some(({ name }) => name !== undefined && names.has(name)));
}

async function declaredSubject(path: string, options: SubjectOptions, terminal: Terminal): Promise<Subject> {
  const federation = await readFederation(path, options.file);
  const outdir = resolve(terminal.cwd, options.out);
  if (options.asDeclared !== true && existsSync(resolve(outdir, 'manifest.json'))) {
    const stacks = await readStacks(outdir);
    return {
      input: { kind: 'synthesized stacks', name: options.out },
      federation,
      artifacts: stacks.map(({ artifact }) => artifact),
    };
  }
  const { declaredArtifact } = await import('../policies/index');
  return {
    input: { kind: 'declaration', name: options.file },
    federation,
    artifacts: [declaredArtifact(federation)],
  };
}

/** Roles whose trust was synthesized from another declaration than the one beside it. */
export async function staleRoles({ input, federation, artifacts }: Subject): Promise<readonly string[]> {
  if (federation === undefined || input.kind !== 'synthesized stacks') return [];
  const { declaredArtifact } = await import('../policies/index');
  const written = trustsOf(artifacts);
  const declared = trustsOf([declaredArtifact(federation)]);
  return [...new Set([...written.keys(), ...declared.keys()])].filter(
    (name) => written.get(name) !== declared.get(name),
  );
}

function trustsOf(artifacts: readonly WrittenArtifact[]): ReadonlyMap<string, string> {
  return new Map(
    artifacts.flatMap(({ roles }) =>
      roles.map(({ name, address, document }) => [name ?? address, JSON.stringify(document)] as const),
    ),
  );
}
