import { isBody, type Body } from '../terraform/block';
import type { Resource, Stack } from './computation';
import { unreadTransforms } from './unread';

/** What its attributes are is in the template, or AWS decides it. */
const OF_AWS = /^AWS::(?!CloudFormation::|Serverless::Application$)\w+::\w+$/;

/** What every value of a template may be computed from. */
const SHARED = ['Parameters', 'Conditions', 'Mappings', 'Rules', 'Transform', 'Globals'] as const;

/**
 * Everything in a template that the trust policy of a role is computed from. Two versions with one definition give it the same value
 * wherever the parameters and what the account holds are the same. It may hold more than what counts, and never less: nothing where a nested
 * stack, a custom resource or a macro decides, which have files of their own.
 * @param around what else decides: the address with its case, values that are given, the templates around a nested one
 */
export function definitionOf(
  { template: { root }, resources, imports }: Stack,
  { id, node }: Resource,
  around: readonly unknown[],
): string | undefined {
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
      if (!OF_AWS.test(resource.type)) return undefined;
      found.set(name, resource.node);
      open.push(resource.node satisfies Body);
    }
  }
  const definition = JSON.stringify([around, [...imports], [...found]]);
  const hasMacros = definition.includes('"Fn::Transform"') || unreadTransforms(root).length > 0;
  return hasMacros ? undefined : definition;
}
