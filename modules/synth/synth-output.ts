import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What a synth writes into a stack's folder, in whichever form. */
const GENERATED = [
  'cdk.tf.json',
  'cdk.tf',
  'metadata.json',
  'versions.tf',
  'providers.tf',
  'variables.tf',
  'main.tf',
  'outputs.tf',
  'guards/main.tf',
  'guards/versions.tf',
  'tests/pipelines.tftest.hcl',
  'tests/decisions/main.tf',
] as const;

/** Folders of what a synth writes, the inner ones first: they go when nothing else is in them. */
const FOLDERS = ['guards', 'tests/decisions', 'tests'] as const;

/** What `terraform init` puts there: worth nothing without a configuration. */
const CACHED = ['.terraform', '.terraform.lock.hcl'] as const;

/**
 * Makes the output folder ready: removes what an earlier synth wrote, because Terraform reads every `.tf` and `.tf.json` of a folder
 * together, and removes the folders of stacks that are no more. Nothing else is touched: a folder that holds a state stays.
 *
 * @param outdir the output folder; made when it is missing
 * @param stacks ids of the stacks that are about to be written
 */
export function prepareOutput(outdir: string, stacks: readonly string[]): void {
  const folder = path.join(outdir, 'stacks');
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const stack = path.join(folder, entry.name);
    if (!existsSync(path.join(stack, 'cdk.tf.json')) && !existsSync(path.join(stack, 'main.tf'))) continue;
    for (const name of GENERATED) rmSync(path.join(stack, name), { force: true });
    for (const name of FOLDERS) removeEmpty(path.join(stack, name));
    if (stacks.includes(entry.name)) continue;
    if (readdirSync(stack).every((name) => (CACHED as readonly string[]).includes(name))) {
      for (const name of CACHED) rmSync(path.join(stack, name), { force: true, recursive: true });
      rmdirSync(stack);
    }
  }
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
