import { buildSync } from 'esbuild';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(__dirname, '../..');
/** Within the folder of the packages, so that they are found from there. */
const cache = join(root, 'node_modules/.cache/refgate-test');

/** A TypeScript program as one file of JavaScript: a process starts with it in a fraction of the time that loading its modules takes. */
export interface BundledProgram {
  readonly file: string;
  /** Removes the file. */
  readonly remove: () => void;
}

let count = 0;

/** @param entry from the root of the repository; `__dirname` means its folder wherever the program says it */
export function bundledProgram(entry: string): BundledProgram {
  count += 1;
  const folder = join(cache, `${process.pid}-${count}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${basename(entry, '.ts')}.cjs`);
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    outfile: file,
    logLevel: 'warning',
    define: { __dirname: JSON.stringify(join(root, dirname(entry))) },
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
