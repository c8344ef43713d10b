import { FAMILIES, type GlobSets } from '../../../bench/prover/adversarial';
import { and, decide, matchesAny, not, type Formula } from '../../../policies/automata';
import { glob } from '../../support/gitlab-like-universe';
import { satisfiability } from '../../support/satisfiability';
import { verdictLine } from '../../support/verdict-line';

const SIZES = [10, 50, 100, 200];

/** Answer and stored product states at each size. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'k star-heavy patterns covered by k rules': [
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
  ],
  'k random patterns against k others': [
    'sub "adcaacddbb"; 43 nodes',
    'sub "baabcbca"; 39 nodes',
    'sub "ababaacb"; 39 nodes',
    'sub "abcbaaad"; 76 nodes',
  ],
  'one star-heavy pattern covered by the last of k': [
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
  ],
  'one star-heavy pattern against k that almost cover it': [
    'sub "abababababababababab"; 20 nodes',
    'sub of 100; 100 nodes',
    'sub of 200; 200 nodes',
    'sub of 400; 400 nodes',
  ],
  'a ladder of `?`, open': [
    'sub "aaaaaaaaaa"; 10 nodes',
    'sub "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; 50 nodes',
    'sub of 100; 100 nodes',
    'sub of 200; 200 nodes',
  ],
  'a ladder of `?`, closed': [
    'empty by search, 10 nodes',
    'empty by search, 50 nodes',
    'empty by search, 100 nodes',
    'empty by search, 200 nodes',
  ],
  'a ladder of `?` behind a letter': [
    'sub "abbbbbbbbbbb"; 21 nodes',
    'sub "abbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"; 101 nodes',
    'sub of 102; 201 nodes',
    'sub of 202; 401 nodes',
  ],
  '`?` behind a star, k of them': [
    'sub "accccccccccb"; 11 nodes',
    'sub "accccccccccccccccccccccccccccccccccccccccccccccccccb"; 51 nodes',
    'sub of 102; 101 nodes',
    'sub of 202; 201 nodes',
  ],
  'star-heavy with clashing ends': [
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
  ],
  'k with one end, k with another': [
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
    'empty by syntactic, 0 nodes',
  ],
  'intersection of k/2 and k/2 segments': [
    'sub "dcabcbbaadabcbdc"; 64 nodes',
    'sub of 74; 1016 nodes',
    'sub of 145; 3968 nodes',
    'sub of 310; 15980 nodes',
  ],
};

function formulaOf({ all, none }: GlobSets): Formula {
  const any = (sources: readonly string[]): Formula => matchesAny('sub', sources.map(glob));
  return and(...all.map(any), not(any(none)));
}

describe('families that defeat other engines are answered at k = 10, 50, 100 and 200', () => {
  it.each(FAMILIES)('$name', ({ name, sets }) => {
    expect(SIZES.map((k) => verdictLine(formulaOf(sets(k))))).toEqual(EXPECTED[name]);
  });
});

describe('what is hard stays within the budget and says so', () => {
  it('3-SAT as `?` globs, 14 variables, is undecided and names the budget', () => {
    const answer = decide(satisfiability(14, 80, 5), { maxNodes: 2000 });
    expect(answer).toMatchObject({ kind: 'undecided', budget: 2000 });
    expect(answer.nodes).toBeGreaterThanOrEqual(2000);
    expect(answer.nodes).toBeLessThan(2100);
  });

  it('a smaller one is decided, and running out is never taken for empty', () => {
    const formula = satisfiability(8, 20, 5);
    const decided = decide(formula, { maxNodes: 50_000 });
    expect(decided.kind).toBe('witness');
    for (let maxNodes = 1; maxNodes < 60; maxNodes++) {
      const answer = decide(formula, { maxNodes });
      expect(['undecided', 'witness']).toContain(answer.kind);
      if (answer.kind === 'undecided') expect(answer.budget).toBe(maxNodes);
    }
  });
});
