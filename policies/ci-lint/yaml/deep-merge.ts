import type { CiMap, CiNode } from './node';

/** A mapping over another, as `include` and `extends` merge them: mappings key by key, everything else replaced, lists too. */
export function deepMerge(below: CiMap, above: CiMap): CiMap {
  const entries = new Map(below.entries);
  for (const [key, entry] of above.entries) {
    const under = entries.get(key);
    entries.set(key, under === undefined ? entry : { ...entry, value: mergeValue(under.value, entry.value) });
  }
  return { ...above, entries };
}

function mergeValue(below: CiNode, above: CiNode): CiNode {
  return below.kind === 'map' && above.kind === 'map' ? deepMerge(below, above) : above;
}
