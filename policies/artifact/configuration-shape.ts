import { z } from 'zod';
import { ANY_OBJECT } from './shape';

/**
 * Blocks with so many labels. Terraform takes an object, a list of objects, or `null` for no block at every level; `//` beside the labels
 * is a comment and holds anything.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
 */
function blocks(labels: number): z.ZodType {
  const one =
    labels === 0 ? ANY_OBJECT : z.object({ '//': z.unknown().optional() }).catchall(blocks(labels - 1));
  return z.union([one, z.array(one), z.null()]);
}

const [UNLABELLED, ONE_LABEL, TWO_LABELS] = [0, 1, 2].map((labels) => blocks(labels).optional());

/**
 * The top of a Terraform configuration: every block that Terraform 1.14 and OpenTofu 1.11 know. Another one is refused, as Terraform does:
 * it may be one of a later version, and roles may come of it.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#json-file-structure
 */
export const CONFIGURATION = z.strictObject({
  '//': z.unknown().optional(),
  terraform: UNLABELLED,
  locals: UNLABELLED,
  import: UNLABELLED,
  moved: UNLABELLED,
  removed: UNLABELLED,
  provider: ONE_LABEL,
  variable: ONE_LABEL,
  output: ONE_LABEL,
  module: ONE_LABEL,
  check: ONE_LABEL,
  resource: TWO_LABELS,
  data: TWO_LABELS,
  ephemeral: TWO_LABELS,
  action: TWO_LABELS,
});
