import { resolve } from 'node:path';
import { RefgateError } from '../../policies/errors';
import type { Terminal } from '../output/terminal';
import { readRegularFile } from './regular-file';
import { systemReason } from '../system-reason';

/** Streams that were read to their end. */
const drained = new WeakSet<Terminal['stdin']>();

/**
 * The text of a file, or of standard input for `-`.
 * @throws RefgateError when it cannot be read, or was read before
 */
export async function readText(name: string, terminal: Terminal): Promise<string> {
  if (name === '-') {
    if (drained.has(terminal.stdin)) {
      throw new RefgateError({
        code: 'ERR_INPUT_READ',
        message: 'standard input is named twice, and can be read once',
        fix: 'name a file in place of one `-`',
      });
    }
    drained.add(terminal.stdin);
    const chunks: Uint8Array[] = [];
    for await (const chunk of terminal.stdin)
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk);
    return decoded(Buffer.concat(chunks));
  }
  try {
    return decoded(await readRegularFile(resolve(terminal.cwd, name)));
  } catch (error) {
    const message = `cannot read \`${name}\`: ${systemReason(error)}`;
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message,
      fix: 'name a readable file, or `-` for standard input',
    });
  }
}

/** UTF-8, or UTF-16 where a byte order mark says so, as PowerShell redirects. The mark goes. */
function decoded(bytes: Uint8Array): string {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
