import { join, posix, resolve } from 'node:path';
import type { InstalledModule } from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { readRegularFile } from './regular-file';

/**
 * What `terraform init` wrote down: the directory and the source of every module, by the path of calls. Without a readable record
 * nothing is installed, and every call of a remote module is reported.
 */
export async function installedModules(
  root: string,
  env: Terminal['env'],
): Promise<ReadonlyMap<string, InstalledModule>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(
      (await readRegularFile(join(dataFolder(root, env), 'modules/modules.json'))).toString('utf8'),
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

/**
 * Where Terraform keeps what it knows of a root module.
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_data_dir
 */
export function dataFolder(root: string, { TF_DATA_DIR: chosen = '' }: Terminal['env']): string {
  return chosen === '' ? join(root, '.terraform') : resolve(root, chosen);
}

/** One name for a directory, however it is written: without a trailing slash, `.` and `..` resolved where they can be. */
export function directoryPath(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}
