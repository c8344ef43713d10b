import { isBody, type Body } from '../terraform/block';
import type { Resource } from './computation';
import { Ambiguous } from './yaml-text';

/** Properties of a function that decide about the role that SAM makes for it, and that `Globals` may set. */
const OF_ROLES = ['AssumeRolePolicyDocument', 'PermissionsBoundary', 'RolePath'] as const;

/**
 * A function of SAM with what `Globals` says of the role that is made for it: objects are merged, lists joined, and of anything else the
 * function's own value counts.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function withGlobals({ Globals: globals }: Body, resource: Resource): Resource {
  const { type, node } = resource;
  const global = isBody(globals) && isBody(globals.Function) ? globals.Function : {};
  const set = OF_ROLES.filter((name) => Object.hasOwn(global, name));
  if (type !== 'AWS::Serverless::Function' || set.length === 0) return resource;
  const own = isBody(node.Properties) ? node.Properties : {};
  const merged = set.map((name) => [name, merge(global[name], own[name])] as const);
  return { ...resource, node: { ...node, Properties: { ...own, ...Object.fromEntries(merged) } } };
}

function merge(global: unknown, own: unknown): unknown {
  if (own === undefined) return global;
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  if (!isObject(global) || !isObject(own)) return own;
  const names = new Set([...Object.keys(global), ...Object.keys(own)]);
  return Object.fromEntries([...names].map((name) => [name, merge(global[name], own[name])]));
}

/** An object that is not a call of a function of CloudFormation. */
function isObject(node: unknown): node is Body {
  if (!isBody(node) || node instanceof Ambiguous) return false;
  const [name = '', ...more] = Object.keys(node);
  return more.length > 0 || !/^(?:Ref|Condition|Fn::.*)$/.test(name);
}
