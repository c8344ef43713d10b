import { App } from 'cdktf';
import { mkdirSync } from 'node:fs';
import type { Federation } from '../../policies/index';
import { createFederation, type FederationOptions } from './create-federation';
import { replaceByHcl } from '../hcl-export/replace-by-hcl';
import { prepareOutput } from './synth-output';
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
 * Writes the Terraform of a federation: judged first, all stacks together, so that a broken promise leaves the output folder
 * as it was.
 * @returns the files, in the order of the accounts
 * @throws RefgateError with code `ERR_BROKEN_PROMISE` when a promise does not hold, with others when something cannot be written
 */
export function synthFederation(federation: Federation, options: SynthOptions): readonly string[] {
  const { outdir, form = 'json' } = options;
  const stackIds = [...federation.accounts.keys()];
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  const { accounts, validation } = options;
  const stacks = createFederation(app, federation, { accounts });
  if (validation !== undefined) refuseBrokenPromises(stacks, validation);
  prepareOutput(outdir, stackIds);
  app.synth();
  if (form === 'hcl') {
    const checked = validation !== undefined && validation.allowBroken !== true;
    return replaceByHcl(outdir, federation, stacks, { checked });
  }
  return stackIds.map((id) => `${outdir}/stacks/${id}/cdk.tf.json`);
}
