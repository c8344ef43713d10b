import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { quote, RefgateError } from '../../policies/index';
import { isRunning, withLock } from './output-lock';
import { writeDigests } from './output-digests';
import { generatedFiles, refuseForeignFiles, removeEmptyFolders } from './synth-output';

const STAGING = '.refgate-';

/**
 * Writes an output folder whole or not at all: the work writes into a folder of its own, and what it wrote then takes the place of the
 * last synth by renaming. Whatever fails before the end, such as a full disk, leaves the last output as it was.
 *
 * @param outdir the output folder; made when it is missing
 * @param stacks ids of the stacks that are written
 * @param work writes into the folder that it is given
 * @throws RefgateError `ERR_OUTPUT_WRITE` when something cannot be written, or would be left beside what is written
 */
export function writeWhole(outdir: string, stacks: readonly string[], work: (folder: string) => void): void {
  const isNew = !existsSync(outdir);
  const staging = path.join(outdir, `${STAGING}${process.pid}`);
  try {
    refuseForeignFiles(outdir, stacks);
    removeAbandoned(outdir);
    mkdirSync(staging, { recursive: true });
    const made = path.join(staging, 'new');
    work(made);
    writeDigests(made, filesIn(made));
    withLock(outdir, () => uninterrupted(() => exchange(staging, outdir, stacks)));
  } catch (error) {
    throw outputProblem(error, outdir);
  } finally {
    removeStaging(staging, isNew ? outdir : undefined);
  }
}

/** What cannot be removed now is removed by the next synth. */
function removeStaging(staging: string, made: string | undefined): void {
  try {
    rmSync(staging, { force: true, recursive: true });
    if (made !== undefined && existsSync(made) && readdirSync(made).length === 0) rmdirSync(made);
  } catch {
    // the failure that is told is the one before this
  }
}

/** Files in `new` go to the output, those of the last synth to `old`; a failure moves everything back. */
function exchange(staging: string, outdir: string, stacks: readonly string[]): void {
  const undo: (() => void)[] = [];
  const move = (from: string, to: string): void => {
    const made = mkdirSync(path.dirname(to), { recursive: true });
    if (made !== undefined) undo.push(() => rmSync(made, { force: true, recursive: true }));
    renameSync(from, to);
    undo.push(() => renameSync(to, from));
  };
  try {
    refuseForeignFiles(outdir, stacks);
    for (const file of generatedFiles(outdir)) move(path.join(outdir, file), path.join(staging, 'old', file));
    for (const file of filesIn(path.join(staging, 'new')))
      move(path.join(staging, 'new', file), path.join(outdir, file));
  } catch (error) {
    for (const back of undo.toReversed()) back();
    throw error;
  }
  removeEmptyFolders(outdir, stacks);
}

/** What synths that were ended from outside have left. */
function removeAbandoned(outdir: string): void {
  if (!existsSync(outdir)) return;
  for (const name of readdirSync(outdir)) {
    if (!name.startsWith(STAGING) || isRunning(Number(name.slice(STAGING.length)))) continue;
    rmSync(path.join(outdir, name), { force: true, recursive: true });
  }
}

/** A signal that arrives between two renames would leave half of each. */
function uninterrupted(work: () => void): void {
  const ignore = (): void => undefined;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, ignore);
  try {
    work();
  } finally {
    for (const signal of signals) process.off(signal, ignore);
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

function outputProblem(error: unknown, outdir: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof RefgateError || code === undefined || syscall === undefined) return error;
  const reason = REASONS[code] ?? code;
  return new RefgateError({
    code: 'ERR_OUTPUT_WRITE',
    message: `cannot write ${quote(outdir)}: ${reason}`,
    fix: 'set CDKTF_OUTDIR, or `--out`, to a folder that can be written; the last output is as it was',
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file would be larger than the process may write',
  EIO: 'the disk has an error',
  ENAMETOOLONG: 'its path is too long',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'it, or a part of its path, is not a folder',
  EEXIST: 'a file is in its place',
};
