import { decide, type Answer, type Assignment, type Certificate, type Formula } from '../automata/index';

/** What a search costs at most. Running out is `undecided`. */
export interface Budget {
  /** Product states to store, over one question. @default 100000 */
  readonly maxNodes?: number;
  /** Whether a proof is to come with what a separate checker can follow. @default false */
  readonly certify?: boolean;
  /** Whether a counterexample is to have names that a reader would recognise. @default true */
  readonly natural?: boolean;
}

export const DEFAULT_MAX_NODES = 100_000;

/** What a separate checker needs to follow a proof: the formula of all counterexamples, and why it has no model. */
export interface CheckableProof {
  readonly formula: Formula;
  readonly certificate: Certificate;
}

/** The engine's answer in the prover's words. */
export type Found =
  | {
      readonly kind: 'none';
      readonly answer: Extract<Answer, { kind: 'empty' }>;
      /** One for each search; absent when one of them has none. */
      readonly certificates?: readonly CheckableProof[];
    }
  | { readonly kind: 'witness'; readonly values: Assignment; readonly nodes: number }
  | { readonly kind: 'spent'; readonly nodes: number; readonly budget: number };

/** @param keys variables whose values are to be short first */
export function search(formula: Formula, keys: readonly string[], budget: Budget): Found {
  const maxNodes = budget.maxNodes ?? DEFAULT_MAX_NODES;
  const answer = decide(formula, { maxNodes, keys, certify: budget.certify ?? false });
  switch (answer.kind) {
    case 'empty':
      return answer.certificate === undefined
        ? { kind: 'none', answer }
        : { kind: 'none', answer, certificates: [{ formula, certificate: answer.certificate }] };
    case 'witness':
      return { kind: 'witness', values: answer.assignment, nodes: answer.nodes };
    case 'undecided':
      return { kind: 'spent', nodes: answer.nodes, budget: answer.budget };
  }
}

type NothingFound = Extract<Found, { kind: 'none' }>;

/** What two searches that found nothing say together. */
export function bothEmpty(one: NothingFound, other: NothingFound): NothingFound {
  if (one.answer.tier === 'formula') return other;
  if (other.answer.tier === 'formula') return one;
  const { answer: a } = one;
  const { answer: b } = other;
  const answer = {
    kind: 'empty',
    tier: a.tier === 'search' ? a.tier : b.tier,
    covered: [...a.covered, ...b.covered],
    nodes: a.nodes + b.nodes,
  } as const;
  return one.certificates === undefined || other.certificates === undefined
    ? { kind: 'none', answer }
    : { kind: 'none', answer, certificates: [...one.certificates, ...other.certificates] };
}
