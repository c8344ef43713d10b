import type { Matcher } from './matcher';
import { signsOf, type Residual } from './residual';

/**
 * What a residual asks of one key: the variables still open, each with its matcher. A slot is an index into them. The
 * frame is part of a product state; beside it stands one matcher state per slot.
 */
export interface Frame {
  readonly id: number;
  readonly residual: Residual;
  readonly variables: readonly number[];
  readonly matchers: readonly Matcher[];
  /** Per slot: 1 occurs plain, 2 negated, 3 both. */
  readonly signs: readonly number[];
  /** Per slot: 1 a conjunct of the residual, 2 its negation is, 0 neither. */
  readonly demands: readonly number[];
  /** Slots of shapes. */
  readonly shapes: readonly number[];
  /** Slots whose matcher guesses. */
  readonly guessing: readonly number[];
  /** Groups of plain slots of which at least one must survive. */
  readonly guards: readonly (readonly number[])[];
}

/** What a product knows of its variables. */
export interface Variables {
  /** Whether the variable is about the value of the product's key. */
  owns(variable: number): boolean;
  isShape(variable: number): boolean;
  guesses(variable: number): boolean;
  matcher(variable: number): Matcher;
}

/** The frame of a residual. Cost: linear in the residual. */
export function frameOf(id: number, residual: Residual, known: Variables): Frame {
  const signs = signsOf(residual);
  const conjuncts = residual.kind === 'and' ? residual.parts : [residual];
  const demanded = new Map<number, number>();
  for (const part of conjuncts)
    if (part.kind === 'literal') demanded.set(part.variable, part.negated ? 2 : 1);
  // Conjuncts first: a step that kills the residual is noticed soonest.
  const variables = [...signs.keys()]
    .filter((variable) => known.owns(variable))
    .toSorted((a, b) => Math.sign(demanded.get(b) ?? 0) - Math.sign(demanded.get(a) ?? 0) || a - b);
  const slots = new Map(variables.map((variable, slot) => [variable, slot]));
  const isPlain = (node: Residual) =>
    node.kind === 'literal' && !node.negated && slots.has(node.variable) && !known.isShape(node.variable);
  const guards: number[][] = [];
  for (const part of conjuncts) {
    const group = part.kind === 'or' ? part.parts : [part];
    if (group.every(isPlain)) guards.push(group.map(({ variable }) => slots.get(variable)!));
  }
  const where = (test: (variable: number) => boolean) =>
    [...slots].filter(([variable]) => test(variable)).map(([, slot]) => slot);
  return {
    id,
    residual,
    variables,
    matchers: variables.map((variable) => known.matcher(variable)),
    signs: variables.map((variable) => signs.get(variable)!),
    demands: variables.map((variable) => demanded.get(variable) ?? 0),
    shapes: where((variable) => known.isShape(variable)),
    guessing: where((variable) => known.guesses(variable)),
    guards,
  };
}
