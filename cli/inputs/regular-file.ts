import { readFile, stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';

/** Paths of the process's own pipes and terminals, as a shell gives them for `<(command)`. */
const OWN_STREAM = /^\/(?:dev|proc)\//;

/**
 * The bytes of a file. What is not a regular file is refused and not opened: nobody may ever write into a pipe.
 * @throws NodeJS.ErrnoException for `systemReason`
 */
export async function readRegularFile(path: string): Promise<Buffer> {
  const found = await stat(path);
  if (!found.isFile() && !OWN_STREAM.test(path))
    throw Object.assign(new Error('not a regular file'), { code: kindCode(found) });
  return readFile(path);
}

function kindCode(found: Stats): string {
  if (found.isDirectory()) return 'EISDIR';
  return found.isFIFO() ? 'NOT_A_FILE_PIPE' : 'NOT_A_FILE';
}
