import { readdir } from 'node:fs/promises';
import { basename, dirname, posix, resolve } from 'node:path';
import { isProgramFile, programFile, type WrittenArtifact } from '../../policies/index';
import { readRegularFile } from './regular-file';
import { loadedAs, type ReadInput } from './together';

/** A program file that was found, as the user would name it. */
interface Found {
  readonly file: string;
  readonly path: string;
}

/**
 * What programs beside the inputs may deploy that is not judged, such as a CDK app whose `cdk.out` is not an input: whoever deploys the
 * folder deploys that, too.
 * @param below the program files that were found below a folder, as the user would name them
 * @param synthesized outputs that are judged with a declaration
 */
export async function programsBeside(
  inputs: readonly ReadInput[],
  below: readonly string[],
  synthesized: readonly string[],
  cwd: string,
): Promise<readonly WrittenArtifact[]> {
  const files = new Map<string, Found>();
  const beside = await Promise.all(inputs.map(async (input) => besideOf(input, cwd)));
  for (const file of [...beside.flat(), ...below])
    files.set(resolve(cwd, file), { file, path: resolve(cwd, file) });
  const judged = new Set(
    [...inputs.map(({ name }) => name), ...synthesized].map((name) => resolve(cwd, name)),
  );
  const hasPulumi = inputs.some(({ kind }) => kind.startsWith('pulumi-'));
  const unread = await Promise.all(
    [...files.values()].map(async ({ file, path }) => {
      const program = programFile(basename(path), file, await textOf(path));
      if (program === undefined || (hasPulumi && basename(path).startsWith('Pulumi.'))) return [];
      const { output } = program;
      return output !== undefined && judged.has(resolve(dirname(path), output)) ? [] : [program.unread];
    }),
  );
  const unresolved = unread.flat();
  return unresolved.length === 0 ? [] : [{ roles: [], providers: [], unresolved }];
}

/** The program files in the folder of an input that is deployed from there. */
async function besideOf({ kind, name }: ReadInput, cwd: string): Promise<readonly string[]> {
  if (name === '-' || (kind !== 'terraform' && kind !== 'cloudformation')) return [];
  const folder = loadedAs(resolve(cwd, name));
  const shown = folder === resolve(cwd, name) ? name : dirname(name);
  const names = await readdir(folder).catch(() => []);
  return names.filter(isProgramFile).map((file) => posix.join(shown, file));
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch {
    // what cannot be read may deploy anything
    return '';
  }
}
