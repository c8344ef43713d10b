import { blockBodies, type JsonObject } from '../hcl/index';

/** Where the `import` blocks of a configuration import to. */
export function importedAddresses({ import: imports }: JsonObject): readonly string[] {
  return blockBodies(imports ?? null).flatMap(({ to }) => (typeof to === 'string' ? [to] : []));
}
