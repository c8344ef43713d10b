import { and, matches, not, or, present } from '../../policies/automata';
import type { Certificate, Formula, PatternAtom } from '../../policies/automata';
import { closedStates } from './certificate-states';
import { covers, overlap } from './glob-reference';
import { Propositions, type Truth } from './propositional';
import type { Run } from './watched-atom';

const atomOf = ({ key, pattern }: PatternAtom): Formula => matches(key, pattern);
const all = (cube: readonly PatternAtom[]): Formula => and(...cube.map(atomOf));

/** Re-validates a certificate by the definition of {@link Certificate}; shares no code with the search. */
export function certifies(root: Formula, certificate: Certificate, run: Run): boolean {
  const logic = new Propositions();
  const check = (goal: Formula, truth: Truth, proof: Certificate): boolean => {
    const outside = (cubes: readonly (readonly PatternAtom[])[]) =>
      and(goal, ...cubes.map((cube) => not(all(cube))));
    switch (proof.kind) {
      case 'constant':
        return logic.refuted(goal, truth);
      case 'split':
        if (!logic.refuted(outside(proof.cubes.map(({ cube }) => cube)), truth)) return false;
        return proof.cubes.every(({ cube, rest }) => check(and(goal, all(cube)), truth, rest));
      case 'states': {
        const { closed, endings, absent } = closedStates(logic, goal, truth, proof, run);
        if (!closed || !check(goal, absent, proof.missing)) return false;
        return proof.words.every(({ rest }, i) => check(goal, endings[i]!, rest));
      }
      case 'covered': {
        const refuted = proof.covered.every(({ cube, facts }) => {
          const known = facts.map(({ key, pattern, other, relation }) => {
            const sound = relation === 'covered' ? covers(other, pattern) : !overlap(other, pattern);
            const then = relation === 'covered' ? matches(key, other) : not(matches(key, other));
            return sound ? or(not(matches(key, pattern)), then) : and();
          });
          return logic.refuted(and(goal, all(cube), ...cube.map(({ key }) => present(key)), ...known), truth);
        });
        const elsewhere = outside(proof.covered.map(({ cube }) => cube));
        if (proof.rest === undefined) return refuted && logic.refuted(elsewhere, truth);
        const dropped = proof.dropped.map((atom) => [logic.name({ kind: 'glob', ...atom }), false] as const);
        const reduced = new Map([...truth, ...dropped]);
        const needless = logic.refuted(and(elsewhere, not(logic.assuming(goal, reduced))), truth);
        return refuted && needless && check(goal, reduced, proof.rest);
      }
    }
  };
  return check(root, new Map(), certificate);
}
