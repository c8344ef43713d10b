// Builds dist/: the command and the app it runs as bundles, the library module by module as ESM and CommonJS, and the types.
//   node scripts/build.mjs [--types] [--outdir DIR]
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPage } from '../page/build.mjs';
import { namedBindings, unbundled } from './unbundled.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const outdir = process.argv.includes('--outdir')
  ? process.argv[process.argv.indexOf('--outdir') + 1]
  : join(root, 'dist');

/** Public entry points of the package: `refgate`, `refgate/modules`, … */
const LIBRARY = {
  index: 'policies/index',
  modules: 'modules/index',
  jest: 'policies/testing/jest',
  'jest-globals': 'policies/testing/jest-globals',
  vitest: 'policies/testing/vitest',
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
};

/** The folder of the build, wherever in it the module is: there are the files that come along. */
const OUTDIR = `.replace(/[\\\\/](?:esm|cjs|chunks)(?:[\\\\/].*)?$/, '')`;
const esmFolder = [
  "import { dirname as folderOf } from 'node:path';",
  "import { fileURLToPath as pathOf } from 'node:url';",
  `const REFGATE_FOLDER = folderOf(pathOf(import.meta.url))${OUTDIR};`,
].join('\n');
const withFolder = (js) => ({ define: { __dirname: 'REFGATE_FOLDER' }, banner: { js } });

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

/** `policies/` is the same everywhere; `modules/` reads files that come along. */
const library = (format, extension, folder) => [
  build({
    ...common,
    entryPoints: sources('policies'),
    platform: 'neutral',
    format,
    outbase: '.',
    outdir: join(outdir, format),
    outExtension: { '.js': extension },
    plugins: [unbundled(extension)],
  }),
  build({
    ...common,
    entryPoints: sources('modules'),
    format,
    outbase: '.',
    outdir: join(outdir, format),
    outExtension: { '.js': extension },
    plugins: [unbundled(extension), ...(format === 'esm' ? [namedBindings] : [])],
    ...withFolder(folder),
  }),
];

rmSync(outdir, { recursive: true, force: true });
const [page] = await Promise.all([
  buildPage(),
  build({
    ...common,
    entryPoints: { refgate: 'cli/main.ts', app: 'main.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[hash]',
    outExtension: { '.js': '.mjs' },
    outdir,
    plugins: [namedBindings],
    ...withFolder(esmFolder),
  }),
  ...library('esm', '.mjs', esmFolder),
  ...library('cjs', '.cjs', `const REFGATE_FOLDER = __dirname${OUTDIR};`),
]);
writeFileSync(join(outdir, 'page.json'), JSON.stringify(page));
cpSync(join(root, 'modules/terraform-module/source'), join(outdir, 'terraform-module'), { recursive: true });
chmodSync(join(outdir, 'refgate.mjs'), 0o755);

if (process.argv.includes('--types')) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags = [
    '--noEmit',
    'false',
    '--emitDeclarationOnly',
    '--declaration',
    '--outDir',
    join(outdir, 'types'),
  ];
  mkdirSync(outdir, { recursive: true });
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...flags], {
    stdio: 'inherit',
  });
  for (const [name, source] of Object.entries(LIBRARY)) {
    for (const extension of ['d.mts', 'd.cts'])
      writeFileSync(join(outdir, `${name}.${extension}`), `export * from './types/${source}.js';\n`);
  }
}
