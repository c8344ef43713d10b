import { synthFederation } from '../../modules/index';
import { judgeStack, type Federation } from '../../policies/index';

/** Writes the Terraform of a declaration; a promise that does not hold is thrown, and nothing is written. */
export function writeTerraform(federation: Federation, outdir: string): readonly string[] {
  return synthFederation(federation, {
    outdir,
    validation: { judge: ({ stack, json }) => judgeStack(federation, stack, json) },
  });
}
