import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Failures of the folder and not of the file: a file that is mounted alone, or in a folder that is read-only, is written in place. */
const FOLDER_REFUSES = new Set(['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EXDEV']);

/**
 * Writes a file whole or not at all: beside it, and renamed when every byte is on the disk. Through a link the file that it names is
 * written; a device or a pipe, such as `/dev/stdout`, is written to.
 * @throws NodeJS.ErrnoException and leaves a file that was there as it was
 */
export function replaceFile(path: string, text: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return writeBeside(path, text, 0o666);
  if (!found.isFile()) return writeFileSync(path, text);
  const target = realpathSync(path);
  accessSync(target, constants.W_OK);
  try {
    writeBeside(target, text, found.mode);
  } catch (error) {
    if (!FOLDER_REFUSES.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    writeFileSync(target, text);
  }
}

function writeBeside(path: string, text: string, mode: number): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const handle = openSync(beside, 'w', mode);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
