import { isBody, type Body } from '../terraform/block';
import type { Resource, Stack } from './computation';

/** What every value of a template may be computed from. */
const SHARED = ['Parameters', 'Conditions', 'Mappings', 'Rules', 'Transform', 'Globals'] as const;

/**
 * Everything in a template that the trust policy of a role is computed from. Two versions with one definition give it the same value
 * wherever the parameters and what the account holds are the same. It may hold more than what counts, and never less.
 * @param around what else decides: the address with its case, values that are given, the templates around a nested one
 */
export function definitionOf(
  { template: { root }, resources, imports }: Stack,
  { id, node }: Resource,
  around: readonly unknown[],
): string {
  const { Properties: properties } = node;
  const trust = isBody(properties) ? properties.AssumeRolePolicyDocument : undefined;
  const found = new Map<string, unknown>([...SHARED.map((name) => [name, root[name]] as const), [id, trust]]);
  // in a loop names of resources are computed, too
  const areNamed = [...resources.values()].every(({ loops }) => loops.size === 0);
  if (!areNamed) found.set('Resources', root.Resources);
  const open: unknown[] = areNamed ? [trust] : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const text = JSON.stringify(next);
    for (const [name, resource] of resources) {
      if (found.has(name) || !text.includes(name)) continue;
      found.set(name, resource.node);
      open.push(resource.node satisfies Body);
    }
  }
  return JSON.stringify([around, [...imports], [...found]]);
}
