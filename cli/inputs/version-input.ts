import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Terminal } from '../output/terminal';
import { readCommandInput, type CommandInput, type CommandInputOptions } from './command-input';
import { revisions, subjectAt } from './git-revision';

/**
 * A version to compare: a path first; what is not a path may be a git revision of the declaration. A declaration is taken as a synth would
 * write it, because what was synthesized before a change says nothing about the change.
 * @param name path, `-` or revision; absent = the declaration as it is
 * @param others what it is compared with
 * @throws RefgateError when it is neither, or cannot be read, and when it is another file of a folder that it is compared with
 */
export async function readVersion(
  name: string | undefined,
  options: CommandInputOptions,
  terminal: Terminal,
  others: readonly string[] = [],
): Promise<CommandInput> {
  if (name !== undefined) await refuseOneFolder(name, others, terminal);
  if (name !== undefined && name !== '-' && !existsSync(resolve(terminal.cwd, name))) {
    const commandInput = await subjectAt(name, options.file, terminal);
    if (commandInput !== undefined) return commandInput;
    throw await neither(name, terminal);
  }
  return readCommandInput(name === undefined ? [] : [name], { ...options, asDeclared: true }, terminal);
}

/** Two files of one folder are one configuration: compared with each other, they never differ. */
async function refuseOneFolder(
  name: string,
  others: readonly string[],
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<void> {
  const { loadedAs } = await import('./together');
  const path = resolve(cwd, name);
  const other = others.find((each) => {
    const against = resolve(cwd, each);
    return against !== path && loadedAs(against) === loadedAs(path);
  });
  if (other === undefined) return;
  const { quote, RefgateError } = await import('../../policies/index');
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `${quote(name)} and ${quote(other)} are one configuration: Terraform loads every file of the folder`,
    expected: 'two versions of a configuration',
    fix: 'put each version into a folder of its own',
  });
}

async function neither(name: string, terminal: Terminal): Promise<Error> {
  const { closest, quote, RefgateError } = await import('../../policies/index');
  const near = closest(name, await revisions(terminal));
  return new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `${quote(name)} is neither a file or folder here nor a git revision`,
    expected: 'an input as for `refgate check`, or a branch, tag or commit that has the declaration',
    fix: near === undefined ? undefined : `did you mean ${quote(near)}?`,
  });
}
