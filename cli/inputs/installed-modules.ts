import { join, posix } from 'node:path';
import type { InstalledModule } from '../../policies/index';
import { readRegularFile } from './regular-file';

/**
 * What `terraform init` wrote down: the directory and the source of every module, by the path of calls. Without a readable record
 * nothing is installed, and every call of a remote module is reported.
 */
export async function installedModules(root: string): Promise<ReadonlyMap<string, InstalledModule>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(
      (await readRegularFile(join(root, '.terraform/modules/modules.json'))).toString('utf8'),
    );
  } catch {
    return new Map();
  }
  const { Modules } = (parsed ?? {}) as { readonly Modules?: unknown };
  const records: readonly unknown[] = Array.isArray(Modules) ? Modules : [];
  return new Map(
    records.flatMap((record) => {
      const { Key, Dir, Source, Version } = (record ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof Key !== 'string' || Key === '' || typeof Dir !== 'string' || typeof Source !== 'string')
        return [];
      const version = typeof Version === 'string' && Version !== '' ? { version: Version } : {};
      return [[Key, { directory: directoryPath(Dir), source: Source, ...version }] as const];
    }),
  );
}

/** One name for a directory, however it is written: without a trailing slash, `.` and `..` resolved where they can be. */
export function directoryPath(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}
