import type { Node } from 'jsonc-parser';

/** The blocks of a repeated member, in order. */
export function repeatedItems(values: readonly Node[]): readonly Node[] {
  return values.flatMap((value) => (value.type === 'array' ? (value.children ?? []) : [value]));
}

/** The node at a path; the values of a repeated member count as one array. */
export function nodeAt(root: Node, path: readonly (string | number)[]): Node | undefined {
  let found: readonly Node[] = [root];
  for (const step of path) {
    const nodes: readonly Node[] =
      found.length > 1 && typeof step === 'number' ? repeatedItems(found) : found;
    const last = nodes.at(-1);
    if (found.length > 1 && typeof step === 'number') found = nodes.slice(step, step + 1);
    else if (last?.type === 'array' && typeof step === 'number')
      found = (last.children ?? []).slice(step, step + 1);
    else if (last?.type === 'object')
      found = (last.children ?? []).flatMap(({ children: [name, value] = [] }) =>
        name?.value === step && value !== undefined ? [value] : [],
      );
    else return undefined;
    if (found.length === 0) return undefined;
  }
  return found[0];
}
