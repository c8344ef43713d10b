import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DIGESTS_FILE, isConfigurationName, quote, RefgateError, STACK_FILES } from '../../policies/index';

/** What a synth writes into a stack's folder, in whichever form. */
const GENERATED: readonly string[] = [
  ...STACK_FILES.forms.flat(),
  ...STACK_FILES.guards.map((name) => `guards/${name}`),
  ...STACK_FILES.others,
];

/** Folders of what a synth writes, the inner ones first: they go when nothing else is in them. */
const FOLDERS = ['guards', 'tests/decisions', 'tests'] as const;

/** What `terraform init` puts there: worth nothing without a configuration. */
const CACHED = ['.terraform', '.terraform.lock.hcl'] as const;

/**
 * The files of an earlier synth, below the output folder. Terraform reads every `.tf` and `.tf.json` of a folder together, so none of
 * them may stay. Nothing else is one of them: a folder that holds a state stays.
 */
export function generatedFiles(outdir: string): readonly string[] {
  const below = stackFolders(outdir).flatMap((folder) => GENERATED.map((name) => path.join(folder, name)));
  return ['manifest.json', DIGESTS_FILE, ...below].filter((file) => existsSync(path.join(outdir, file)));
}

/**
 * Terraform that a synth would leave beside what it writes, and that ships with it.
 * @throws RefgateError with a problem for each file
 */
export function refuseForeignFiles(outdir: string, stacks: readonly string[]): void {
  const foreign = stacks.flatMap((stack) =>
    ['', 'guards'].flatMap((inner) =>
      namesIn(path.join(outdir, 'stacks', stack, inner))
        .filter(isConfigurationName)
        .map((name) => path.join(inner, name))
        .filter((name) => !GENERATED.includes(name))
        .map((name) => path.join(outdir, 'stacks', stack, name)),
    ),
  );
  if (foreign.length === 0) return;
  throw new RefgateError(
    foreign.map((file) => ({
      code: 'ERR_OUTPUT_WRITE',
      message: `${quote(file)} was not written by a synth, and Terraform loads it with the stack`,
      expected: 'only files of the last synth',
      fix: 'remove it, or declare what it has to say',
    })),
  );
}

/**
 * Removes the folders that a synth has left empty, and those of stacks that are no more.
 * @param stacks ids of the stacks that there are
 */
export function removeEmptyFolders(outdir: string, stacks: readonly string[]): void {
  for (const folder of namesIn(path.join(outdir, 'stacks'))) {
    const stack = path.join(outdir, 'stacks', folder);
    for (const name of FOLDERS) removeEmpty(path.join(stack, name));
    const names = namesIn(stack);
    if (stacks.includes(folder) || !names.every((name) => (CACHED as readonly string[]).includes(name)))
      continue;
    for (const name of CACHED) rmSync(path.join(stack, name), { force: true, recursive: true });
    removeEmpty(stack);
  }
}

function stackFolders(outdir: string): readonly string[] {
  return namesIn(path.join(outdir, 'stacks'))
    .map((name) => path.join('stacks', name))
    .filter((folder) =>
      ['cdk.tf.json', 'main.tf'].some((name) => existsSync(path.join(outdir, folder, name))),
    );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
