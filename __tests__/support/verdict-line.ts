import { decide, isMember, type Formula, type Optimisation } from '../../policies/automata';

/** An answer in a line: what it is, by which tier or with which witness, and the product states it took. */
export function verdictLine(
  formula: Formula,
  maxNodes = 50_000,
  without: readonly Optimisation[] = [],
): string {
  const answer = decide(formula, { maxNodes, without });
  if (answer.kind === 'undecided') return `undecided at ${answer.budget}`;
  if (answer.kind === 'empty') return `empty by ${answer.tier}, ${answer.nodes} nodes`;
  if (!isMember(formula, answer.assignment)) return 'a witness that is none';
  const values = [...answer.assignment].map(([key, value]) => {
    if (value === undefined) return `${key} missing`;
    return value.length > 60 ? `${key} of ${value.length}` : `${key} ${JSON.stringify(value)}`;
  });
  return `${answer.shortest ? '' : 'not shortest '}${values.join(', ') || 'anything'}; ${answer.nodes} nodes`;
}
