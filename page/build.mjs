#!/usr/bin/env node
// Builds the client side of the page: one script and one style, each with the hash that the page's policy names.
//   node page/build.mjs            prints both as JSON; what was built before is printed again as long as it would be built alike
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** `policies/` is pure: a module of which nothing is used leaves nothing behind. */
const pure = {
  name: 'pure',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /./ }, async ({ path, ...rest }) => {
      if (rest.pluginData === 'resolved') return undefined;
      const found = await resolve(path, { ...rest, pluginData: 'resolved' });
      const isPure = relative(root, found.path).startsWith('policies/') || path === 'zod' || path === 'yaml';
      return isPure ? { ...found, sideEffects: false } : found;
    });
  },
};

/** @returns {Promise<{script: string, style: string, scriptHash: string, styleHash: string}>} */
export async function buildPage() {
  return (await buildFromSources()).page;
}

/** The page, and the files that it was made from. */
async function buildFromSources() {
  const common = {
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    minify: true,
    write: false,
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
  };
  const results = await Promise.all([
    build({ ...common, entryPoints: [join(root, 'page/main.ts')], format: 'iife', plugins: [pure] }),
    build({ ...common, entryPoints: [join(root, 'page/style.css')] }),
  ]);
  const [script, style] = results.map(({ outputFiles: [file] }) => file.text.trim());
  return {
    page: { script, style, scriptHash: hash(script), styleHash: hash(style) },
    files: results.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  };
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Beside the packages, as other caches are: whoever installs them anew builds anew. */
const KEPT = join(root, 'node_modules/.cache/refgate-page.json');
/** Files that decide how the others are read. */
const SETTINGS = ['page/build.mjs', 'page/tsconfig.json', 'tsconfig.json', 'package-lock.json'];

async function keptPage() {
  try {
    const { page, digests } = JSON.parse(readFileSync(KEPT, 'utf8'));
    if (Object.entries(digests).every(([file, digest]) => digestOf(file) === digest)) return page;
  } catch {
    // There is none, or a file is gone.
  }
  const { page, files } = await buildFromSources();
  const digests = Object.fromEntries([...SETTINGS, ...files].map((file) => [file, digestOf(file)]));
  try {
    mkdirSync(dirname(KEPT), { recursive: true });
    // Another process may be reading it.
    writeFileSync(`${KEPT}.${process.pid}`, JSON.stringify({ page, digests }));
    renameSync(`${KEPT}.${process.pid}`, KEPT);
  } catch {
    // A folder that cannot be written to: the next one builds again.
  }
  return page;
}

function digestOf(file) {
  return hash(readFileSync(join(root, file)));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.stdout.write(JSON.stringify(await keptPage()));
