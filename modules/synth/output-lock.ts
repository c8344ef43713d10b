import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { LOCK_FILE, quote, RefgateError } from '../../policies/index';

const PATIENCE_MS = 10_000;
const EVERY_MS = 50;

/**
 * Does work that nobody else does at the same time in the same output folder. The lock of a process that has ended is taken over.
 * @param patience how long to wait for another synth, in milliseconds
 * @throws RefgateError `ERR_OUTPUT_WRITE` when another synth does not end
 */
export function withLock<T>(outdir: string, work: () => T, patience = PATIENCE_MS): T {
  const file = path.join(outdir, LOCK_FILE);
  for (let waited = 0; !taken(file); waited += EVERY_MS) {
    if (waited >= patience)
      throw new RefgateError({
        code: 'ERR_OUTPUT_WRITE',
        message: `another synth is writing ${quote(outdir)}`,
        got: ownerOf(file) === '' ? undefined : `process ${ownerOf(file)}`,
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
    try {
      writeSync(handle, String(process.pid));
    } catch (error) {
      // such as on a full disk: a lock that names nobody would keep out every later synth
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(handle);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = ownerOf(file);
  const isHeld = owner === '' ? ageOf(file) < PATIENCE_MS : isRunning(Number(owner));
  if (!isHeld) removeStale(file, owner);
  return false;
}

/** How long ago a lock was made, in milliseconds: one that names nobody for long is that of a process that was ended as it took it. */
function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
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
