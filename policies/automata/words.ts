import { isLiteral } from './pattern';
import { patternText } from './pattern';
import type { Question } from './question';
import type { Residual } from './residual';

/**
 * The residual with every run of exact values of one key, in a disjunction or (negated) in a conjunction, folded into a
 * single variable for the whole set: thousands of values then cost one automaton.
 *
 * The folded values keep their own variables elsewhere; a set variable occurs once per distinct run.
 */
export function withWords(question: Question, root: Residual): Residual {
  const { store, atoms } = question;
  const sets = new Map<string, number>();
  const done = new Map<Residual, Residual>();

  const fold = (node: Residual): readonly Residual[] => {
    const negated = node.kind === 'and';
    const byKey = new Map<number, number[]>();
    const rest: Residual[] = [];
    for (const part of node.parts) {
      const atom = part.kind === 'literal' && part.negated === negated ? atoms[part.variable] : undefined;
      if (atom?.kind === 'glob' && atom.pattern.fold === undefined && isLiteral(atom.pattern)) {
        const run = byKey.get(atom.key);
        if (run === undefined) byKey.set(atom.key, [part.variable]);
        else run.push(part.variable);
      } else rest.push(visit(part));
    }
    for (const [key, run] of byKey) {
      if (run.length < 3) rest.push(...run.map((variable) => store.literal(variable, negated)));
      else rest.push(store.literal(setVariable(key, run), negated));
    }
    return rest;
  };
  const setVariable = (key: number, run: readonly number[]): number => {
    const name = run.join();
    const known = sets.get(name);
    if (known !== undefined) return known;
    const words = run.map((variable) => {
      const atom = atoms[variable]!;
      return atom.kind === 'glob' ? patternText(atom.pattern) : '';
    });
    const variable = question.add({ kind: 'words', key, words });
    sets.set(name, variable);
    return variable;
  };
  const visit = (node: Residual): Residual => {
    if (node.parts.length === 0) return node;
    const known = done.get(node);
    if (known !== undefined) return known;
    const made = node.kind === 'and' ? store.and(fold(node)) : store.or(fold(node));
    done.set(node, made);
    return made;
  };
  return visit(root);
}
