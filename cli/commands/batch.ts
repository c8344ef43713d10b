import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { RefgateError } from '../../policies/errors';
import { CANNOT_TELL, HOLDS } from '../output/exit';
import { lines, MAX_LINE_LENGTH, type Line } from '../inputs/lines';
import type { Terminal } from '../output/terminal';
import { systemReason } from '../system-reason';
import { visibleJson } from '../../policies/report/visible';

/** An answer to one line: anything, or an error in its place. */
export type LineAnswer =
  object | { readonly id: unknown; readonly error: { readonly code: string; readonly message: string } };

/**
 * Answers JSON Lines with JSON Lines, in order and in constant memory. A bad line is answered with an error, and the rest goes on.
 * @param file name of a file, or `-` for standard input
 * @returns 2 when a line was bad or nobody reads the answers any more, else 0
 * @throws RefgateError when the file cannot be read
 */
export async function runBatch(
  file: string,
  terminal: Terminal,
  answer: (line: string) => LineAnswer,
): Promise<number> {
  const source = file === '-' ? terminal.stdin : createReadStream(resolve(terminal.cwd, file));
  let code = HOLDS;
  try {
    for await (const { text, flaw } of lines(source)) {
      if (flaw === undefined && text.trim() === '') continue;
      const result = flaw === undefined ? answer(text) : FLAWED[flaw];
      if ('error' in result) code = CANNOT_TELL;
      terminal.out(`${visibleJson(result)}\n`);
      if (!(await terminal.drained())) return CANNOT_TELL;
    }
  } catch (error) {
    const { code: errno } = error as NodeJS.ErrnoException;
    if (errno === undefined || error instanceof RefgateError) throw error;
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${file}\`: ${systemReason(error)}`,
      fix: 'name a readable file, or `-`',
    });
  }
  return code;
}

const FLAWED: Readonly<Record<NonNullable<Line['flaw']>, LineAnswer>> = {
  'too long': badLine(`the line is longer than ${MAX_LINE_LENGTH} bytes`),
  'no UTF-8': badLine('the line is not UTF-8'),
};

function badLine(message: string): LineAnswer {
  return { id: null, error: { code: 'ERR_BATCH', message } };
}
