// The product, and the packages that consist of hundreds of modules, as one file each for the tests. Jest resolves, reads and compiles
// every module again in every suite: that was most of the time of a run. A bundle is compiled in one go, and each module in it is
// evaluated when it is first asked for, once in a worker (see `one-realm-environment.js`). `jest-esbuild.js` has every module of a bundle
// stand for its part.
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');
const { build } = require('esbuild');

const ROOT = join(__dirname, '../..');
/** Within the folder of the packages, so that they are found from there. */
const FOLDER = join(ROOT, 'node_modules/.cache/refgate-test');

/** Folders, from the root, by the bundle that holds them; what one bundle uses of another, it gets from there. */
const BUNDLES = {
  product: ['policies/', 'modules/', 'net/', 'cli/'],
  libraries: ['node_modules/zod/', 'node_modules/yaml/', 'node_modules/jose/'],
  cdktf: ['node_modules/cdktf/', 'node_modules/constructs/', 'node_modules/@cdktf/provider-'],
};

/** The adapters for test runners extend the `expect` of the suite that loads them, so each suite has its own. */
const ADAPTERS = 'policies/testing/';

/** Where packages are used: their modules in the bundle are those that are named there. */
const USERS = ['policies', 'modules', 'net', 'cli', 'page', 'bench', 'siege', 'examples', '__tests__'];

const pathFromRoot = (file) => relative(ROOT, file).split(sep).join('/');
const bundleOf = (name) =>
  Object.keys(BUNDLES).find((bundle) => BUNDLES[bundle].some((folder) => name.startsWith(folder)));

/**
 * The code that a module of a bundle is replaced by; `undefined` for every other file.
 * @param {string} file absolute
 */
function fromBundle(file) {
  const name = pathFromRoot(file);
  const bundle = bundleOf(name);
  if (bundle === undefined || !/\.(?:ts|c?js)$/.test(name) || name.startsWith(ADAPTERS)) return undefined;
  return partOf(name, "(globalThis[Symbol.for('refgate.requireOnce')] ?? require)");
}

/**
 * Code that is a module of a bundle.
 * @param {string} load what loads the bundle
 */
function partOf(name, load) {
  const bundle = JSON.stringify(join(FOLDER, `${bundleOf(name)}.cjs`));
  return `module.exports = ${load}(${bundle})[${JSON.stringify(name)}]();`;
}

function sourcesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => pathFromRoot(join(ROOT, folder, name)));
}

/** The modules that something asks for, from the root. */
function entryPoints() {
  const users = USERS.flatMap(sourcesIn);
  const named = users.flatMap((name) =>
    [
      ...readFileSync(join(ROOT, name), 'utf8').matchAll(
        /\b(?:from|import\(|require\() ?'([\w@][\w@/.-]*)'/g,
      ),
    ].map(([, specifier]) => specifier),
  );
  const packages = [...new Set(named)]
    .filter((specifier) => bundleOf(`node_modules/${specifier}/`) !== undefined)
    .map((specifier) => pathFromRoot(require.resolve(specifier)));
  return [...users, ...packages].filter((name) => bundleOf(name) !== undefined);
}

/** `__dirname` is that of the module, not of the bundle. */
const ownFolder = {
  name: 'own-folder',
  setup({ onLoad }) {
    onLoad({ filter: /\.(?:ts|c?js)$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!/\b__dirname\b/.test(contents)) return undefined;
      return {
        contents: `var __dirname = ${JSON.stringify(dirname(path))};${contents}`,
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
};

/** A tenth of the time of a test with cdktf goes into stacks that tokens keep for error messages; no test reads them. */
const noTokenStacks = {
  name: 'no-token-stacks',
  setup({ onLoad }) {
    onLoad({ filter: /cdktf\/lib\/tokens\/private\/stack-trace\.js$/ }, () => ({
      contents: 'exports.captureStackTrace = () => [];',
    }));
  },
};

/** The same packages as the tests: what is in a bundle is taken from there, and everything else when it is asked for. */
const otherBundles = {
  name: 'other-bundles',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[\w@]/ }, ({ path, kind }) =>
      kind !== 'entry-point' && bundleOf(`node_modules/${path}/`) !== undefined
        ? { path: require.resolve(path, { paths: [ROOT] }), namespace: 'bundled' }
        : undefined,
    );
    onResolve({ filter: /./, namespace: 'bundled' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /./, namespace: 'bundled' }, ({ path }) => ({
      contents: partOf(pathFromRoot(path), 'require'),
    }));
  },
};

async function buildBundle(bundle, names) {
  const parts = names.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(`./${name}`)})`);
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: `module.exports = {\n${parts.join(',\n')}\n};`, resolveDir: ROOT },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    format: 'cjs',
    outfile: join(FOLDER, `${bundle}.cjs`),
    sourcemap: bundle === 'product' && 'linked',
    sourcesContent: false,
    logLevel: 'warning',
    // What the product uses of the other bundles, and of packages in none, is asked for when a suite runs.
    packages: bundle === 'product' ? 'external' : 'bundle',
    plugins: [...(bundle === 'product' ? [otherBundles] : []), noTokenStacks, ownFolder],
  });
  for (const { path, contents } of outputFiles) {
    // Another run in this folder may be reading the file.
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
}

/** Jest calls it once, before the first suite. */
module.exports = async function buildBundles() {
  mkdirSync(FOLDER, { recursive: true });
  const names = entryPoints();
  await Promise.all(
    Object.keys(BUNDLES).map((bundle) =>
      buildBundle(
        bundle,
        names.filter((name) => bundleOf(name) === bundle),
      ),
    ),
  );
};

module.exports.fromBundle = fromBundle;
