import type { Fact } from './certificate';
import type { Cube } from './cubes';
import type { Question } from './question';
import { signsOf, type Residual, type Truth } from './residual';
import { disjointSyntactic, subsumes } from './subsume';

/** A cube seen through what its patterns settle about the other atoms. */
export interface SettledCube {
  readonly cube: Cube;
  /** The residual under the cube: false when the cube is refuted. */
  readonly residual: Residual;
  /** For a refuted cube, the facts that refute it. */
  readonly facts: readonly Fact[];
}

/**
 * Tier 0: settles atoms of a cube by comparing patterns, token by token, never by search.
 *
 * If a pattern of the cube is subsumed by another atom's pattern that atom is true, if they clash it is false, and a key
 * with a pattern in the cube is not missing. When that makes the residual false, the cube has no model and the facts
 * say why. Sound for every formula; for a single cube pattern against negated patterns without `?` and fold, and
 * nothing else, it is also complete (see {@link subsumes}).
 *
 * Cost: patterns of the cube times atoms of their keys, each a comparison of two token lists, on demand.
 */
export class SyntacticTier {
  private readonly signs: ReadonlyMap<number, number>;
  /** The root without the conjuncts that every cube satisfies by making its choice. */
  private readonly root: Residual;

  constructor(
    private readonly question: Question,
    root: Residual,
  ) {
    const conjuncts = root.kind === 'and' ? root.parts : [root];
    this.root = question.store.and(conjuncts.filter((part) => !this.isChoice(part)));
    this.signs = signsOf(this.root);
  }

  /** What comparing a cube costs: the atoms, long patterns counting more than once. */
  get size(): number {
    let size = 0;
    for (const variable of this.signs.keys()) {
      const atom = this.question.atoms[variable]!;
      size += 1 + (atom.kind === 'glob' ? atom.pattern.tokens.length >>> 8 : 0);
    }
    return size;
  }

  /** Tries to refute a cube, settling only atoms in the direction that can. */
  refute(cube: Cube): SettledCube {
    return this.settle(cube, false);
  }

  /** Settles whatever can be settled, to make a search of the cube smaller. */
  simplify(cube: Cube): SettledCube {
    return this.settle(cube, true);
  }

  private settle(cube: Cube, full: boolean): SettledCube {
    const { store } = this.question;
    for (const [i, member] of cube.entries()) {
      const clash = this.relation(cube.slice(0, i), member, 1);
      if (clash?.truth === 0) return { cube, residual: store.no, facts: [this.fact(member, clash)] };
    }
    const found = new Map<number, Relation>();
    const known = new Map<number, Truth>();
    const truth = (variable: number): Truth => {
      if (known.has(variable)) return known.get(variable);
      const relation = cube.includes(variable)
        ? { truth: 1 as const, by: variable }
        : this.relation(cube, variable, full ? 3 : this.signs.get(variable)!);
      if (relation !== undefined) found.set(variable, relation);
      known.set(variable, relation?.truth);
      return relation?.truth;
    };
    // The cube first: what it makes true outright needs no comparison.
    const given = store.restrict(this.root, (variable) => (cube.includes(variable) ? 1 : undefined));
    const residual = store.restrict(given, truth);
    if (residual.kind !== 'false') return { cube, residual, facts: [] };
    // Where the normal form noticed a contradiction among open atoms, every settled one may have had a part in it.
    const blamed = new Set<number>();
    if (!blame(this.root, truth, blamed)) for (const variable of found.keys()) blamed.add(variable);
    const facts = [...blamed]
      .toSorted((a, b) => a - b)
      .map((variable) => [variable, found.get(variable)!] as const)
      .filter(([variable, { by }]) => variable !== by && this.question.atoms[variable]!.kind === 'glob')
      .map(([variable, relation]) => this.fact(variable, relation));
    return { cube, residual, facts };
  }

  private isChoice(part: Residual): boolean {
    const { atoms } = this.question;
    const isPattern = (node: Residual) =>
      node.kind === 'literal' && !node.negated && atoms[node.variable]!.kind === 'glob';
    return part.kind === 'or' ? part.parts.every(isPattern) : isPattern(part);
  }

  /** @param signs what the variable occurs as: a plain one is only worth refuting, a negated one only worth covering */
  private relation(cube: Cube, variable: number, signs: number): Relation | undefined {
    const { atoms } = this.question;
    const atom = atoms[variable]!;
    if (atom.kind === 'missing') {
      const by = cube.find((member) => atoms[member]!.key === atom.key);
      return by === undefined ? undefined : { truth: 0, by };
    }
    if (atom.kind !== 'glob') return undefined;
    for (const by of cube) {
      const assumed = atoms[by]!;
      if (assumed.kind !== 'glob' || assumed.key !== atom.key) continue;
      if ((signs & 2) !== 0 && subsumes(atom.pattern, assumed.pattern)) return { truth: 1, by };
      if ((signs & 1) !== 0 && disjointSyntactic(atom.pattern, assumed.pattern) !== undefined)
        return { truth: 0, by };
    }
    return undefined;
  }

  private fact(variable: number, { truth, by }: Relation): Fact {
    const atom = this.question.atoms[variable]!;
    const assumed = this.question.atoms[by]!;
    if (atom.kind !== 'glob' || assumed.kind !== 'glob')
      throw new TypeError('ERR_INTERNAL: a fact is about patterns');
    return {
      key: this.question.keys[atom.key]!,
      pattern: assumed.pattern,
      other: atom.pattern,
      relation: truth === 1 ? 'covered' : 'disjoint',
    };
  }
}

interface Relation {
  readonly truth: 0 | 1;
  /** The cube variable that settles it. */
  readonly by: number;
}

/** Collects variables whose truth makes the node false: one falsified conjunct, every disjunct. */
function blame(node: Residual, truth: (variable: number) => Truth, blamed: Set<number>): boolean {
  if (node.kind === 'false') return true;
  if (node.kind === 'true') return false;
  if (node.kind === 'literal') {
    const value = truth(node.variable);
    if (value === undefined || (value === 1) !== node.negated) return false;
    blamed.add(node.variable);
    return true;
  }
  if (node.kind === 'or') return node.parts.every((part) => blame(part, truth, blamed));
  for (const part of node.parts) {
    const inner = new Set<number>();
    if (!blame(part, truth, inner)) continue;
    for (const variable of inner) blamed.add(variable);
    return true;
  }
  return false;
}
