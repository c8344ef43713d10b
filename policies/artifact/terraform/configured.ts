import type { ConfiguredModule } from '../plan-shape';

/** A resource block as a plan repeats it, with the prefix of its module. */
export interface Configured {
  readonly resource: NonNullable<ConfiguredModule['resources']>[number];
  /** `module.ci.`, without keys; empty in the root. */
  readonly prefix: string;
}

/** The resource blocks of a plan's configuration, child modules included. */
export function configured(root: ConfiguredModule | undefined): readonly Configured[] {
  const found: Configured[] = [];
  const open: { readonly node: ConfiguredModule; readonly prefix: string }[] =
    root === undefined ? [] : [{ node: root, prefix: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, prefix } = next;
    for (const resource of node.resources ?? []) found.push({ resource, prefix });
    for (const [name, { module }] of Object.entries(node.module_calls ?? {})) {
      if (module !== undefined) open.push({ node: module, prefix: `${prefix}module.${name}.` });
    }
  }
  return found;
}
