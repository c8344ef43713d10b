import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RefgateError } from '../policies/index';
import type { Terminal } from './terminal';

/**
 * The text of a file, or of standard input for `-`.
 * @throws RefgateError when it cannot be read
 */
export async function readText(name: string, terminal: Terminal): Promise<string> {
  if (name === '-') {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of terminal.stdin)
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  }
  try {
    return await readFile(resolve(terminal.cwd, name), 'utf8');
  } catch (error) {
    const message = `cannot read \`${name}\`: ${(error as Error).message}`;
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message,
      fix: 'name a readable file, or `-` for standard input',
    });
  }
}
