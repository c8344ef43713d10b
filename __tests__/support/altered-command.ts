import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { run as Run } from '../../cli/program';

const ROOT = join(__dirname, '../..');

/** A function of the product that a test needs changed. */
export interface Alteration {
  /** From the root. */
  readonly file: string;
  readonly name: string;
  /** The function in its place, as source without `export`; the one that was there is called `original`. */
  readonly by: string;
}

/**
 * The command, built from its sources with other functions in the places of some. The product is bundled for the tests, so nothing of
 * it can be mocked.
 * @throws Error when a file does not have its function exactly once
 */
export async function alteredCommand(alterations: readonly Alteration[]): Promise<typeof Run> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/program.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { __dirname: JSON.stringify(join(ROOT, 'cli')) },
    plugins: alterations.map(({ file, name, by }) => ({
      name,
      setup: ({ onLoad }) =>
        onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
          const [before, after, ...more] = readFileSync(path, 'utf8').split(`export function ${name}(`);
          if (after === undefined || more.length > 0)
            throw new Error(`${file} does not have \`${name}\` once`);
          return { contents: `${before}export ${by}\nfunction original(${after}`, loader: 'ts' };
        }),
    })),
  });
  const module = { exports: {} as { readonly run: typeof Run } };
  // eslint-disable-next-line no-new-func
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(module, module.exports, require);
  return module.exports.run;
}
