#!/usr/bin/env node
// Builds the client side of the page: one script and one style, each with the hash that the page's policy names.
//   node page/build.mjs            prints both as JSON
import { createHash } from 'node:crypto';
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
  const common = {
    bundle: true,
    minify: true,
    write: false,
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
  };
  const [script, style] = await Promise.all([
    build({ ...common, entryPoints: [join(root, 'page/main.ts')], format: 'iife', plugins: [pure] }),
    build({ ...common, entryPoints: [join(root, 'page/style.css')] }),
  ]).then((results) => results.map(({ outputFiles: [file] }) => file.text.trim()));
  return { script, style, scriptHash: hash(script), styleHash: hash(style) };
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.stdout.write(JSON.stringify(await buildPage()));
