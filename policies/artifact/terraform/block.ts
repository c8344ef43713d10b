import type { Position } from '../../errors';
import type { WrittenExpression } from './written-expression';

/** One file of a Terraform configuration, parsed. */
export interface ConfigurationFile {
  /** As it is shown to the user. */
  readonly path: string;
  readonly text: string;
  /** `hcl` when `body` comes from a converter of `.tf` files: then strings in `default` are templates too. */
  readonly syntax: 'json' | 'hcl';
  readonly body: unknown;
}

/** Where a value of a configuration file stands, by its path in the parsed body. */
export interface Positions {
  at(path: readonly (string | number)[]): Position | undefined;
  /** The expression of an attribute, where the file is HCL. */
  expression?(path: readonly (string | number)[]): WrittenExpression | undefined;
}

export type Body = Readonly<Record<string, unknown>>;

/** One block, with its labels gone: `resource "aws_iam_role" "deploy" { … }`. */
export interface Block {
  readonly body: Body;
  readonly syntax: ConfigurationFile['syntax'];
  /** Where the body stands; of a block with overrides, the last one first. */
  readonly places: readonly Place[];
}

interface Place {
  readonly positions: Positions;
  readonly path: readonly (string | number)[];
}

/** Where an attribute of a block stands, or else the block itself. */
export function positionOf(block: Block, attribute?: string): Position | undefined {
  if (attribute !== undefined) {
    for (const { positions, path } of block.places) {
      const found = positions.at([...path, attribute]);
      if (found !== undefined) return found;
    }
  }
  const [first] = block.places;
  return first?.positions.at(first.path);
}

/** The expression of an attribute of a block. */
export function expressionOf(block: Block, attribute: string): WrittenExpression | undefined {
  for (const { positions, path } of block.places) {
    const found = positions.expression?.([...path, attribute]);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Labelled {
  readonly labels: readonly string[];
  readonly body: Body;
  readonly path: readonly (string | number)[];
}

/**
 * The blocks below a keyword, with so many labels. Terraform's JSON syntax allows an array at every level, and `//` is a comment.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#nested-block-mapping
 */
export function labelledBlocks(
  node: unknown,
  labels: number,
  path: readonly (string | number)[],
): Labelled[] {
  if (Array.isArray(node)) {
    return node.flatMap((item, index) => labelledBlocks(item, labels, [...path, index]));
  }
  if (!isBody(node)) return [];
  if (labels === 0) return [{ labels: [], body: node, path }];
  return Object.entries(node)
    .filter(([name]) => name !== '//')
    .flatMap(([name, inner]) =>
      labelledBlocks(inner, labels - 1, [...path, name]).map((found) => ({
        ...found,
        labels: [name, ...found.labels],
      })),
    );
}

/** The nested blocks of one name: an object or an array of objects. */
export function nestedBlocks(body: Body, name: string): readonly Body[] {
  const node = Object.hasOwn(body, name) ? body[name] : undefined;
  return labelledBlocks(node, 0, []).map((found) => found.body);
}
