import { join } from 'node:path';
import type { Terminal } from '../output/terminal';
import type { InputOptions } from './input';
import { dataFolder } from './installed-modules';
import { readRegularFile } from './regular-file';

/**
 * The workspace that Terraform would use: the one that is named, `TF_WORKSPACE`, or the one that `terraform workspace select` wrote down.
 * Nothing when none of them tells: a pipeline may select any.
 * @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_workspace
 */
export async function selectedWorkspace(
  root: string,
  env: Terminal['env'],
  { workspace }: InputOptions,
): Promise<string | undefined> {
  const named = workspace ?? env.TF_WORKSPACE;
  if (named !== undefined && named !== '') return named;
  try {
    const written = (await readRegularFile(join(dataFolder(root, env), 'environment')))
      .toString('utf8')
      .trim();
    return written === '' ? undefined : written;
  } catch {
    return undefined;
  }
}
