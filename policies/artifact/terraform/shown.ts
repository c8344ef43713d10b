import type { StateFile } from '../state-shape';
import type { ShownModule } from '../values-shape';
import type { Body } from './block';

/** One resource or data source in the output of `terraform show -json` or in a state file. */
export interface Shown {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly values: Body;
  /** The address without keys, as the configuration has it. */
  readonly declared: string;
  /** Where `values` is in the file. */
  readonly path: readonly (string | number)[];
  /** What the file calls an argument. @default its name */
  readonly nameOf?: (argument: string) => string;
}

/**
 * The resources of a `root_module`, child modules included.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export function shownIn(
  module: ShownModule | undefined,
  path: readonly (string | number)[],
): readonly Shown[] {
  const found: Shown[] = [];
  if (module === undefined) return found;
  // a stack of its own: how deep modules nest is up to the file
  const open: { readonly node: ShownModule; readonly path: readonly (string | number)[] }[] = [
    { node: module, path },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [index, resource] of (next.node.resources ?? []).entries()) {
      const { address, mode, type, values = {} } = resource;
      const place = [...next.path, 'resources', index, 'values'];
      found.push({ address, mode, type, values, declared: withoutKeys(address), path: place });
    }
    for (const [index, child] of (next.node.child_modules ?? []).entries()) {
      open.push({ node: child, path: [...next.path, 'child_modules', index] });
    }
  }
  return found;
}

/**
 * The resources of a state file, format 4.
 * @see https://developer.hashicorp.com/terraform/language/state
 */
export function shownInStateFile(state: StateFile): readonly Shown[] {
  return state.resources.flatMap(({ module, mode, type, name, instances }, index) => {
    if (mode === 'ephemeral') return [];
    const prefix = module === undefined ? '' : `${module}.`;
    const base = `${prefix}${mode === 'data' ? 'data.' : ''}${type}.${name}`;
    return instances.map((instance, number): Shown => {
      const { index_key: key, attributes, attributes_flat: flat } = instance;
      return {
        address: key === undefined || key === null ? base : `${base}[${JSON.stringify(key)}]`,
        mode,
        type,
        values: attributes ?? flat ?? {},
        declared: withoutKeys(base),
        path: ['resources', index, 'instances', number, attributes ? 'attributes' : 'attributes_flat'],
      };
    });
  });
}

/** `module.a["x.y"].b.c[0]` → `module.a.b.c` */
export function withoutKeys(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '');
}

export function listed(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}
