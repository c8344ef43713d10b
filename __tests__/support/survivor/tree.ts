/** A JSON tree that can hold what a JavaScript object cannot: a member twice, and members in any order. */
export type Tree =
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, value: Tree])[] }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  /** A value that mutations leave as it is, such as the trust policy itself. */
  | { readonly kind: 'leaf'; readonly value: unknown };

/** @param isLeaf which values stay whole */
export function treeOf(value: unknown, isLeaf: (value: unknown) => boolean): Tree {
  if (isLeaf(value) || typeof value !== 'object' || value === null) return { kind: 'leaf', value };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => treeOf(item, isLeaf)) };
  return {
    kind: 'object',
    members: Object.entries(value).map(([name, inner]) => [name, treeOf(inner, isLeaf)]),
  };
}

export function textOf(tree: Tree): string {
  if (tree.kind === 'leaf') return JSON.stringify(tree.value);
  if (tree.kind === 'list') return `[${tree.items.map(textOf).join(',')}]`;
  return `{${tree.members.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join(',')}}`;
}

/** A place in a tree: the numbers of the children on the way to it. */
export type Place = readonly number[];

function childrenOf(tree: Tree): readonly Tree[] {
  if (tree.kind === 'leaf') return [];
  return tree.kind === 'list' ? tree.items : tree.members.map(([, value]) => value);
}

export function placesOf(tree: Tree, at: Place = []): readonly Place[] {
  return [at, ...childrenOf(tree).flatMap((child, index) => placesOf(child, [...at, index]))];
}

export function nodeAt(tree: Tree, place: Place): Tree | undefined {
  return place.reduce<Tree | undefined>((node, index) => node && childrenOf(node)[index], tree);
}

/** The tree with another node at a place. */
export function replaced(tree: Tree, [first, ...rest]: Place, change: (node: Tree) => Tree): Tree {
  if (first === undefined) return change(tree);
  const swap = (child: Tree, index: number): Tree =>
    index === first ? replaced(child, rest, change) : child;
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(swap) };
  if (tree.kind === 'leaf') return tree;
  return { ...tree, members: tree.members.map(([name, child], index) => [name, swap(child, index)]) };
}
