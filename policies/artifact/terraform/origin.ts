import { positionAt } from '../../trust/index';
import { RefgateError, type Position } from '../../errors';
import { expressionOf, type Block } from './block';
import { Budget } from './budget';
import { documentOrigin } from './document-origin';
import { evaluate } from './evaluate';
import { elementsOf } from './evaluate-for';
import type { Expression, ForExpression } from './expression';
import type { WrittenExpression } from './written-expression';
import { offsetInTemplate } from './json-in-template';
import { ModuleInstance } from './module-instance';
import { toBool } from './operators';
import type { Instance } from './repeat';
import { withElement, type Scope } from './scope';
import { ResourceValue, Unknown, isMap, toText, type Value } from './value';
import { joinPath } from './workspace';

/** An expression of a configuration, where it is and what its names mean. */
interface Place extends WrittenExpression {
  readonly module: ModuleInstance;
  readonly scope: Scope;
  /** The block that the expression is in and its key, when it repeats over a collection. */
  readonly instance?: Instance;
  /** What the variables of the `for` around it stand for. */
  readonly elements?: ReadonlyMap<string, { readonly collection: Place; readonly key: string }>;
}

/** Functions whose result has the parts of their first argument. */
const TRANSPARENT = new Set([
  'jsonencode',
  'tolist',
  'toset',
  'tomap',
  'sensitive',
  'nonsensitive',
  'try',
  'distinct',
]);

const DEEPEST = 40;

/**
 * Where a part of a trust policy is written: followed through `jsonencode`, documents of the AWS provider, templates, files, locals, arguments of modules
 * and their outputs.
 * @param pointer a JSON pointer into the policy
 * @returns the nearest expression around it; nothing where that is not in a file of HCL
 */
export function originOf(
  module: ModuleInstance,
  instance: Instance,
  argument: string,
  pointer: string,
): Position | undefined {
  const path = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return inBlock(module, instance, argument, path, 0);
}

/** The part of an attribute of a block. */
function inBlock(
  module: ModuleInstance,
  instance: Instance,
  argument: string,
  path: readonly string[],
  depth: number,
): Position | undefined {
  const written = expressionOf(instance.block, argument);
  return written === undefined
    ? undefined
    : partOf({ ...written, module, scope: instance.scope, instance }, path, depth);
}

/** The part of an expression. */
function partOf(place: Place, path: readonly string[], depth: number): Position | undefined {
  if (depth > DEEPEST) return undefined;
  const deeper = quietly(() => inside(place, path, depth + 1));
  return deeper ?? place.source.positionOf(place.node);
}

function inside(place: Place, path: readonly string[], depth: number): Position | undefined {
  const { node } = place;
  const [step, ...rest] = path;
  const go = (inner: Expression | undefined, more: readonly string[] = rest): Position | undefined =>
    inner === undefined ? undefined : partOf({ ...place, node: inner }, more, depth);
  switch (node.kind) {
    case 'call':
      return inCall(place, node.name, node.args, path, depth);
    case 'object':
      return go(node.entries.findLast(({ key }) => textOf(valueOf(place, key)) === step)?.value);
    case 'list':
      return go(node.items[Number(step)]);
    case 'conditional':
      return go(toBool(known(valueOf(place, node.test))) ? node.yes : node.no, path);
    case 'for':
      return step === undefined ? undefined : inFor(place, node, step, rest, depth);
    case 'template':
    case 'literal':
      return path.length === 0 ? undefined : inTemplate(place, path);
    case 'reference':
    case 'attribute':
    case 'index':
      return referred(place, path, depth);
    default:
      return undefined;
  }
}

function inCall(
  place: Place,
  name: string,
  args: readonly Expression[],
  path: readonly string[],
  depth: number,
): Position | undefined {
  const [first] = args;
  const [step, ...rest] = path;
  if (first === undefined) return undefined;
  const go = (inner: Expression, more: readonly string[]): Position | undefined =>
    partOf({ ...place, node: inner }, more, depth);
  if (TRANSPARENT.has(name)) return go(first, path);
  if (name === 'file' || name === 'templatefile') return inFile(place, first, path);
  if (name === 'concat') {
    let index = Number(step);
    for (const arg of args) {
      const size = elementsOf(known(valueOf(place, arg)))?.length ?? 0;
      if (index < size) return go(arg, [String(index), ...rest]);
      index -= size;
    }
  }
  if (name === 'flatten') {
    let index = Number(step);
    for (const [key, value] of elementsOf(known(valueOf(place, first))) ?? []) {
      const parts = elementsOf(value);
      if (index < (parts?.length ?? 1))
        return go(first, [toText(key), ...(parts === undefined ? [] : [String(index)]), ...rest]);
      index -= parts?.length ?? 1;
    }
  }
  if (name === 'merge') {
    const arg = args.findLast((one) => {
      const value = valueOf(place, one);
      return step !== undefined && isMap(value) && value.has(step);
    });
    return arg === undefined ? undefined : go(arg, path);
  }
  return undefined;
}

/** The element of a `[for …]` is what the result makes of one element of the collection. */
function inFor(
  place: Place,
  node: ForExpression,
  step: string,
  rest: readonly string[],
  depth: number,
): Position | undefined {
  const made = (elementsOf(known(valueOf(place, node.collection))) ?? []).flatMap((element) => {
    const [key] = element;
    const scope = withElement(place.scope, node, element);
    const isKept = node.test === undefined || toBool(known(valueOf({ ...place, scope }, node.test)));
    return isKept ? [{ key, scope }] : [];
  });
  const found = made.find(({ scope }, index) =>
    node.resultKey === undefined
      ? index === Number(step)
      : textOf(valueOf({ ...place, scope }, node.resultKey)) === step,
  );
  if (found === undefined) return undefined;
  const element = { collection: { ...place, node: node.collection }, key: toText(found.key) };
  const elements = new Map([...(place.elements ?? []), [node.valueName, element] as const]);
  return partOf({ ...place, node: node.result, scope: found.scope, elements }, rest, depth);
}

/** JSON in a heredoc. */
function inTemplate({ node, source }: Place, path: readonly string[]): Position | undefined {
  const written = source.written(node);
  const head = /^<<-?[^\n]*\n/.exec(written?.text ?? '')?.[0];
  if (written === undefined || head === undefined) return undefined;
  const offset = offsetInTemplate(written.text.slice(head.length).replace(/[^\n]*$/, ''), path);
  return offset === undefined ? undefined : source.positionAt(written.offset + head.length + offset);
}

/** JSON in a file, with the name that messages give to files of the same folder. */
function inFile(place: Place, argument: Expression, path: readonly string[]): Position | undefined {
  const { module, source } = place;
  const name = joinPath('.', toText(known(valueOf(place, argument))));
  const text = module.workspace.source.texts?.get(name);
  if (typeof text !== 'string') return undefined;
  const offset = offsetInTemplate(text, path);
  if (offset === undefined) return undefined;
  const shown = source.positionAt(0).file ?? '';
  const folder = shown.slice(0, Math.max(0, shown.lastIndexOf('/')));
  const { directory } = module.inputs;
  const up =
    directory === '.'
      ? ''
      : directory
          .split('/')
          .map(() => '..')
          .join('/');
  return positionAt(text, offset, joinPath(joinPath(folder, up), name));
}

/** A reference to something that is written elsewhere. */
function referred(place: Place, path: readonly string[], depth: number): Position | undefined {
  const chain = chainOf(place);
  if (chain === undefined) return undefined;
  const { module, instance, elements } = place;
  const steps = [...chain.steps, ...path];
  const [first = '', second = '', ...after] = steps;
  const at = (block: Block | undefined, name: string, rest: readonly string[]): Position | undefined =>
    block === undefined
      ? undefined
      : inBlock(module, { address: '', block, scope: module }, name, rest, depth);
  const element = elements?.get(chain.root);
  if (element !== undefined) return partOf(element.collection, [element.key, ...steps], depth);
  switch (chain.root) {
    case 'local':
      return at(module.body.locals.get(first), first, steps.slice(1));
    case 'var': {
      const { call } = module.inputs;
      const isGiven = call !== undefined && Object.hasOwn(call.block.body, first);
      if (!isGiven || !(call.caller instanceof ModuleInstance))
        return at(module.body.variables.get(first), 'default', steps.slice(1));
      const given = { address: '', block: call.block, scope: call.scope };
      return inBlock(call.caller, given, first, steps.slice(1), depth);
    }
    case 'each':
      return first === 'value' && instance?.key !== undefined
        ? at(instance.block, 'for_each', [String(instance.key), ...steps.slice(1)])
        : undefined;
    case 'data': {
      const { chosen, rest } = instanceOf(module.instances('data', `${first}.${second}`), after);
      if (chosen === undefined) return undefined;
      if (first === 'aws_iam_policy_document')
        return documentOrigin(module, chosen, rest.slice(1), depth, inBlock);
      return first === 'template_file'
        ? inBlock(module, chosen, 'template', rest.slice(1), depth)
        : undefined;
    }
    case 'module': {
      const instances = module.call(first)?.instances();
      const { chosen, rest } = instanceOf(instances ?? [], steps.slice(1));
      const [output = '', ...more] = rest;
      const block = chosen?.module.body.outputs.get(output);
      if (chosen === undefined || block === undefined) return undefined;
      return inBlock(chosen.module, { address: '', block, scope: chosen.module }, 'value', more, depth);
    }
    default:
      return undefined;
  }
}

/** The instance that the first step names, if it names one, and the steps that are left. */
function instanceOf<T extends { readonly key?: string | number }>(
  instances: readonly T[] | Unknown,
  steps: readonly string[],
): { readonly chosen?: T; readonly rest: readonly string[] } {
  if (instances instanceof Unknown) return { rest: steps };
  const keyed = instances.find(({ key }) => key !== undefined && String(key) === steps[0]);
  return keyed === undefined
    ? { chosen: instances[0], rest: steps }
    : { chosen: keyed, rest: steps.slice(1) };
}

/** `a.b[c].d` as `a` and the steps after it. */
function chainOf(place: Place): { readonly root: string; readonly steps: readonly string[] } | undefined {
  const steps: string[] = [];
  let node = place.node;
  for (;;) {
    if (node.kind === 'reference') return { root: node.name, steps };
    if (node.kind === 'attribute') steps.unshift(node.name);
    else if (node.kind === 'index') steps.unshift(textOf(valueOf(place, node.index)) ?? '');
    else return undefined;
    node = node.of;
  }
}

function valueOf({ scope }: Place, node: Expression): Value {
  return evaluate(node, scope, new Budget(50_000));
}

function known(value: Value): Value {
  if (value instanceof Unknown || value instanceof ResourceValue)
    throw new RefgateError({ code: 'ERR_TERRAFORM', message: 'unknown' });
  return value;
}

function textOf(value: Value): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? toText(value) : undefined;
}

/** A position is a courtesy: where something cannot be evaluated there is none. */
function quietly<T>(work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RefgateError) return undefined;
    throw error;
  }
}

/** Where a member of an object is written that has a name which another one has before it. */
export function secondMember(
  module: ModuleInstance,
  instance: Instance,
  argument: string,
): Position | undefined {
  const written = expressionOf(instance.block, argument);
  if (written === undefined) return undefined;
  const place: Place = { ...written, module, scope: instance.scope };
  const open: unknown[] = [written.node];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isObject(node)) {
      const names = node.entries.map(({ key }) => quietly(() => textOf(valueOf(place, key))));
      const second = names.findIndex((name, at) => name !== undefined && names.indexOf(name) < at);
      const entry = node.entries[second];
      if (entry !== undefined) return written.source.positionOf(entry.key);
    }
    if (typeof node === 'object' && node !== null) open.push(...Object.values(node).toReversed());
  }
  return undefined;
}

function isObject(node: unknown): node is Extract<Expression, { readonly kind: 'object' }> {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'object';
}
