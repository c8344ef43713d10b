import { App } from 'cdktf';
import path from 'node:path';
import type { Federation } from '../../policies/index';
import { createFederation, type FederationOptions } from './create-federation';
import { replaceByHcl } from '../hcl-export/replace-by-hcl';
import { writeWhole } from './publish-output';
import { refuseBrokenPromises } from './trust-validation';

/** Where the Terraform goes, and in which form. */
export interface SynthOptions extends FederationOptions {
  /** Folder for the output; `stacks/<account>` in it is the Terraform of one account. */
  readonly outdir: string;
  /**
   * `json`: `stacks/<account>/cdk.tf.json`, as `cdktf deploy` takes it. `hcl`: `versions.tf`, `providers.tf`, `main.tf` and
   * `outputs.tf` in the same folder, with the same plan, and the table of pipelines as a native test in `tests`.
   * @default json
   */
  readonly form?: 'json' | 'hcl';
}

/**
 * Writes the Terraform of a federation: judged first, all stacks together, and whole or not at all, so that a broken promise, a full
 * disk or another synth at the same time leaves the output folder as it was.
 * @returns the files, in the order of the accounts
 * @throws RefgateError with code `ERR_BROKEN_PROMISE` when a promise does not hold, with others when something cannot be written
 */
export function synthFederation(federation: Federation, options: SynthOptions): readonly string[] {
  const { outdir, form = 'json', accounts, validation } = options;
  const stackIds = [...federation.accounts.keys()];
  let files: readonly string[] = [];
  writeWhole(outdir, stackIds, (folder) => {
    const app = new App({ outdir: folder, stackTraces: false });
    const stacks = createFederation(app, federation, { accounts });
    if (validation !== undefined) refuseBrokenPromises(stacks, validation);
    app.synth();
    const checked = validation !== undefined && validation.allowBroken !== true;
    const written =
      form === 'hcl'
        ? replaceByHcl(folder, federation, stacks, { checked })
        : stackIds.map((id) => path.join(folder, 'stacks', id, 'cdk.tf.json'));
    files = written.map((file) => path.join(outdir, path.relative(folder, file)));
  });
  return files;
}
