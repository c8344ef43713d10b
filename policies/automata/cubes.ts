import type { Question } from './question';
import type { Residual } from './residual';

/** Variables of patterns that hold together; a model of the residual satisfies all patterns of at least one cube. */
export type Cube = readonly number[];

/**
 * The disjunctive form of the pattern atoms that occur without negation; everything else is left open, which only makes
 * a cube weaker. `undefined` when there would be more than `limit` cubes.
 *
 * Cost: linear in the residual and in the size of the result.
 */
export function cubesOf(question: Question, root: Residual, limit: number): readonly Cube[] | undefined {
  if (sizeOf(root) > limit) return undefined;
  const unique = new Map<string, Cube>();
  for (const cube of expand(question, root)) {
    const sorted = [...new Set(cube)].toSorted((a, b) => a - b);
    unique.set(sorted.join(), sorted);
  }
  return [...unique.values()];
}

function isPattern(question: Question, node: Residual): boolean {
  return node.kind === 'literal' && !node.negated && question.atoms[node.variable]!.kind === 'glob';
}

function sizeOf(node: Residual): number {
  if (!node.positive || node.kind === 'literal') return 1;
  let size = node.kind === 'and' ? 1 : 0;
  for (const part of node.parts) {
    if (node.kind === 'and') size *= sizeOf(part);
    else size += sizeOf(part);
  }
  return size;
}

function expand(question: Question, node: Residual): readonly Cube[] {
  if (isPattern(question, node)) return [[node.variable]];
  if (!node.positive || node.kind === 'literal') return [[]];
  if (node.kind === 'or') return node.parts.flatMap((part) => expand(question, part));
  let cubes: readonly Cube[] = [[]];
  for (const part of node.parts) {
    if (!part.positive) continue;
    const inner = expand(question, part);
    cubes = cubes.flatMap((cube) => inner.map((other) => (cube.length === 0 ? other : [...cube, ...other])));
  }
  return cubes;
}
