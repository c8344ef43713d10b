import type { Answer, DecideOptions, Optimisation, Tier } from './answer';
import { certify } from './certify';
import { compareCubes, type Comparison } from './comparison';
import type { Cube } from './cubes';
import type { Formula } from './formula';
import { knownAnswer } from './known-answers';
import { minimumLength } from './pattern';
import { questionOf, type Question } from './question';
import type { Residual } from './residual';
import { Solver, isShorter, type Model, type Outcome, type Tactics } from './solve';
import { withWords } from './words';

const QUICK_NODES = 256;

/**
 * Decides whether a formula can be satisfied, with a shortest witness if so.
 *
 * Patterns are compared first; then a small joint search; then the cubes that are left, one by one, those that may have
 * the shortest witness first; then the joint search with what is left of the budget. Running out is `undecided`.
 *
 * Guarantee: `empty` and `witness` are exact; a witness marked `shortest` has, in key order, the shortest values of all.
 * Cost: at most `maxNodes` stored product states, each with a step per open atom and letter, after at most 2,000,000
 * comparisons of patterns; with 0 states patterns are compared and nothing is searched.
 */
export function decide(formula: Formula, options: DecideOptions): Answer {
  const question = questionOf(formula, options.keys);
  return knownAnswer(question, options, () => new Decision(question, options).answer());
}

class Decision {
  private readonly comparison: Comparison;
  private nodes = 0;

  constructor(
    private readonly question: Question,
    private readonly options: DecideOptions,
  ) {
    const settled = question.root.parts.length === 0 && question.root.kind !== 'literal';
    this.comparison =
      settled || this.without('tiers')
        ? { covered: [], dropped: [], open: undefined, reduced: question.root }
        : compareCubes(question);
  }

  answer(): Answer {
    const { maxNodes } = this.options;
    const { open, covered, reduced } = this.comparison;
    if (reduced.kind === 'false') return this.empty(covered.length > 0 ? 'syntactic' : 'formula');
    if (reduced.kind === 'true') return this.witness(new Map(), true, 'formula');
    if (maxNodes === 0) return { kind: 'undecided', budget: 0, nodes: 0 };

    const splits = open !== undefined && open.length > 1;
    const first = this.joint(reduced, splits ? Math.min(QUICK_NODES, maxNodes) : maxNodes);
    if (first.kind !== 'spent') return this.conclude(first);
    if (splits) {
      const split = this.cubes(open, Math.floor((maxNodes - this.nodes) / 2));
      if (split.kind !== 'spent') return this.conclude(split);
      const last = this.joint(reduced, maxNodes - this.nodes);
      if (last.kind !== 'spent') return this.conclude(last);
    }
    return { kind: 'undecided', budget: maxNodes, nodes: this.nodes };
  }

  private joint(root: Residual, nodes: number): Outcome {
    const solver = this.solver(nodes);
    const outcome = solver.solve(this.ready(root));
    this.nodes += solver.spent;
    return outcome;
  }

  /** Searches cube by cube; the union has a model iff one of them has. */
  private cubes(open: readonly Cube[], nodes: number): Outcome {
    const bounds = new Map(open.map((cube) => [cube, this.lowerBound(cube)]));
    const solver = this.solver(nodes);
    let best: Model | undefined;
    let complete = true;
    for (const cube of open.toSorted((a, b) => bounds.get(a)! - bounds.get(b)!)) {
      const part = this.ready(this.comparison.simplify!(cube));
      const outcome = solver.solve(part, best === undefined ? Infinity : this.cutoff(part, best));
      if (outcome.kind === 'spent') complete = false;
      if (outcome.kind !== 'model') continue;
      complete &&= outcome.shortest;
      if (best === undefined || isShorter(outcome.model, best, this.question.keys.length))
        best = outcome.model;
    }
    this.nodes += solver.spent;
    if (best !== undefined) return { kind: 'model', model: best, shortest: complete };
    return complete ? { kind: 'none', certificate: undefined } : { kind: 'spent' };
  }

  private solver(nodes: number): Solver {
    const tactics: Tactics = {
      polarity: !this.without('polarity'),
      guessing: !this.without('guessing'),
      forcedRuns: !this.without('forced-runs'),
      estimates: !this.without('estimates'),
      certify: false,
    };
    return new Solver(this.question, nodes, tactics);
  }

  private ready(root: Residual): Residual {
    return this.without('words') ? root : withWords(this.question, root);
  }

  /** A length that the first key's value has at least, in every model of the cube. */
  private lowerBound(cube: Cube): number {
    let bound = 0;
    for (const variable of cube) {
      const atom = this.question.atoms[variable]!;
      if (atom.kind === 'glob' && atom.key === 0) bound = Math.max(bound, minimumLength(atom.pattern));
    }
    return bound;
  }

  /** How long the first value of a part may be if the part is to beat `best` or tie with it. */
  private cutoff(part: Residual, best: Model): number {
    for (let key = 0; key < part.first && key < this.question.keys.length; key++) {
      if ((best.get(key)?.length ?? 0) > 0) return Infinity;
    }
    return best.get(part.first)?.length ?? 0;
  }

  private without(optimisation: Optimisation): boolean {
    return this.options.without?.includes(optimisation) ?? false;
  }

  private conclude(outcome: Exclude<Outcome, { kind: 'spent' }>): Answer {
    return outcome.kind === 'none'
      ? this.empty('search')
      : this.witness(outcome.model, outcome.shortest, 'search');
  }

  private empty(tier: Tier): Answer {
    const { covered } = this.comparison;
    const answer = { kind: 'empty' as const, tier, covered, nodes: this.nodes };
    if (this.options.certify !== true) return answer;
    const certificate = certify(this.question, this.comparison, this.options.maxNodes);
    return certificate === undefined ? answer : { ...answer, certificate };
  }

  private witness(model: Model, shortest: boolean, tier: 'formula' | 'search'): Answer {
    const { keys } = this.question;
    const assignment = new Map<string, string | undefined>();
    for (const [index, key] of keys.entries()) if (model.has(index)) assignment.set(key, model.get(index));
    return { kind: 'witness', tier, assignment, shortest, nodes: this.nodes };
  }
}
