// Runs a program of this checkout from its sources: `node scripts/run.mjs cli/main.ts check`. They are bundled first, which takes a
// fraction of what loading some hundred modules one by one does.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Within the folder of the packages, so that they are found from there.
const folder = join(root, 'node_modules', '.cache', 'refgate', String(process.pid));
const bundle = join(folder, 'program.cjs');
const [entry] = process.argv.splice(2, 1);
if (entry === undefined) throw new Error('usage: node scripts/run.mjs PROGRAM.ts [ARGUMENTS]');

/** `__dirname` is that of the module, not of the bundle. */
const ownFolder = {
  name: 'own-folder',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!/\b__dirname\b/.test(contents)) return undefined;
      return { contents: `const __dirname = ${JSON.stringify(dirname(path))};${contents}`, loader: 'ts' };
    });
  },
};

mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  outfile: bundle,
  logLevel: 'warning',
  plugins: [ownFolder],
});
try {
  createRequire(import.meta.url)(bundle);
} finally {
  // It has been read.
  rmSync(folder, { recursive: true, force: true });
}
