import * as fc from 'fast-check';
import { ANY, STAR, ASCII_FOLD, compileMatcher, literal, pattern } from '../../../policies/automata';
import { SEED, patterns, plainPatterns, runs } from '../../support/formula-arbitraries';
import { glob } from '../../support/gitlab-like-universe';
import { globMatches, wordsUpTo } from '../../support/glob-reference';

const WORDS = [...wordsUpTo('abAz', 3), ...wordsUpTo('ab', 6)];

describe('point matchers', () => {
  it(`match what some pattern of the list matches (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(patterns, plainPatterns), { maxLength: 3 }), (list) => {
        const matches = compileMatcher(list);
        const expected = (word: string) => list.some((one) => globMatches(one, word));
        expect(WORDS.filter((word) => matches(word) !== expected(word))).toEqual([]);
      }),
      runs(250),
    );
  });

  it('find values among 5,000 and respect a fold', () => {
    const matches = compileMatcher([
      ...Array.from({ length: 5000 }, (_, i) => literal(`v${i}`)),
      literal('Main', ASCII_FOLD),
    ]);
    expect(['v0', 'v4999', 'mAIN'].every(matches)).toBe(true);
    expect(['v5000', 'V1', 'main '].some(matches)).toBe(false);
  });

  it.each([
    { note: 'letters', one: glob(`${'*a'.repeat(200)}*ba`) },
    {
      note: '`?`',
      one: pattern([...Array.from({ length: 200 }, () => [STAR, 'a', ANY] as const).flat(), STAR, 'b', ANY]),
    },
    {
      note: 'a fold',
      one: pattern(
        [...Array.from({ length: 200 }, () => [STAR, 'A'] as const).flat(), STAR, 'BA'],
        ASCII_FOLD,
      ),
    },
  ])('200 stars with $note against 20,000 letters do not backtrack', ({ one }) => {
    const matches = compileMatcher([one]);
    expect(matches('a'.repeat(20_000))).toBe(false);
    expect(matches(`${'a'.repeat(20_000)}ba`)).toBe(true);
  });
});
