/**
 * Which names inside a provider's block are nested blocks and which are arguments, as far as it is known. JSON does not
 * tell them apart, HCL must.
 */
export interface BlockShape {
  readonly blocks: ReadonlyMap<string, BlockShape>;
  readonly arguments: ReadonlySet<string>;
}

/** Shapes by type: `aws_iam_role`, `data.aws_iam_policy_document`, `ephemeral.…`, `provider.aws`. */
export type BlockShapes = ReadonlyMap<string, BlockShape>;

/** Dotted paths below a type, each a nested block or an argument. */
export type NestedNames = Readonly<Record<string, Readonly<Record<string, 'block' | 'argument'>>>>;

export const NO_SHAPE: BlockShape = { blocks: new Map(), arguments: new Set() };

/** Both shapes in one; where they disagree a name is a block, because then one of them has seen it as a block. */
export function mergeShapes(left: BlockShape, right: BlockShape): BlockShape {
  const blocks = new Map(left.blocks);
  for (const [name, shape] of right.blocks)
    blocks.set(name, mergeShapes(blocks.get(name) ?? NO_SHAPE, shape));
  const names = [...left.arguments, ...right.arguments].filter((name) => !blocks.has(name));
  return { blocks, arguments: new Set(names) };
}

/** Adds what the caller knows to what was found. */
export function withNestedNames(shapes: BlockShapes, names: NestedNames): BlockShapes {
  const all = new Map(shapes);
  for (const [type, paths] of Object.entries(names)) {
    for (const [path, kind] of Object.entries(paths)) {
      all.set(type, mergeShapes(all.get(type) ?? NO_SHAPE, shapeOfPath(path.split('.'), kind)));
    }
  }
  return all;
}

function shapeOfPath([name = '', ...deeper]: readonly string[], kind: 'block' | 'argument'): BlockShape {
  if (deeper.length > 0)
    return { blocks: new Map([[name, shapeOfPath(deeper, kind)]]), arguments: new Set() };
  if (kind === 'argument') return { blocks: new Map(), arguments: new Set([name]) };
  return { blocks: new Map([[name, NO_SHAPE]]), arguments: new Set() };
}
