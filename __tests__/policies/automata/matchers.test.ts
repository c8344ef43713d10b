import * as fc from 'fast-check';
import { ANY, STAR, literal, pattern, shapeOf, type Pattern } from '../../../policies/automata';
import { ChainMatcher } from '../../../policies/automata/chain-matcher';
import { ALL, DEAD, type GuessingMatcher, type Matcher } from '../../../policies/automata/matcher';
import { PositionMatcher } from '../../../policies/automata/position-matcher';
import { programOf } from '../../../policies/automata/program';
import { ShapeMatcher } from '../../../policies/automata/shape-matcher';
import { SubsetMatcher } from '../../../policies/automata/subset-matcher';
import { WordsMatcher } from '../../../policies/automata/words-matcher';
import { SEED, patterns, plainPatterns, runs, shapes } from '../../support/formula-arbitraries';
import { globMatches, shapeMatches, wordsUpTo } from '../../support/glob-reference';

const WORDS = [...wordsUpTo('abAz', 3), ...wordsUpTo('ab', 5)];

function after(matcher: Matcher, word: string): number {
  let state = matcher.start;
  for (let i = 0; i < word.length && state >= 0; i++) state = matcher.step(state, word.charCodeAt(i));
  return state;
}

function accepts(matcher: Matcher, state: number): boolean {
  return state === ALL || (state !== DEAD && matcher.accepts(state));
}

/** Whether some run of a guessing matcher accepts. */
function guesses(matcher: GuessingMatcher, word: string): boolean {
  let states = new Set([matcher.start]);
  for (let i = 0; i < word.length; i++) {
    const next = new Set<number>();
    for (const state of states) {
      if (state < 0) next.add(state);
      else next.add(matcher.step(state, word.charCodeAt(i))).add(matcher.fork(state, word.charCodeAt(i)));
    }
    states = next;
  }
  return [...states].some((state) => accepts(matcher, state));
}

function expectLanguage(matcher: Matcher, language: (word: string) => boolean): void {
  expect(WORDS.filter((word) => accepts(matcher, after(matcher, word)) !== language(word))).toEqual([]);
}

/** What a matcher says of itself at every state reached by a short word, checked against its language. */
function expectHonest(
  matcher: Matcher,
  language: (word: string) => boolean,
  continuations: readonly string[],
): void {
  for (const word of wordsUpTo('abAz', 2)) {
    const state = after(matcher, word);
    const lengths = continuations.filter((rest) => language(word + rest)).map((rest) => rest.length);
    if (state < 0) {
      expect(lengths.length).toBe(state === DEAD ? 0 : continuations.length);
      continue;
    }
    expect(matcher.remaining(state)).toBeLessThanOrEqual(Math.min(...lengths));
    const named = new Set(matcher.letters(state));
    const others = ['a', 'b', 'A', 'z', 'q'].filter((letter) => !named.has(letter.charCodeAt(0)));
    if (named.size > 0 || matcher.strict(state)) {
      const targets = new Set(others.map((letter) => matcher.step(state, letter.charCodeAt(0))));
      expect(targets.size).toBeLessThanOrEqual(1);
      if (matcher.strict(state)) expect([...targets].every((target) => target === DEAD)).toBe(true);
    }
  }
}

const CONTINUATIONS = wordsUpTo('abAz', 2);

describe(`matchers accept their language, word by word (seed ${SEED})`, () => {
  it('the chain matcher, for globs whose `?` all stand before the first star', () => {
    fc.assert(
      fc.property(fc.oneof(patterns, plainPatterns), (glob) => {
        fc.pre(!programOf(glob).branching);
        const matcher = new ChainMatcher(programOf(glob));
        for (const word of WORDS)
          expect(accepts(matcher, after(matcher, word))).toBe(globMatches(glob, word));
        expectHonest(matcher, (word) => globMatches(glob, word), CONTINUATIONS);
      }),
      runs(45),
    );
  });

  it('the subset matcher, for all globs', () => {
    fc.assert(
      fc.property(patterns, (glob) => {
        const matcher = new SubsetMatcher(programOf(glob));
        for (const word of WORDS)
          expect(accepts(matcher, after(matcher, word))).toBe(globMatches(glob, word));
        expectHonest(matcher, (word) => globMatches(glob, word), CONTINUATIONS);
      }),
      runs(45),
    );
  });

  it('the position matcher, by some run', () => {
    fc.assert(
      fc.property(patterns, (glob) => {
        const matcher = new PositionMatcher(programOf(glob));
        expect(WORDS.filter((word) => guesses(matcher, word) !== globMatches(glob, word))).toEqual([]);
      }),
      runs(45),
    );
  });

  it('the words matcher, for any list of words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (list) => {
        const matcher = new WordsMatcher(list);
        expectLanguage(matcher, (probe) => list.includes(probe));
        expectHonest(matcher, (probe) => list.includes(probe), CONTINUATIONS);
      }),
      runs(35),
    );
  });

  it('the shape matcher, for all shapes', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const matcher = new ShapeMatcher(shape);
        for (const word of WORDS)
          expect(accepts(matcher, after(matcher, word))).toBe(shapeMatches(shape, word));
      }),
      runs(45),
    );
  });

  it('a glob and its shape are the same language', () => {
    fc.assert(
      fc.property(patterns, (glob) => {
        const matcher = new ShapeMatcher(shapeOf(glob));
        for (const word of WORDS)
          expect(accepts(matcher, after(matcher, word))).toBe(globMatches(glob, word));
      }),
      runs(35),
    );
  });
});

describe('matchers are as small as they promise', () => {
  const reachable = (matcher: Matcher, letters: string): number => {
    const found = new Set([matcher.start]);
    for (const state of found) {
      if (state >= 0) for (const letter of letters) found.add(matcher.step(state, letter.charCodeAt(0)));
    }
    return [...found].filter((state) => state >= 0).length;
  };

  it('a chain has one state per position', () => {
    const glob = pattern([STAR, 'aabaab', STAR, 'abab']);
    expect(reachable(new ChainMatcher(programOf(glob)), 'abz')).toBe(11);
  });

  it('a position matcher has one state per position where subsets double with each `?`', () => {
    const glob = pattern([STAR, 'a', ...Array.from({ length: 9 }, () => ANY as typeof ANY), 'b']);
    expect(reachable(new SubsetMatcher(programOf(glob)), 'abz')).toBeGreaterThan(500);
    expect(reachable(new PositionMatcher(programOf(glob)), 'abz')).toBeLessThanOrEqual(12);
  });

  it('a failure chain of 10,000 letters is walked once', () => {
    const glob: Pattern = pattern([STAR, 'a'.repeat(10_000), 'b']);
    const matcher = new ChainMatcher(programOf(glob));
    expect(after(matcher, 'a'.repeat(20_000))).toBe(10_000);
    expect(accepts(matcher, after(matcher, `${'a'.repeat(20_000)}b`))).toBe(true);
  });

  it('the empty word is a word like any other', () => {
    expect(accepts(new ChainMatcher(programOf(literal(''))), 0)).toBe(true);
    expect(new WordsMatcher([]).start).toBe(DEAD);
    expect(new ChainMatcher(programOf(pattern([STAR]))).start).toBe(ALL);
  });
});
