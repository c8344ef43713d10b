import { and, inShape, matchesAny, not, oneOf, sequence, type Formula } from '../../policies/automata';
import { seededRandom } from './formula-arbitraries';
import { glob } from './gitlab-like-universe';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Random 3-SAT as globs over words of `variables` bits: a clause is the pattern of the words that falsify it. */
export function satisfiability(variables: number, clauses: number, seed: number): Formula {
  const random = seededRandom(seed);
  const falsified = range(clauses).map(() => {
    const word = range(variables).map(() => '?');
    while (word.filter((bit) => bit !== '?').length < 3) {
      word[Math.floor(random() * variables)] = random() < 0.5 ? '0' : '1';
    }
    return word.join('');
  });
  return and(
    inShape('sub', sequence(...range(variables).map(() => oneOf('01')))),
    not(matchesAny('sub', falsified.map(glob))),
  );
}
