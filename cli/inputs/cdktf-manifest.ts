import { join, posix } from 'node:path';
import { isConfigurationName, parseJsonText, RefgateError, type Problem } from '../../policies/index';
import { systemReason } from '../system-reason';
import { readRegularFile } from './regular-file';

/** A stack as `manifest.json` of cdktf lists it. */
export interface ListedStack {
  readonly name: string;
  /** Below the folder of the manifest. */
  readonly folder: string;
  readonly file: string;
}

/**
 * The stacks that a `manifest.json` lists; `undefined` without such a file.
 * @throws RefgateError when it is not the manifest of a synth, or lists what Terraform would not load
 */
export async function listedStacks(
  outdir: string,
  name: string,
): Promise<readonly ListedStack[] | undefined> {
  const file = join(name, 'manifest.json');
  const manifest = await manifestIn(outdir, file);
  if (manifest === undefined) return undefined;
  const { stacks } = (manifest ?? {}) as { readonly stacks?: unknown };
  const found: readonly unknown[] =
    typeof stacks === 'object' && stacks !== null && !Array.isArray(stacks) ? Object.values(stacks) : [];
  if (found.length === 0) throw new RefgateError(problem(`\`${file}\` lists no stacks`));
  return found.map((stack) => {
    const {
      name: id,
      synthesizedStackPath: path,
      workingDirectory: works,
    } = (stack ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string' || typeof path !== 'string')
      throw new RefgateError(
        problem(`\`${file}\` lists a stack without \`name\` or \`synthesizedStackPath\``),
      );
    const inside = posix.normalize(path);
    const base = posix.basename(inside);
    if (inside.startsWith('..') || posix.isAbsolute(inside) || !isConfigurationName(base))
      throw new RefgateError(
        problem(`\`${file}\` lists \`${path}\`, which Terraform does not load from this folder`),
      );
    const folder = posix.dirname(inside);
    if (
      works !== undefined &&
      (typeof works !== 'string' || posix.normalize(works).replace(/(.)\/$/, '$1') !== folder)
    )
      throw new RefgateError(
        problem(`\`${file}\` has cdktf run Terraform in another folder than that of \`${path}\``),
      );
    return { name: id, folder, file: base };
  });
}

async function manifestIn(outdir: string, file: string): Promise<unknown> {
  let text: string;
  try {
    text = (await readRegularFile(join(outdir, 'manifest.json'))).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${file}\`: ${systemReason(error)}`,
      fix: 'synthesize again',
    });
  }
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  return parsed.value ?? {};
}

function problem(message: string): Problem {
  return {
    code: 'ERR_INPUT_KIND',
    message,
    expected: 'the folder that `refgate synth` or `cdktf synth` wrote',
    fix: 'synthesize again; if no synth wrote the folder, remove or rename its `manifest.json`, and the folder is judged as Terraform loads it',
  };
}
