import type { Covered, PatternAtom } from './certificate';
import { cubesOf, type Cube } from './cubes';
import type { Question } from './question';
import { signsOf, type Residual } from './residual';
import { SyntacticTier } from './syntactic';

/** What comparing patterns, without search, made of a question. */
export interface Comparison {
  readonly covered: readonly Covered[];
  /** Plain atoms that only occur in covered cubes: no model needs them. */
  readonly dropped: readonly number[];
  /** The other cubes; absent when there are too many to list. */
  readonly open: readonly Cube[] | undefined;
  /** The root with the dropped atoms taken as false; it has the same models. */
  readonly reduced: Residual;
  /** The root within a cube, made smaller by all that its patterns settle. */
  simplify?(cube: Cube): Residual;
}

const MAX_CUBES = 16_384;
const MAX_COMPARISONS = 2_000_000;

/**
 * Refutes the cubes of a question that pattern comparison can refute.
 *
 * An atom that occurs only plain, and only in covered cubes, may be taken as false: every model satisfies all patterns of
 * some cube, that cube is open, so the atom is not in it, and the patterns of the cube with the rest of the formula make it
 * true without the atom. Cost: cubes times atoms.
 */
export function compareCubes(question: Question): Comparison {
  const { root, store } = question;
  const cubes = cubesOf(question, root, MAX_CUBES);
  const tier = new SyntacticTier(question, root);
  if (cubes === undefined || cubes.length * tier.size > MAX_COMPARISONS) {
    return { covered: [], dropped: [], open: undefined, reduced: root };
  }
  const covered: Covered[] = [];
  const open: Cube[] = [];
  const suspects = new Set<number>();
  for (const cube of cubes) {
    const { residual, facts } = tier.refute(cube);
    if (residual.kind !== 'false') open.push(cube);
    else {
      covered.push({ cube: cube.map((variable) => patternAtom(question, variable)), facts });
      for (const variable of cube) suspects.add(variable);
    }
  }
  for (const cube of open) for (const variable of cube) suspects.delete(variable);
  const signs = signsOf(root);
  const dropped = [...suspects].filter((variable) => signs.get(variable) === 1);
  const reduced =
    open.length === 0
      ? store.no
      : store.restrict(root, (variable) =>
          suspects.has(variable) && signs.get(variable) === 1 ? 0 : undefined,
        );
  return {
    covered,
    dropped,
    open,
    reduced,
    simplify: (cube) =>
      store.and([tier.simplify(cube).residual, ...cube.map((variable) => store.literal(variable, false))]),
  };
}

export function patternAtom(question: Question, variable: number): PatternAtom {
  const atom = question.atoms[variable]!;
  if (atom.kind !== 'glob') throw new TypeError('ERR_INTERNAL: a cube is made of patterns');
  return { key: question.keys[atom.key]!, pattern: atom.pattern };
}
