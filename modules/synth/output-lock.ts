import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { quote, RefgateError } from '../../policies/index';

const PATIENCE_MS = 10_000;
const EVERY_MS = 50;

/** The file that keeps two synths apart; it holds the id of the process that writes. */
const LOCK = '.refgate.lock';

/**
 * Does work that nobody else does at the same time in the same output folder. The lock of a process that has ended is taken over.
 * @param patience how long to wait for another synth, in milliseconds
 * @throws RefgateError `ERR_OUTPUT_WRITE` when another synth does not end
 */
export function withLock<T>(outdir: string, work: () => T, patience = PATIENCE_MS): T {
  const file = path.join(outdir, LOCK);
  for (let waited = 0; !taken(file); waited += EVERY_MS) {
    if (waited >= patience)
      throw new RefgateError({
        code: 'ERR_OUTPUT_WRITE',
        message: `another synth is writing ${quote(outdir)}`,
        got: `process ${ownerOf(file)}`,
        fix: `wait until it has ended, or remove ${quote(file)} where no such process is running`,
      });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EVERY_MS);
  }
  try {
    return work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = ownerOf(file);
  if (owner === '' || isRunning(Number(owner))) return false;
  removeStale(file, owner);
  return false;
}

/** Two may see the same stale lock: what one of them moves away by mistake is put back. */
function removeStale(file: string, owner: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== owner) linkSync(aside, file);
  } catch {
    // somebody else was faster
  } finally {
    rmSync(aside, { force: true });
  }
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Whether a process is running; one of another user is. */
export function isRunning(id: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
