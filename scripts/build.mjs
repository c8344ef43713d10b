// Builds dist/: the command, the app it runs, and the library as ES modules and CommonJS with types.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Public entry points of the package: `refgate`, `refgate/modules`, … */
const LIBRARY = {
  index: 'policies/index.ts',
  modules: 'modules/index.ts',
  jest: 'policies/testing/jest.ts',
  'jest-globals': 'policies/testing/jest-globals.ts',
};

/** The provider bindings are CommonJS folders: an ES module has to name the file in them. */
const namedBindings = {
  name: 'named-bindings',
  setup({ onResolve }) {
    onResolve({ filter: /^@cdktf\/provider-[a-z]+\/lib\/[^/]+$/ }, ({ path }) => ({
      path: `${path}/index.js`,
      external: true,
    }));
  },
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
};

/** An ES module has no `__dirname`. */
const FOLDER_OF_MODULE = [
  "import { dirname as folderOf } from 'node:path';",
  "import { fileURLToPath as pathOf } from 'node:url';",
  'const FOLDER = folderOf(pathOf(import.meta.url));',
].join('\n');

rmSync('dist', { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: { refgate: 'cli/main.ts', app: 'main.ts', ...LIBRARY },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[hash]',
    outExtension: { '.js': '.mjs' },
    outdir: 'dist',
    plugins: [namedBindings],
    define: { __dirname: 'FOLDER' },
    banner: { js: FOLDER_OF_MODULE },
  }),
  build({ ...common, entryPoints: LIBRARY, format: 'cjs', outExtension: { '.js': '.cjs' }, outdir: 'dist' }),
]);
cpSync('modules/terraform-module/source', 'dist/terraform-module', { recursive: true });
chmodSync('dist/refgate.mjs', 0o755);

if (process.argv.includes('--types')) {
  const flags = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--outDir', 'dist/types'];
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', ...flags], { stdio: 'inherit' });
  mkdirSync('dist', { recursive: true });
  for (const [name, source] of Object.entries(LIBRARY)) {
    const from = `./types/${source.replace(/\.ts$/, '.js')}`;
    writeFileSync(`dist/${name}.d.mts`, `export * from '${from}';\n`);
    writeFileSync(`dist/${name}.d.cts`, `export * from '${from}';\n`);
  }
}
