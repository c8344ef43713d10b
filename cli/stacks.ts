import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WrittenArtifact } from '../policies/index';

/** A stack on disk, read back. */
export interface StackOnDisk {
  readonly name: string;
  /** Path of its `cdk.tf.json`. */
  readonly file: string;
  readonly artifact: WrittenArtifact;
}

/**
 * Reads every stack that a synth wrote, as `manifest.json` lists them.
 * @throws RefgateError when the folder is no output of a synth
 */
export async function readStacks(outdir: string): Promise<readonly StackOnDisk[]> {
  const { readTerraformJson } = await import('../policies/index');
  const manifest = JSON.parse(await readFile(join(outdir, 'manifest.json'), 'utf8')) as {
    readonly stacks: Readonly<
      Record<string, { readonly name: string; readonly synthesizedStackPath: string }>
    >;
  };
  return Promise.all(
    Object.values(manifest.stacks).map(async ({ name, synthesizedStackPath }) => {
      const file = join(outdir, synthesizedStackPath);
      return { name, file, artifact: readTerraformJson(await readFile(file, 'utf8'), { file }) };
    }),
  );
}
