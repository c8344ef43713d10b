// Runs the command from its sources: `npm run -s refgate -- ARGS`. They are bundled first, which takes a fraction of what loading some
// hundred modules one by one does.
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Within the folder of the packages, so that they are found from there.
const folder = join(root, 'node_modules', '.cache', 'refgate', String(process.pid));
const bundle = join(folder, 'refgate.cjs');

mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['cli/main.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  outfile: bundle,
  logLevel: 'warning',
  // As for the sources: the app and the page are found from here.
  define: { __dirname: JSON.stringify(join(root, 'cli')) },
});
try {
  createRequire(import.meta.url)(bundle);
} finally {
  // It has been read.
  rmSync(folder, { recursive: true, force: true });
}
