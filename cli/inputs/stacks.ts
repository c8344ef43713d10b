import { readdir } from 'node:fs/promises';
import { basename, join, posix, resolve, sep } from 'node:path';
import {
  DIGESTS_FILE,
  isConfigurationName,
  RefgateError,
  STACK_FILES,
  type AccountDefaults,
  type Problem,
  type WrittenArtifact,
} from '../../policies/index';
import type { Terminal } from '../output/terminal';
import { systemReason } from '../system-reason';
import { listedStacks } from './cdktf-manifest';
import { editedOutput } from './edited-output';
import { readConfiguration } from './read-configuration';
import { readRegularFile } from './regular-file';
import { steadily } from './steady-output';
import type { StackJson } from './undeclared-parts';

/** A stack on disk, read back. */
export interface StackOnDisk {
  readonly name: string;
  /** Path of its `cdk.tf.json`, or of the `main.tf` of one that was written as HCL. */
  readonly file: string;
  readonly artifact: WrittenArtifact;
}

export interface ReadStacksOptions extends AccountDefaults {
  /** What the user calls the folder, for positions. @default its path */
  readonly name?: string;
}

/** Whether a synth has left digests of what it wrote: without them, what was edited outside of roles is not all seen. */
export async function hasDigests(outdir: string): Promise<boolean> {
  return (await namesIn(outdir)).includes(DIGESTS_FILE);
}

/** Whether a synth has left stacks in a folder, in whichever form. */
export async function holdsStacks(outdir: string): Promise<boolean> {
  return steadily(outdir, outdir, async () => hasStacks(outdir));
}

async function hasStacks(outdir: string): Promise<boolean> {
  if ((await namesIn(outdir)).includes('manifest.json')) return true;
  return (await foldersWithTerraform(outdir)).length > 0;
}

/**
 * Reads every stack that a synth wrote, as Terraform loads its folder: those that `manifest.json` lists and those that are HCL.
 * @throws RefgateError when the folder is not an output of a synth, when it has Terraform that no synth wrote, and when a synth is writing it
 */
export async function readStacks(
  outdir: string,
  terminal: Terminal,
  options: ReadStacksOptions = {},
): Promise<readonly StackOnDisk[]> {
  return steadily(outdir, options.name ?? outdir, async () => readNow(outdir, terminal, options));
}

async function readNow(
  outdir: string,
  terminal: Terminal,
  { name = outdir, ...defaults }: ReadStacksOptions,
): Promise<readonly StackOnDisk[]> {
  const listed = await listedStacks(outdir, name);
  const found = await foldersWithTerraform(outdir);
  const folders = new Map([
    ...found.map((stack) => [posix.join('stacks', stack), stack] as const),
    ...(listed ?? []).map((stack) => [stack.folder, stack.name] as const),
  ]);
  const beside = folders.has('.') ? [] : (await namesIn(outdir)).filter(isConfigurationName);
  const problems: Problem[] = beside.map((file) => foreign(join(name, file), name));
  problems.push(
    ...(await deeperTerraform(join(outdir, 'stacks'), new Set(folders.keys()))).map((file) =>
      foreign(join(name, file), name),
    ),
  );
  const configuration: string[] = [];
  const stacks: { readonly name: string; readonly folder: string; readonly file: string }[] = [];
  for (const [folder, stack] of folders) {
    const names = (await namesIn(join(outdir, folder))).filter(isConfigurationName);
    const entry = listed?.find((known) => known.folder === folder);
    const form = formOf(names, entry?.file);
    const strangers =
      listed !== undefined && entry === undefined ? names : names.filter((file) => !form.includes(file));
    const guards = (await namesIn(join(outdir, folder, 'guards'))).filter(isConfigurationName);
    configuration.push(
      ...names.map((file) => posix.join(folder, file)),
      ...guards.map((file) => posix.join(folder, 'guards', file)),
    );
    problems.push(
      ...strangers.map((file) => foreign(join(name, folder, file), join(name, folder))),
      ...guards
        .filter((file) => !STACK_FILES.guards.includes(file))
        .map((file) => foreign(join(name, folder, 'guards', file), join(name, folder))),
    );
    const file = entry?.file ?? (names.includes('main.tf') ? 'main.tf' : (names[0] ?? ''));
    if (!names.includes(file)) problems.push(missing(join(name, folder, file)));
    stacks.push({ name: stack, folder, file: join(name, folder, file) });
  }
  if (problems.length > 0) throw new RefgateError(problems);
  const read = await Promise.all(
    stacks.map(async ({ folder, ...stack }): Promise<readonly StackOnDisk[]> => {
      const artifacts = await readConfiguration(join(outdir, folder), join(name, folder), terminal, defaults);
      return artifacts.map((artifact) => ({ ...stack, artifact }));
    }),
  );
  const edited = await editedOutput(outdir, name, configuration);
  return read.flat().map((stack, at) => {
    const { unresolved } = stack.artifact;
    return at > 0 || edited.length === 0
      ? stack
      : { ...stack, artifact: { ...stack.artifact, unresolved: [...unresolved, ...edited] } };
  });
}

/** The stacks that are JSON, as it was written. */
export async function stackTexts(
  stacks: readonly StackOnDisk[],
  { cwd }: Pick<Terminal, 'cwd'>,
): Promise<readonly StackJson[]> {
  const written = [...new Map(stacks.map((stack) => [stack.file, stack])).values()];
  return Promise.all(
    written
      .filter(({ file }) => file.endsWith('.json'))
      .map(async ({ name, file }) => ({
        name,
        json: JSON.parse((await readRegularFile(resolve(cwd, file))).toString('utf8')) as unknown,
      })),
  );
}

/** The form that a folder is in: the first whose main file is there. */
function formOf(names: readonly string[], listed: string | undefined): readonly string[] {
  if (listed !== undefined) return [listed];
  return STACK_FILES.forms.find(([first = '']) => names.includes(first)) ?? [];
}

/** The folders in `stacks` that hold Terraform, sorted. */
async function foldersWithTerraform(outdir: string): Promise<readonly string[]> {
  const folder = join(outdir, 'stacks');
  const names = await namesIn(folder);
  const held = await Promise.all(
    names.map(async (name) => (await namesIn(join(folder, name))).some(isConfigurationName)),
  );
  return names.filter((_, at) => held[at]).toSorted();
}

/** Terraform in folders of `stacks` that are no stack: whoever looks for a stack there finds it. */
async function deeperTerraform(folder: string, stacks: ReadonlySet<string>): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((each) => !stacks.has(posix.join('stacks', each)));
  const found = await Promise.all(
    names.map(async (each) => {
      if ((await namesIn(join(folder, each))).length === 0) return [];
      const below = await readdir(join(folder, each), { recursive: true });
      return below
        .map((file) => posix.join('stacks', each, ...file.split(sep)))
        .filter((file) => !file.includes('/.terraform/') && isConfigurationName(posix.basename(file)));
    }),
  );
  return found.flat().toSorted();
}

/** The names in a folder; none where there is no folder of that name. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw new RefgateError({
      code: 'ERR_INPUT_READ',
      message: `cannot read \`${folder}\`: ${systemReason(error)}`,
      fix: 'make the folder readable',
    });
  }
}

function foreign(file: string, folder: string): Problem {
  return {
    code: 'ERR_INPUT_KIND',
    message: `\`${file}\` was not written by a synth, and Terraform loads it with the stack`,
    expected: 'only files of the last synth',
    fix: `remove \`${basename(file)}\`, or judge the folder for itself: \`refgate check ${folder}\``,
  };
}

function missing(file: string): Problem {
  return {
    code: 'ERR_INPUT_READ',
    message: `cannot read \`${file}\`: there is no such file or folder`,
    fix: 'synthesize again',
  };
}
