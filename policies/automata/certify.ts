import type { Certificate, PatternAtom } from './certificate';
import { patternAtom, type Comparison } from './comparison';
import type { Question } from './question';
import type { Residual } from './residual';
import { Solver, type Tactics } from './solve';
import { withWords } from './words';

/** No guessing and no forced runs: every state the argument passes through must be in the certificate. */
const CERTIFYING: Tactics = {
  polarity: true,
  guessing: false,
  forcedRuns: false,
  estimates: true,
  certify: true,
};

/**
 * A certificate for a question known to have no model, or undefined when it would take more than `maxNodes` states.
 * Cost: one joint search, and one per open cube if that is not enough.
 */
export function certify(
  question: Question,
  comparison: Comparison,
  maxNodes: number,
): Certificate | undefined {
  const { covered, open, reduced } = comparison;
  if (open?.length === 0) {
    return covered.length === 0 ? { kind: 'constant' } : { kind: 'covered', covered, dropped: [] };
  }
  const joint = refute(question, reduced, maxNodes);
  if (joint !== undefined) return within(question, comparison, joint);
  if (open === undefined) return undefined;
  const cubes: { readonly cube: readonly PatternAtom[]; readonly rest: Certificate }[] = [];
  for (const cube of open) {
    const literals = cube.map((variable) => question.store.literal(variable, false));
    const rest = refute(question, question.store.and([reduced, ...literals]), maxNodes);
    if (rest === undefined) return undefined;
    cubes.push({ cube: cube.map((variable) => patternAtom(question, variable)), rest });
  }
  const split: Certificate = { kind: 'split', cubes };
  return within(question, comparison, split);
}

function within(question: Question, { covered, dropped }: Comparison, rest: Certificate): Certificate {
  if (covered.length === 0) return rest;
  return {
    kind: 'covered',
    covered,
    dropped: dropped.map((variable) => patternAtom(question, variable)),
    rest,
  };
}

function refute(question: Question, root: Residual, maxNodes: number): Certificate | undefined {
  const outcome = new Solver(question, maxNodes, CERTIFYING).solve(withWords(question, root));
  return outcome.kind === 'none' ? outcome.certificate : undefined;
}
