import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Terminal } from '../output/terminal';
import { readCommandInput, type CommandInput, type CommandInputOptions } from './command-input';
import { revisions, subjectAt } from './git-revision';

/**
 * A version to compare: a path first; what is not a path may be a git revision of the declaration. A declaration is taken as a synth would
 * write it, because what was synthesized before a change says nothing about the change.
 * @param name path, `-` or revision; absent = the declaration as it is
 * @throws RefgateError when it is neither, or cannot be read
 */
export async function readVersion(
  name: string | undefined,
  options: CommandInputOptions,
  terminal: Terminal,
): Promise<CommandInput> {
  if (name !== undefined && name !== '-' && !existsSync(resolve(terminal.cwd, name))) {
    const commandInput = await subjectAt(name, options.file, terminal);
    if (commandInput !== undefined) return commandInput;
    throw await neither(name, terminal);
  }
  return readCommandInput(name === undefined ? [] : [name], { ...options, asDeclared: true }, terminal);
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
