import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountDefaults, WrittenArtifact } from '../../policies/index';
import { systemReason } from '../system-reason';

/** A stack on disk, read back. */
export interface StackOnDisk {
  readonly name: string;
  /** Path of its `cdk.tf.json`. */
  readonly file: string;
  readonly artifact: WrittenArtifact;
}

export interface ReadStacksOptions extends AccountDefaults {
  /** What the user calls the folder, for positions. @default its path */
  readonly name?: string;
}

/**
 * Reads every stack that a synth wrote, as `manifest.json` lists them.
 * @throws RefgateError when the folder is no output of a synth
 */
export async function readStacks(
  outdir: string,
  { name = outdir, ...defaults }: ReadStacksOptions = {},
): Promise<readonly StackOnDisk[]> {
  const { readTerraformJson } = await import('../../policies/index');
  const stacks = await stacksOf(outdir, name);
  return Promise.all(
    stacks.map(async (stack) => {
      const file = join(name, stack.synthesizedStackPath);
      const text = await readStack(join(outdir, stack.synthesizedStackPath), file);
      return { name: stack.name, file, artifact: readTerraformJson(text, { ...defaults, file }) };
    }),
  );
}

interface ManifestStack {
  readonly name: string;
  readonly synthesizedStackPath: string;
}

async function stacksOf(outdir: string, name: string): Promise<readonly ManifestStack[]> {
  const { RefgateError, parseJsonText } = await import('../../policies/index');
  const file = join(name, 'manifest.json');
  const parsed = parseJsonText(await readStack(join(outdir, 'manifest.json'), file), file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const { stacks } = (parsed.value ?? {}) as { readonly stacks?: unknown };
  if (typeof stacks === 'object' && stacks !== null) {
    const found = Object.values(stacks) as readonly Partial<ManifestStack>[];
    const listed = found.filter(
      (stack): stack is ManifestStack => typeof stack.synthesizedStackPath === 'string',
    );
    if (listed.length === found.length && listed.length > 0) return listed;
  }
  throw new RefgateError({
    code: 'ERR_INPUT_KIND',
    message: `\`${file}\` lists no stacks`,
    expected: 'the folder that `refgate synth` or `cdktf synth` wrote',
    fix: 'synthesize first',
  });
}

async function readStack(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { RefgateError } = await import('../../policies/index');
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${name}\`: ${systemReason(error)}`,
      fix: 'synthesize again',
    });
  }
}
