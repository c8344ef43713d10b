import { z } from 'zod';
import { ANY_OBJECT, TEXT, openObject } from './shape';

export const MODE = z.enum(['managed', 'data']);

/** Members that name a resource and must agree with its address. */
interface Addressed {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
}

/** Whether the address of a resource ends with its type and name: whoever reads one of them must not read another resource. */
export function isAddressed({ address, mode, type, name }: Addressed): boolean {
  const own = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
  const bare = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$/, '');
  return bare === own || bare.endsWith(`.${own}`);
}

export const DISAGREES = '`address`, `mode`, `type` and `name` of a resource disagree';

const RESOURCE = openObject({
  address: TEXT,
  mode: MODE,
  type: TEXT,
  name: TEXT,
  index: z.union([z.string(), z.number()]).optional(),
  deposed_key: TEXT.optional(),
  values: ANY_OBJECT.optional(),
}).refine(isAddressed, DISAGREES);

export interface ShownModule {
  readonly address?: string;
  readonly resources?: readonly z.infer<typeof RESOURCE>[];
  readonly child_modules?: readonly ShownModule[];
}

const MODULE_BODY = {
  resources: z.array(RESOURCE).optional(),
  child_modules: z.array(z.lazy((): z.ZodType<ShownModule> => CHILD_MODULE)).optional(),
};

const ROOT_MODULE = openObject(MODULE_BODY) as unknown as z.ZodType<ShownModule>;

/** Only the root has no address: a module without one is something else that a reader would look past. */
const CHILD_MODULE = openObject({
  address: z.string().regex(/^module\./),
  ...MODULE_BODY,
}) as unknown as z.ZodType<ShownModule>;

/**
 * The values of resources as Terraform shows them.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export const VALUES = openObject({ outputs: ANY_OBJECT.optional(), root_module: ROOT_MODULE.optional() });

/** Versions of the format of which a reader may ignore members that it does not know. */
export const FORMAT_VERSION = z
  .string()
  .regex(/^(?:0\.[12]|1\.\d+)$/, 'expected `format_version` 0.1, 0.2 or 1.x');
