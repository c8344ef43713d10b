import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/** Everything that is loaded before a command is chosen: what the entry point imports, and what that imports. */
async function loadedAtOnce(): Promise<{ readonly packages: readonly string[]; readonly bytes: number }> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/main.ts'],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return closure(metafile, 'dist/main.js');
}

function closure({ outputs }: Metafile, entry: string) {
  const packages = new Set<string>();
  const seen = new Set([entry]);
  let bytes = 0;
  for (const name of seen) {
    const output = outputs[name]!;
    bytes += output.bytes;
    for (const { path, kind, external } of output.imports) {
      if (kind !== 'import-statement') continue;
      if (external !== true) seen.add(path);
      else if (!path.startsWith('node:')) packages.add(path);
    }
  }
  return { packages: [...packages].toSorted(), bytes };
}

test('`--version` and `--help` load commander and the commands, not the engine, its schemas or cdktf', async () => {
  const { packages, bytes } = await loadedAtOnce();
  expect(packages).toEqual(['commander']);
  expect(bytes).toBeLessThan(225_000);
});
