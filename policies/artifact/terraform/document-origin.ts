import { parseJsonText } from '../../trust/index';
import type { Position } from '../../errors';
import { isBody, positionOf, type Block } from './block';
import type { ScopedBody } from './body-value';
import type { ModuleInstance } from './module-instance';
import type { Instance } from './repeat';
import type { Scope } from './scope';
import { PartialText, Unknown, ValueSet, isList, toText, type Value } from './value';

/** Members of a statement, and the attribute or block that each is written by. */
const WRITTEN_AS: Readonly<Record<string, string>> = {
  Sid: 'sid',
  Effect: 'effect',
  Action: 'actions',
  NotAction: 'not_actions',
  Resource: 'resources',
  NotResource: 'not_resources',
};

/** Finds a part of an attribute of a block; handed in, so that this file and the one that follows expressions need not import each other. */
type InBlock = (
  module: ModuleInstance,
  instance: Instance,
  argument: string,
  path: readonly string[],
  depth: number,
) => Position | undefined;

/**
 * Where a part of the document of an `aws_iam_policy_document` is written: the `condition` block, the element of its `values`, the document that it is
 * merged from.
 * @param path the steps of a JSON pointer into the document
 */
export function documentOrigin(
  module: ModuleInstance,
  instance: Instance,
  path: readonly string[],
  depth: number,
  inBlock: InBlock,
): Position | undefined {
  const here = positionOf(instance.block);
  const inner: Inner = (block, scope, argument, part) =>
    attributeOf(block, argument, part, inBlock(module, { address: '', block, scope }, argument, part, depth));
  const [member, number, ...rest] = path;
  if (member !== 'Statement' || number === undefined) return here;
  const { reader } = module.workspace;
  const { body } = instance.block;
  const own = reader.blocks(body, 'statement', instance.scope);
  if (own instanceof Unknown) return here;
  let index = Number(number);
  for (const argument of ['source_json', 'source_policy_documents']) {
    const sizes = sizesOf(
      body[argument] === undefined ? null : reader.tolerant(body[argument], instance.scope),
    );
    if (sizes === undefined) return here;
    for (const [at, size] of sizes.entries()) {
      if (index < size) {
        const element = argument === 'source_json' ? [] : [String(at)];
        return (
          inBlock(module, instance, argument, [...element, 'Statement', String(index), ...rest], depth) ??
          here
        );
      }
      index -= size;
    }
  }
  const statement = own[index];
  if (statement === undefined)
    return positionOf(
      instance.block,
      body.override_json === undefined ? 'override_policy_documents' : 'override_json',
    );
  return inStatement(module, instance.block, statement, rest, inner) ?? here;
}

/** How many statements each merged document has; nothing where one is not known. */
function sizesOf(value: Value): readonly number[] | undefined {
  if (value === null) return [];
  const texts = isList(value) ? value : value instanceof ValueSet ? value.items : [value];
  const sizes = texts.map((one) => {
    // what is unknown stands within strings
    const text =
      one instanceof PartialText
        ? one.parts.map((part) => (typeof part === 'string' ? part : '?')).join('')
        : one;
    const parsed = typeof text === 'string' && text !== '' ? parseJsonText(text) : undefined;
    if (text === '') return 0;
    if (parsed?.ok !== true || !isBody(parsed.value)) return undefined;
    return [parsed.value.Statement ?? []].flat().length;
  });
  return sizes.every((size) => size !== undefined) ? (sizes as readonly number[]) : undefined;
}

function inStatement(
  module: ModuleInstance,
  block: Block,
  statement: ScopedBody,
  [member, ...rest]: readonly string[],
  inner: Inner,
): Position | undefined {
  const written = blockOf(block, statement.body);
  const at = ({ body, scope }: ScopedBody, argument: string, path: readonly string[]): Position | undefined =>
    inner(blockOf(block, body), scope, argument, path);
  const plain = WRITTEN_AS[member ?? ''];
  if (plain !== undefined)
    return at(statement, plain, rest.length === 0 ? ['0'] : rest) ?? positionOf(written);
  const { reader } = module.workspace;
  const text = ({ body, scope }: ScopedBody, name: string): string => {
    const value = reader.tolerant(body[name] ?? null, scope);
    return typeof value === 'string' ? toText(value) : '';
  };
  if (member === 'Principal' || member === 'NotPrincipal') {
    const name = member === 'Principal' ? 'principals' : 'not_principals';
    const blocks = reader.blocks(statement.body, name, statement.scope);
    if (blocks instanceof Unknown) return positionOf(written);
    const [type] = rest;
    const found = blocks.find((one) => type === undefined || text(one, 'type') === type);
    if (found === undefined) return positionOf(written);
    return at(found, 'identifiers', ['0']) ?? positionOf(blockOf(block, found.body));
  }
  if (member !== 'Condition') return positionOf(written);
  const conditions = reader.blocks(statement.body, 'condition', statement.scope);
  if (conditions instanceof Unknown) return positionOf(written);
  const [operator, key, number] = rest;
  const same = conditions.filter(
    (one) =>
      (operator === undefined || text(one, 'test') === operator) &&
      (key === undefined || text(one, 'variable') === key),
  );
  const [first] = same;
  if (first === undefined) return positionOf(written);
  // equal blocks are merged: their values are one list
  const sizes = same.map(({ body, scope }) => valuesIn(reader.tolerant(body.values ?? null, scope)));
  let index = Number(number ?? 0);
  if (number === undefined && sizes.reduce((sum, size) => sum + size, 0) !== 1)
    return positionOf(blockOf(block, first.body));
  for (const [place, one] of same.entries()) {
    const size = sizes[place] ?? 0;
    if (index < size) return at(one, 'values', [String(index)]) ?? positionOf(blockOf(block, one.body));
    index -= size;
  }
  return positionOf(blockOf(block, first.body));
}

function valuesIn(value: Value): number {
  return isList(value) ? value.length : value instanceof ValueSet ? value.items.length : 1;
}

/** Finds a part of an attribute of a nested block. */
type Inner = (block: Block, scope: Scope, argument: string, path: readonly string[]) => Position | undefined;

/** The part of an attribute; in JSON the path of the part is the place. */
function attributeOf(
  { places: [first] }: Block,
  argument: string,
  path: readonly string[],
  inHcl: Position | undefined,
): Position | undefined {
  if (inHcl !== undefined || first === undefined) return inHcl;
  return (
    first.positions.at([...first.path, argument, ...path.map(Number)]) ??
    first.positions.at([...first.path, argument])
  );
}

/** A nested block of a block, by its body, with its own places. */
function blockOf(block: Block, body: unknown): Block {
  const path = pathTo(block.body, body, 12);
  if (path === undefined || !isBody(body)) return block;
  const all = block.places.map(({ positions, path: outer }) => ({ positions, path: [...outer, ...path] }));
  const written = all.filter((place) => place.positions.at(place.path) !== undefined);
  const places = written.length === 0 ? all : written;
  return { body, syntax: block.syntax, places };
}

function pathTo(from: unknown, body: unknown, depth: number): readonly (string | number)[] | undefined {
  if (from === body) return [];
  if (depth === 0 || typeof from !== 'object' || from === null) return undefined;
  for (const [name, inner] of Object.entries(from)) {
    const found = pathTo(inner, body, depth - (Array.isArray(from) ? 0 : 1));
    if (found !== undefined) return [Array.isArray(from) ? Number(name) : name, ...found];
  }
  return undefined;
}
