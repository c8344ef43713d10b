import * as fc from 'fast-check';
import {
  and,
  decide,
  inShape,
  oneOf,
  repeat,
  type Formula,
  OPTIMISATIONS,
  type Optimisation,
} from '../../../policies/automata';
import { SEED, formulas, runs } from '../../support/formula-arbitraries';
import { holds, wordsUpTo } from '../../support/glob-reference';
import { rounds } from '../../support/rounds';

const without = fc.subarray([...OPTIMISATIONS]);

/** Lengths of the shortest model among short words, missing first; `z` stands for all letters no pattern names. */
function shortestModel(formula: Formula, keys: readonly string[], words: readonly string[]) {
  const values = [undefined, ...words];
  const length = (value: string | undefined) => value?.length ?? 0;
  let best: readonly number[] | undefined;
  const go = (chosen: readonly (string | undefined)[]): void => {
    if (chosen.length < keys.length) return values.forEach((value) => go([...chosen, value]));
    const lengths = chosen.map(length);
    if (best !== undefined && !precedes(lengths, best)) return;
    if (holds(formula, (key) => chosen[keys.indexOf(key)])) best = lengths;
  };
  go([]);
  return best;
}

function precedes(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, length] of a.entries()) if (length !== b[i]) return length < b[i]!;
  return false;
}

function agrees(
  formula: Formula,
  keys: readonly string[],
  words: readonly string[],
  left: readonly Optimisation[],
) {
  const answer = decide(formula, { maxNodes: 20_000, keys, without: left });
  const expected = shortestModel(formula, keys, words);
  if (answer.kind === 'undecided') throw new Error('gave up on a small formula');
  if (answer.kind === 'empty') {
    expect(expected).toBeUndefined();
    return;
  }
  expect(answer.shortest).toBe(true);
  expect(holds(formula, (key) => answer.assignment.get(key))).toBe(true);
  const lengths = keys.map((key) => answer.assignment.get(key)?.length ?? 0);
  // A model that the short words do not show has a long value, and comes before all that they show.
  if (Math.max(...lengths) <= words.at(-1)!.length) expect(lengths).toEqual(expected);
  else expect(expected === undefined || precedes(lengths, expected)).toBe(true);
}

describe(`the engine agrees with trying all short words (seed ${SEED})`, () => {
  it('one key, words of up to 3 of `abABz`, any optimisations omitted', () => {
    const words = wordsUpTo('abABz', 3);
    fc.assert(
      fc.property(formulas(['x']), without, (formula, left) => agrees(formula, ['x'], words, left)),
      runs(rounds({ short: 650, long: 2600 })),
    );
  });

  it('one key in a universe of two letters, where no letter is fresh', () => {
    const words = wordsUpTo('ab', 6);
    const universe = inShape('x', repeat(oneOf('ab')));
    fc.assert(
      fc.property(formulas(['x']), without, (formula, left) =>
        agrees(and(formula, universe), ['x'], words, left),
      ),
      runs(rounds({ short: 400, long: 1500 })),
    );
  });

  it('two keys, shortest in key order', () => {
    const words = wordsUpTo('abABz', 2);
    fc.assert(
      fc.property(formulas(['x', 'y']), without, (formula, left) => agrees(formula, ['x', 'y'], words, left)),
      runs(rounds({ short: 250, long: 900 })),
    );
  });

  it('three keys', () => {
    const words = wordsUpTo('abABz', 1);
    const keys = ['x', 'y', 'z'];
    fc.assert(
      fc.property(formulas(keys, 2), without, (formula, left) => agrees(formula, keys, words, left)),
      runs(rounds({ short: 100, long: 300 })),
    );
  });
});
