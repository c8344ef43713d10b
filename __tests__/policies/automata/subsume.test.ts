import * as fc from 'fast-check';
import {
  ASCII_FOLD,
  STAR,
  decide,
  disjointSyntactic,
  literal,
  matches,
  matchesAny,
  minus,
  pattern,
  subsumes,
  and,
} from '../../../policies/automata';
import { SEED, patterns, plainPatterns, runs } from '../../support/formula-arbitraries';
import { glob } from '../../support/gitlab-like-universe';
import { globMatches, overlap, wordsUpTo } from '../../support/glob-reference';

const WORDS = [...wordsUpTo('abAz', 3), ...wordsUpTo('ab', 5)];

describe('subsumes', () => {
  it.each([
    { outer: '*', inner: '', holds: true },
    { outer: 'acme*', inner: 'acme', holds: true },
    { outer: 'acme*', inner: 'acme-evil/*', holds: true },
    { outer: 'acme/*', inner: 'acme*', holds: false },
    { outer: '*a*', inner: '*ba*b', holds: true },
    { outer: '*ab*ba*', inner: '*aba*', holds: false },
    { outer: '?*', inner: '*a', holds: false },
    { outer: '??', inner: 'a?', holds: true },
    { outer: 'a?', inner: '??', holds: false },
    { outer: '?', inner: '*', holds: false },
  ])('`$outer` over `$inner` is $holds', ({ outer, inner, holds }) => {
    expect(subsumes(glob(outer), glob(inner))).toBe(holds);
  });

  it('respects folds: the wider one may cover the narrower, not the other way round', () => {
    expect(subsumes(literal('Main', ASCII_FOLD), literal('maIN'))).toBe(true);
    expect(subsumes(literal('main'), literal('main', ASCII_FOLD))).toBe(false);
    expect(subsumes(literal('1-2'), literal('1-2', ASCII_FOLD))).toBe(true);
    expect(subsumes(pattern(['A', STAR], ASCII_FOLD), pattern(['aB'], ASCII_FOLD))).toBe(true);
  });

  it(`is sound for all patterns (seed ${SEED})`, () => {
    fc.assert(
      fc.property(patterns, patterns, (outer, inner) => {
        fc.pre(subsumes(outer, inner));
        expect(WORDS.filter((word) => globMatches(inner, word) && !globMatches(outer, word))).toEqual([]);
      }),
      { ...runs(200), maxSkipsPerRun: 50 },
    );
  });

  it(`is complete for unions without \`?\`: covered by a union means covered by one member (seed ${SEED})`, () => {
    fc.assert(
      fc.property(patterns, fc.array(plainPatterns, { minLength: 1, maxLength: 4 }), (inner, union) => {
        fc.pre(inner.fold === undefined);
        const answer = decide(minus(matches('x', inner), matchesAny('x', union)), {
          maxNodes: 20_000,
          without: ['tiers'],
        });
        expect(answer.kind === 'empty').toBe(union.some((outer) => subsumes(outer, inner)));
      }),
      runs(300),
    );
  });

  it('takes linear time where a backtracking match does not', () => {
    expect(subsumes(glob(`${'*a'.repeat(200)}*b`), literal('a'.repeat(20_000)))).toBe(false);
  });
});

describe('disjointSyntactic', () => {
  it.each([
    { a: 'acme/*', b: 'evil/*', reason: 'prefix' },
    { a: '*:main', b: '*:dev', reason: 'suffix' },
    { a: 'a?c', b: 'a?d', reason: 'prefix' },
    { a: '??', b: '*a*b*c*', reason: 'length' },
    { a: 'abab', b: '*bb*', reason: 'word' },
    { a: '*a*', b: '*b*', reason: undefined },
    { a: 'a*', b: '*b', reason: undefined },
  ])('of `$a` and `$b` says $reason', ({ a, b, reason }) => {
    expect(disjointSyntactic(glob(a), glob(b))).toBe(reason);
    expect(disjointSyntactic(glob(b), glob(a))).toBe(reason);
  });

  it('respects folds', () => {
    expect(disjointSyntactic(pattern(['A', STAR], ASCII_FOLD), glob('a*'))).toBeUndefined();
    expect(disjointSyntactic(pattern(['A', STAR], ASCII_FOLD), glob('b*'))).toBe('prefix');
  });

  it(`is never wrong, and complete against a word (seed ${SEED})`, () => {
    fc.assert(
      fc.property(patterns, patterns, (a, b) => {
        if (disjointSyntactic(a, b) !== undefined) expect(overlap(a, b)).toBe(false);
        const both = decide(and(matches('x', a), matches('x', b)), { maxNodes: 20_000, without: ['tiers'] });
        expect(both.kind === 'witness').toBe(overlap(a, b));
        const isWord = [a, b].some(
          ({ tokens, fold }) => fold === undefined && tokens.every((token) => token >= 0),
        );
        if (isWord) expect(disjointSyntactic(a, b) === undefined).toBe(overlap(a, b));
      }),
      runs(350),
    );
  });
});
