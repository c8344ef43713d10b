import { readFile, readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ConfigurationFile } from '../../policies/index';

const READS_FILES = /\b(?:file|fileexists|templatefile)\s*\(/;
const COMPANION = /\.(?:json|ya?ml|tftpl|tpl|tmpl|txt)$/;
const SKIPPED = new Set(['node_modules', 'cdktf.out']);
const MAX_FILES = 1_000;
const LARGEST = 128 * 1024;
const DEEPEST = 3;

/**
 * The texts that `file` and `templatefile` may name: JSON, templates and plain text beside the modules that call these functions, and a
 * few levels below. A file that is not among them is unresolved where it is used.
 */
export async function companionTexts(
  root: string,
  directories: ReadonlyMap<string, readonly ConfigurationFile[]>,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const reading = [...directories].filter(([, files]) => files.some(({ text }) => READS_FILES.test(text)));
  const open = reading.map(([directory]) => ({ directory, depth: 0 }));
  for (let next = open.shift(); next !== undefined && texts.size < MAX_FILES; next = open.shift()) {
    const { directory, depth } = next;
    const entries = await readdir(join(root, directory), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = posix.join(directory, entry.name);
      if (entry.isDirectory() && depth < DEEPEST && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)) {
        open.push({ directory: path, depth: depth + 1 });
      } else if (entry.isFile() && COMPANION.test(entry.name) && !texts.has(path)) {
        const text = await smallText(join(root, path));
        if (text !== undefined) texts.set(path, text);
      }
    }
  }
  return texts;
}

async function smallText(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).size > LARGEST ? undefined : await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
