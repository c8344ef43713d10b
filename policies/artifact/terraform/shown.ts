import { isBody, type Body } from './block';

/** One resource or data source in the output of `terraform show -json` or in a state file. */
export interface Shown {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly values: Body;
  /** The address without keys, as the configuration has it. */
  readonly declared: string;
  /** Where `values` stands in the file. */
  readonly path: readonly (string | number)[];
}

/**
 * The resources of a `root_module`, child modules included.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export function shownIn(module: unknown, path: readonly (string | number)[]): readonly Shown[] {
  const found: Shown[] = [];
  // a stack of its own: how deep modules nest is up to the file
  const open: { readonly node: unknown; readonly path: readonly (string | number)[] }[] = [
    { node: module, path },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isBody(next.node)) continue;
    for (const [index, resource] of listed(next.node.resources).entries()) {
      const shown = shownOf(resource, [...next.path, 'resources', index]);
      if (shown !== undefined) found.push(shown);
    }
    for (const [index, child] of listed(next.node.child_modules).entries()) {
      open.push({ node: child, path: [...next.path, 'child_modules', index] });
    }
  }
  return found;
}

function shownOf(resource: unknown, path: readonly (string | number)[]): Shown | undefined {
  if (!isBody(resource)) return undefined;
  const { address, mode, type, values } = resource;
  if (typeof address !== 'string' || typeof type !== 'string') return undefined;
  return {
    address,
    mode: mode === 'data' ? 'data' : 'managed',
    type,
    values: isBody(values) ? values : {},
    declared: withoutKeys(address),
    path: [...path, 'values'],
  };
}

/**
 * The resources of a state file, format 4.
 * @see https://developer.hashicorp.com/terraform/language/state
 */
export function shownInStateFile(state: Body): readonly Shown[] {
  return listed(state.resources).flatMap((resource, index) => {
    if (!isBody(resource)) return [];
    const { module, mode, type, name } = resource;
    if (typeof type !== 'string' || typeof name !== 'string') return [];
    const prefix = typeof module === 'string' ? `${module}.` : '';
    const base = `${prefix}${mode === 'data' ? 'data.' : ''}${type}.${name}`;
    return listed(resource.instances)
      .filter(isBody)
      .map((instance, number): Shown => {
        const key = instance.index_key;
        return {
          address: key === undefined || key === null ? base : `${base}[${JSON.stringify(key)}]`,
          mode: mode === 'data' ? 'data' : 'managed',
          type,
          values: isBody(instance.attributes) ? instance.attributes : {},
          declared: withoutKeys(base),
          path: ['resources', index, 'instances', number, 'attributes'],
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
