import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DIGESTS_FILE } from '../../policies/index';

/**
 * Writes the SHA-256 digest of every file of an output into one file beside them, as `sha256sum --check` takes it: what is edited later is
 * no longer what was judged.
 * @param files paths below the folder
 */
export function writeDigests(folder: string, files: readonly string[]): void {
  const lines = files
    .map((file) => file.split(path.sep).join('/'))
    .toSorted()
    .map(
      (file) =>
        `${createHash('sha256')
          .update(readFileSync(path.join(folder, file)))
          .digest('hex')}  ${file}\n`,
    );
  writeFileSync(path.join(folder, DIGESTS_FILE), lines.join(''));
}
