import { z } from 'zod';
import { ANY_OBJECT, TEXT, openObject } from './shape';
import { FORMAT_VERSION, VALUES } from './values-shape';

/**
 * The output of `terraform show -json` for a state.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#state-representation
 */
export const SHOWN_STATE = openObject({
  format_version: FORMAT_VERSION,
  terraform_version: z.string().optional(),
  values: VALUES.optional(),
});

const INSTANCE = z.strictObject({
  index_key: z.union([z.string(), z.number()]).nullable().optional(),
  status: z.string().optional(),
  deposed: z.string().optional(),
  schema_version: z.number().optional(),
  attributes: ANY_OBJECT.nullable().optional(),
  attributes_flat: z.record(z.string(), z.string()).nullable().optional(),
  sensitive_attributes: z.unknown().optional(),
  identity_schema_version: z.number().optional(),
  identity: z.unknown().optional(),
  private: z.string().optional(),
  dependencies: z.array(z.string()).nullable().optional(),
  create_before_destroy: z.boolean().optional(),
  skip_destroy: z.boolean().optional(),
});

const RESOURCE = z.strictObject({
  module: TEXT.optional(),
  mode: z.enum(['managed', 'data', 'ephemeral']),
  type: TEXT,
  name: TEXT,
  each: z.string().optional(),
  provider: z.string().optional(),
  instances: z.array(INSTANCE),
});

/**
 * A state file. Terraform and OpenTofu write it for themselves and promise nothing about members that others do not know, so an unknown
 * one is refused: it may be the one that counts.
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go
 */
export const STATE_FILE = z.strictObject({
  version: z.literal(4),
  terraform_version: z.string().optional(),
  serial: z.number().optional(),
  lineage: z.string().optional(),
  outputs: ANY_OBJECT.nullable().optional(),
  resources: z.array(RESOURCE),
  check_results: z.array(z.unknown()).nullable().optional(),
});

export type ShownState = z.infer<typeof SHOWN_STATE>;
export type StateFile = z.infer<typeof STATE_FILE>;
