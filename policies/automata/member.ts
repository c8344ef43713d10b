import type { Assignment, Formula } from './formula';
import { ALL, DEAD, type Matcher } from './matcher';
import { Product } from './product';
import { questionOf } from './question';

/**
 * Whether an assignment satisfies a formula, by running the automata a proof would run. A key that is not in the
 * assignment is missing. Cost: one step per atom and letter.
 */
export function isMember(formula: Formula, assignment: Assignment): boolean {
  return memberTest(formula)(assignment);
}

/** The same for many assignments: the formula is prepared once, its automata grow as they are walked. */
export function memberTest(formula: Formula): (assignment: Assignment) => boolean {
  const question = questionOf(formula);
  const { keys, atoms, root, store } = question;
  const products = keys.map((_, key) => new Product(question, key, root, false));
  return (assignment) => {
    const rest = store.restrict(root, (variable) => {
      const atom = atoms[variable]!;
      const value = assignment.get(keys[atom.key]!);
      if (atom.kind === 'missing') return value === undefined ? 1 : 0;
      return value !== undefined && accepts(products[atom.key]!.matcher(variable), value) ? 1 : 0;
    });
    return rest.kind === 'true';
  };
}

function accepts(matcher: Matcher, word: string): boolean {
  let state = matcher.start;
  for (let i = 0; i < word.length && state >= 0; i++) state = matcher.step(state, word.charCodeAt(i));
  return state === ALL || (state !== DEAD && matcher.accepts(state));
}
