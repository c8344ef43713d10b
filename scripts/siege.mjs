// Attacks everything that reads inputs of strangers: `npm run siege -- --minutes 30 --seed N`. See CONTRIBUTING.md.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// Within the folder of the packages, so that they are found from there.
const folder = join(root, 'node_modules', '.cache', 'refgate-siege', String(process.pid));
const { FUZZ } = createRequire(import.meta.url)('../jest.slow.js');
// Its own suite is the short form of the same attacks.
const suites = FUZZ.filter((suite) => suite !== '__tests__/siege/').flatMap((suite) =>
  suite.endsWith('/')
    ? readdirSync(join(root, suite))
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => `${suite}${name}`)
    : [suite],
);

mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['siege/run.ts', 'siege/attacker.ts'],
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
  define: { __dirname: JSON.stringify(join(root, 'siege')) },
});
process.env.REFGATE_SIEGE_ROOT = root;
process.env.REFGATE_SIEGE_ATTACKER = join(folder, 'attacker.mjs');
/** Those that take minutes each, last: a short siege then has most of the others. */
const LONG = /adversary|hostile-requests|survivor-terraform|artifact\/forms/;
process.env.REFGATE_SIEGE_SUITES = JSON.stringify([
  '__tests__/policies/artifact/survivor.test.ts',
  ...suites.filter((suite) => !LONG.test(suite)),
  ...suites.filter((suite) => LONG.test(suite)),
]);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await import(pathToFileURL(join(folder, 'run.mjs')));
