import { z } from 'zod';
import { ANY_OBJECT, TEXT, openObject } from './shape';
import { DISAGREES, FORMAT_VERSION, MODE, VALUES, isAddressed } from './values-shape';

const ACTION = z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget', 'open', 'renew', 'close']);

const CHANGE = openObject({
  address: TEXT,
  previous_address: TEXT.optional(),
  mode: MODE,
  type: TEXT,
  name: TEXT,
  index: z.union([z.string(), z.number()]).optional(),
  deposed: TEXT.optional(),
  change: openObject({
    actions: z.array(ACTION).min(1),
    before: ANY_OBJECT.nullable().optional(),
    after: ANY_OBJECT.nullable().optional(),
    after_unknown: z.union([ANY_OBJECT, z.boolean()]).optional(),
  }),
}).refine(isAddressed, DISAGREES);

/** What a configuration says of a provisioner: its type, and its arguments as expressions. */
const PROVISIONER = openObject({ type: TEXT, expressions: ANY_OBJECT.optional() });

const CONFIGURED = openObject({
  address: TEXT,
  mode: MODE,
  type: TEXT,
  name: TEXT,
  provider_config_key: TEXT.optional(),
  provisioners: z.array(PROVISIONER).optional(),
  expressions: ANY_OBJECT.optional(),
}).refine(isAddressed, DISAGREES);

export interface ConfiguredModule {
  readonly resources?: readonly z.infer<typeof CONFIGURED>[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfiguredModule }>>;
}

const CONFIGURED_MODULE: z.ZodType<ConfiguredModule> = openObject({
  resources: z.array(CONFIGURED).optional(),
  get module_calls() {
    return z.record(z.string(), openObject({ module: CONFIGURED_MODULE.optional() })).optional();
  },
}) as unknown as z.ZodType<ConfiguredModule>;

/**
 * The output of `terraform show -json` for a plan.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export const PLAN = openObject({
  format_version: FORMAT_VERSION,
  terraform_version: z.string().optional(),
  variables: z.record(z.string(), openObject({ value: z.unknown().optional() })).optional(),
  planned_values: VALUES.optional(),
  resource_changes: z.array(CHANGE).optional(),
  resource_drift: z.array(CHANGE).optional(),
  deferred_changes: z.array(z.unknown()).optional(),
  action_invocations: z.array(openObject({ address: TEXT, type: TEXT })).optional(),
  prior_state: openObject({
    format_version: FORMAT_VERSION.optional(),
    values: VALUES.optional(),
  }).optional(),
  configuration: openObject({
    provider_config: z.record(z.string(), ANY_OBJECT).optional(),
    root_module: CONFIGURED_MODULE.optional(),
  }).optional(),
  applyable: z.boolean().optional(),
  complete: z.boolean().optional(),
  errored: z.boolean().optional(),
});

export type Plan = z.infer<typeof PLAN>;
export type PlannedChange = z.infer<typeof CHANGE>;
