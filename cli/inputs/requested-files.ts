import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { CompanionText, ConfigurationSource, FileRequest } from '../../policies/index';
import { isReadable, readingLimit } from './checkout';
import { encryptionOf } from './encrypted';
import { readRegularFile } from './regular-file';
import { systemReason } from '../system-reason';

const LARGEST = 128 * 1024;
const MAX_LISTED = 5_000;

/**
 * The source with the files that its configuration asked for.
 * @param root the root module
 * @param requests what was missing; a file outside of the checkout is refused, with that as the reason
 */
export async function withRequested(
  source: ConfigurationSource,
  root: string,
  cwd: string,
  requests: readonly FileRequest[],
): Promise<ConfigurationSource> {
  const limit = await readingLimit(root, cwd);
  const texts = new Map(source.texts);
  const listings = new Map(source.listings);
  for (const { kind, path } of requests) {
    if (kind === 'text') texts.set(path, await requestedText(join(root, path), limit));
    else listings.set(path, await listing(join(root, path), limit));
  }
  return { ...source, texts, listings };
}

async function requestedText(path: string, limit: string): Promise<CompanionText> {
  if (!(await isReadable(path, limit)))
    return { unread: `is outside of \`${limit}\`, and what is outside of the checkout is not read` };
  try {
    const size = (await stat(path)).size;
    if (size > LARGEST) return { unread: `is not read: it is larger than ${LARGEST / 1024} KiB` };
    const bytes = await readRegularFile(path);
    const encryption = encryptionOf(bytes);
    return encryption === undefined ? bytes.toString('utf8') : { unread: `is not readable: ${encryption}` };
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return absent
      ? { unread: 'does not exist', absent }
      : { unread: `cannot be read: ${systemReason(error)}` };
  }
}

/** Every file below a directory; nothing when it is outside of the limit, or has too many. */
async function listing(directory: string, limit: string): Promise<readonly string[] | undefined> {
  if (!(await isReadable(directory, limit))) return undefined;
  const files: string[] = [];
  const open = ['.'];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const entries = await readdir(join(directory, next), { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) return undefined;
    for (const entry of entries) {
      const path = posix.join(next, entry.name);
      const isFolder =
        entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderLink(directory, path)));
      // links to folders may lead outside, or in circles
      if (isFolder && entry.isSymbolicLink()) return undefined;
      if (isFolder) open.push(path);
      else files.push(path);
    }
    if (files.length + open.length > MAX_LISTED) return undefined;
  }
  return files;
}

async function isFolderLink(directory: string, path: string): Promise<boolean> {
  return stat(join(directory, path)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
