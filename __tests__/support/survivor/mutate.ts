import { nodeAt, placesOf, replaced, type Place, type Tree } from './tree';

/** Whole numbers below a bound. */
export type Random = (below: number) => number;

/** A small generator that a seed repeats. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const SCALARS: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  '',
  'x',
  'true',
  '2.0',
  '1.9',
  'managed',
  'data',
  'delete',
  'forget',
  'no-op',
  'create',
  'aws_iam_role',
  'aws_iam_policy',
  '//',
  '*',
];

/** Names that no form knows, and names that mean something to JavaScript. */
const NAMES = [
  'x',
  '//',
  '__proto__',
  'constructor',
  'length',
  '0',
  '',
  'deposed',
  'count',
  'for_each',
  'dynamic',
  'provider',
];

/** Changes one thing in a tree: a type, a name, the order, the nesting, a duplicate or a sibling. */
export function mutated(tree: Tree, random: Random): Tree {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const places = placesOf(tree);
  const place = pick(places);
  const elsewhere = (): Tree => nodeAt(tree, pick(places)) as Tree;
  const change = (at: Place, make: (node: Tree) => Tree): Tree => replaced(tree, at, make);
  switch (random(9)) {
    case 0:
      return change(place, (node) => otherType(node, random));
    case 1:
      return change(place, (node) => renamed(node, random));
    case 2:
      return change(place, (node) => shuffled(node, random));
    case 3:
      return change(place, (node) => ({ kind: 'list', items: [node] }));
    case 4:
      return change(place, (node) => ({ kind: 'object', members: [[pick(NAMES), node]] }));
    case 5:
      return change(place, (node) => doubled(node, elsewhere(), random));
    case 6:
      return change(place, (node) =>
        sibling(node, random(2) === 0 ? elsewhere() : leaf(pick(SCALARS)), random),
      );
    case 7:
      return change(place, (node) => without(node, random));
    default:
      return change(place, (node) =>
        node.kind === 'leaf' && random(3) > 0 ? leaf(pick(SCALARS)) : elsewhere(),
      );
  }
}

function leaf(value: unknown): Tree {
  return { kind: 'leaf', value };
}

function otherType(node: Tree, random: Random): Tree {
  if (node.kind === 'list') {
    const members = node.items.map((item, index): [string, Tree] => [String(index), item]);
    return random(3) === 0 && node.items[0] !== undefined ? node.items[0] : { kind: 'object', members };
  }
  if (node.kind === 'object') {
    const values = node.members.map(([, value]) => value);
    return { kind: 'list', items: random(2) === 0 ? values : [node, node] };
  }
  return typeof node.value === 'string' ? leaf([node.value]) : leaf(String(node.value));
}

function renamed(node: Tree, random: Random): Tree {
  if (node.kind !== 'object' || node.members.length === 0) return node;
  const at = random(node.members.length);
  const other = (name: string): string =>
    [
      name.toUpperCase(),
      name.toLowerCase(),
      `${name} `,
      `${name}s`,
      name.slice(1),
      name[0]?.toUpperCase() + name.slice(1),
      NAMES[random(NAMES.length)] as string,
    ][random(7)] as string;
  return {
    ...node,
    members: node.members.map(([name, value], index) => [index === at ? other(name) : name, value]),
  };
}

function shuffled(node: Tree, random: Random): Tree {
  const shift = <T>(items: readonly T[]): readonly T[] => {
    const by = items.length === 0 ? 0 : random(items.length);
    return [...items.slice(by), ...items.slice(0, by)];
  };
  if (node.kind === 'list') return { ...node, items: shift(node.items) };
  return node.kind === 'object' ? { ...node, members: shift(node.members) } : node;
}

/** A member or an item twice: the same, another one, or an empty one, before or after. */
function doubled(node: Tree, other: Tree, random: Random): Tree {
  const empty: readonly Tree[] = [
    { kind: 'object', members: [] },
    { kind: 'list', items: [] },
    leaf(null),
    other,
  ];
  const second = (first: Tree): Tree => (random(5) === 0 ? first : (empty[random(empty.length)] as Tree));
  if (node.kind === 'list' && node.items.length > 0) {
    const item = node.items[random(node.items.length)] as Tree;
    return { ...node, items: [...node.items, second(item)] };
  }
  if (node.kind !== 'object' || node.members.length === 0) return node;
  const [name, value] = node.members[random(node.members.length)] as readonly [string, Tree];
  const twin: readonly [string, Tree] = [name, second(value)];
  return { ...node, members: random(2) === 0 ? [...node.members, twin] : [twin, ...node.members] };
}

function sibling(node: Tree, other: Tree, random: Random): Tree {
  const first = random(2) === 0;
  if (node.kind === 'list')
    return { ...node, items: first ? [other, ...node.items] : [...node.items, other] };
  if (node.kind !== 'object') return node;
  const member: readonly [string, Tree] = [NAMES[random(NAMES.length)] as string, other];
  return { ...node, members: first ? [member, ...node.members] : [...node.members, member] };
}

function without(node: Tree, random: Random): Tree {
  if (node.kind === 'list')
    return { ...node, items: node.items.filter((_, i) => i !== random(node.items.length)) };
  if (node.kind !== 'object' || node.members.length === 0) return node;
  const at = random(node.members.length);
  return { ...node, members: node.members.filter((_, index) => index !== at) };
}
