import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DIGESTS_FILE, LOCK_FILE, RefgateError } from '../../policies/index';
import { readRegularFile } from './regular-file';

const TRIES = 40;
const EVERY_MS = 50;

/**
 * Reads an output when no synth is writing it: one that was exchanged meanwhile is read again, for half of it may be of each.
 * @param outdir the output of a synth
 * @param name what the user calls it
 * @throws RefgateError `ERR_INPUT_READ` when a synth goes on writing · what the work throws
 */
export async function steadily<T>(outdir: string, name: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await seen(outdir);
    const result = before.isLocked ? undefined : await settled(work);
    const after = await seen(outdir);
    if (result !== undefined && !after.isLocked && before.digests === after.digests) {
      if (result.error !== undefined) throw result.error;
      return result.value as T;
    }
    await wait(EVERY_MS);
  }
  throw new RefgateError({
    code: 'ERR_INPUT_READ',
    message: `another synth is writing \`${name}\``,
    fix: `wait until it has ended, or remove \`${join(name, LOCK_FILE)}\` where no synth is running`,
  });
}

async function settled<T>(work: () => Promise<T>): Promise<{ readonly value?: T; readonly error?: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

/** What tells one synth from another. */
async function seen(outdir: string): Promise<{ readonly digests: string; readonly isLocked: boolean }> {
  const [digests = '', lock] = await Promise.all(
    [DIGESTS_FILE, LOCK_FILE].map(async (file) => textOf(join(outdir, file))),
  );
  return { digests, isLocked: lock !== undefined && isRunning(lock) };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Whether the process that a lock names is running; one that it does not name yet may be. */
function isRunning(lock: string): boolean {
  if (lock === '') return true;
  const id = Number(lock);
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
