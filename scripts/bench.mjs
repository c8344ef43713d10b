// Times what docs/performance.md tells, as built code: `npm run bench` everything, `npm run bench -- prover` one section.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Within the folder of the packages, so that they are found from there.
const folder = join(root, 'node_modules', '.cache', 'refgate-bench', String(process.pid));
const bundle = join(folder, 'run.mjs');

mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['bench/run.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outfile: bundle,
  sourcemap: true,
  logLevel: 'warning',
  define: { __dirname: JSON.stringify(join(root, 'bench')) },
});
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await import(pathToFileURL(bundle));
