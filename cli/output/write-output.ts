import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemReason } from '../system-reason';
import { replaceFile } from './replace-file';
import type { Terminal } from './terminal';

/** Where a command leaves its text. */
export interface OutputOptions {
  /** File; absent = standard output. */
  readonly output?: string;
  /** Whether to keep silent about the file. */
  readonly quiet?: boolean;
}

/**
 * Puts a text where the user wants it: folders that are missing are made, and a file is named on standard error.
 * @throws RefgateError when the file cannot be written
 */
export async function writeOutput(
  text: string,
  { output, quiet }: OutputOptions,
  terminal: Terminal,
): Promise<void> {
  if (output === undefined) {
    terminal.out(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  await writeTo(output, text, terminal);
  if (quiet !== true) {
    const { visible } = await import('../../policies/index');
    terminal.err(`wrote ${visible(output)}\n`);
  }
}

/** @throws RefgateError when the file cannot be written */
export async function writeTo(name: string, text: string, { cwd }: Terminal): Promise<void> {
  const path = resolve(cwd, name);
  try {
    await mkdir(dirname(path), { recursive: true });
    replaceFile(path, text);
  } catch (error) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_OUTPUT_WRITE',
      message: `cannot write \`${name}\`: ${systemReason(error)}`,
      fix: 'name a file in a folder that can be written',
    });
  }
}
