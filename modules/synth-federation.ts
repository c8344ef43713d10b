import { App } from 'cdktf';
import { mkdirSync } from 'node:fs';
import type { Federation } from '../policies/index';
import { createFederation, type FederationOptions } from './create-federation';
import { prepareOutput } from './synth-output';

export interface SynthOptions extends FederationOptions {
  /** Folder for the output; `stacks/<account>/cdk.tf.json` in it is the Terraform of one account. */
  readonly outdir: string;
}

/**
 * Writes the Terraform of a federation: judged first, all stacks together, so that a broken promise leaves the output folder
 * as it was.
 * @returns the files, in the order of the accounts
 * @throws RefgateError with code `ERR_BROKEN_PROMISE` when a promise does not hold, with others when something cannot be written
 */
export function synthFederation(federation: Federation, options: SynthOptions): readonly string[] {
  const { outdir } = options;
  const stackIds = [...federation.accounts.keys()];
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  const { judge } = createFederation(app, federation, options);
  judge();
  prepareOutput(outdir, stackIds);
  app.synth();
  return stackIds.map((id) => `${outdir}/stacks/${id}/cdk.tf.json`);
}
