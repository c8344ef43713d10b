import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { RepositoryFiles } from '../../policies/index';

/** The most files that a wildcard of an include is held against. */
const MAX_FILES = 20_000;

const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The files of a repository on disk, and how a path of it is shown to someone in a folder. */
export interface RepositoryOnDisk {
  readonly files: RepositoryFiles;
  readonly show: (path: string) => string;
}

/** The repository that a file is in: the nearest folder above it with a `.git`, else its own folder. Nothing outside is read. */
export function repositoryOf(file: string, cwd: string): RepositoryOnDisk {
  const root = rootOf(dirname(resolve(cwd, file)));
  const inside = (path: string): string | undefined => {
    const full = resolve(root, path);
    return full.startsWith(root + sep) && existsSync(full) && statSync(full).isFile() ? full : undefined;
  };
  return {
    files: {
      read: (path) => {
        const full = inside(path);
        return full === undefined ? undefined : readFileSync(full, 'utf8');
      },
      list: () => walk(root, root),
    },
    show: (path) => relative(cwd, resolve(root, path)),
  };
}

function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

function walk(folder: string, root: string): readonly string[] {
  const found: string[] = [];
  const queue = [folder];
  for (let next = queue.pop(); next !== undefined && found.length < MAX_FILES; next = queue.pop())
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) queue.push(path);
      else if (entry.isFile()) found.push(relative(root, path).split(sep).join('/'));
    }
  return found.toSorted();
}
