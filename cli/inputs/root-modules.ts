import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isConfigurationName } from '../../policies/index';
import { readRegularFile } from './regular-file';

/** What no root module is in. */
const SKIPPED = new Set(['node_modules', 'cdktf.out', 'cdk.out']);
/** A tree with more folders is not looked through to its end. */
const MAX_FOLDERS = 20_000;
/** The calls of modules by a local path, in HCL and in JSON. */
const LOCAL_SOURCE = /(?:^|[\s{,])"?source"?\s*[=:]\s*"(\.{1,2}(?:\/[^"]*)?)"/g;

/**
 * The root modules below a folder: folders with Terraform files that no other one calls as a module. Paths are relative to it, sorted; `.` is
 * the folder itself. Links are not followed.
 */
export async function rootModulesBelow(folder: string): Promise<readonly string[]> {
  const files = new Map<string, readonly string[]>();
  const open = ['.'];
  for (let next = open.pop(); next !== undefined && files.size < MAX_FOLDERS; next = open.pop()) {
    const entries = await readdir(join(folder, next), { withFileTypes: true }).catch(() => []);
    files.set(
      next,
      entries.filter((entry) => entry.isFile() && isConfigurationName(entry.name)).map(({ name }) => name),
    );
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name))
        open.push(posix.join(next, entry.name));
  }
  const modules = [...files].filter(([, names]) => names.length > 0);
  const called = new Set<string>();
  for (const [directory, names] of modules)
    for (const name of names)
      for (const source of await localSources(join(folder, directory, name)))
        called.add(posix.normalize(posix.join(directory, source)).replace(/(.)\/+$/, '$1'));
  return modules.flatMap(([directory]) => (called.has(directory) ? [] : [directory])).toSorted();
}

async function localSources(path: string): Promise<readonly string[]> {
  try {
    const text = (await readRegularFile(path)).toString('utf8');
    return [...text.matchAll(LOCAL_SOURCE)].map(([, source = '']) => source);
  } catch {
    // who judges the folder reports a file that cannot be read
    return [];
  }
}
