import { nestedBlocks, type Body } from './block';

/** The version constraint for `aws` in the `required_providers` of `terraform` blocks. */
export function awsConstraintOf(blocks: readonly Body[]): string | undefined {
  for (const body of blocks) {
    for (const required of nestedBlocks(body, 'required_providers')) {
      const { aws } = required;
      const version =
        typeof aws === 'string' ? aws : (aws as { readonly version?: unknown } | undefined)?.version;
      if (typeof version === 'string') return version;
    }
  }
  return undefined;
}
