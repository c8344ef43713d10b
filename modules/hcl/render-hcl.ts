import type { TerraformStack } from 'cdktf';
import { withNestedNames, type NestedNames } from './block-shapes';
import type { JsonObject } from './json-value';
import { stackShapes } from './stack-shapes';
import { writeHcl, type HclComments } from './write-hcl';

export interface HclOptions {
  /** Comments above blocks. @default none */
  readonly comments?: HclComments;
  /**
   * What the bindings do not say: for names that come from an override or from the content of a dynamic block, whether they
   * are blocks. @default none
   * @example { 'data.aws_iam_policy_document': { 'statement.condition': 'block' } }
   */
  readonly nested?: NestedNames;
  /** A last change of the synthesized configuration, for example to leave a backend out. @default none */
  readonly edit?: (tree: JsonObject) => JsonObject;
}

/**
 * A stack as HCL files that plan exactly as its `cdk.tf.json` does. Everything is taken from the JSON form; cdktf's own HCL
 * is used for nothing but to tell blocks from arguments, because it breaks policies that hold a reference.
 *
 * @returns the texts by file name: `versions.tf`, `providers.tf`, `variables.tf`, `main.tf`, `outputs.tf`
 * @throws RefgateError as {@link writeHcl} does
 * @see https://github.com/hashicorp/terraform-cdk/issues/3911
 */
export function renderHcl(stack: TerraformStack, options: HclOptions = {}): ReadonlyMap<string, string> {
  const { comments, nested = {}, edit = (tree: JsonObject) => tree } = options;
  const shapes = withNestedNames(stackShapes(stack), nested);
  return writeHcl(edit(stackTree(stack)), { shapes, comments });
}

/** What `cdk.tf.json` would hold. */
export function stackTree(stack: TerraformStack): JsonObject {
  stack.prepareStack();
  return JSON.parse(JSON.stringify(stack.toTerraform())) as JsonObject;
}
