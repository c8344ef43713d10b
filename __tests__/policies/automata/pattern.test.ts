import * as fc from 'fast-check';
import {
  ANY,
  ASCII_FOLD,
  STAR,
  foldOf,
  literal,
  minimumLength,
  pattern,
  patternOf,
  patternText,
} from '../../../policies/automata';
import { isLiteral } from '../../../policies/automata/pattern';
import { signatureOf } from '../../../policies/automata/program';
import { SEED, runs } from '../../support/formula-arbitraries';
import { globMatches, wordsUpTo } from '../../support/glob-reference';

describe('patterns', () => {
  it.each([
    { note: 'stars collapse', tokens: [STAR, STAR, 97, STAR, STAR], text: '*a*' },
    { note: '`*?` is `?*`', tokens: [STAR, ANY], text: '?*' },
    { note: 'a star waits behind all `?`', tokens: [97, STAR, ANY, STAR, ANY, 98], text: 'a??*b' },
    { note: 'a trailing star stays last', tokens: [ANY, STAR, ANY], text: '??*' },
    { note: 'nothing is the empty word', tokens: [], text: '' },
  ])('are normalised: $note', ({ tokens, text }) => {
    expect(patternText(patternOf(tokens))).toBe(text);
  });

  it(`keep their language when normalised (seed ${SEED})`, () => {
    const words = wordsUpTo('ab', 4);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(STAR, ANY, 97, 98), { maxLength: 7 }), (tokens) => {
        const normal = patternOf(tokens);
        expect(words.filter((word) => globMatches(normal, word) !== globMatches({ tokens }, word))).toEqual(
          [],
        );
      }),
      runs(150),
    );
  });

  it.each([0x10000, -3, 1.5, Number.NaN])('refuse the token %p', (token) => {
    expect(() => patternOf([token])).toThrow(
      new RangeError(`ERR_AUTOMATA_TOKEN: expected a code unit, STAR or ANY, got \`${token}\``),
    );
  });

  it('take text unit by unit, wildcard letters included', () => {
    const stars = literal('*?\u{1f600}');
    expect(stars.tokens).toEqual([0x2a, 0x3f, 0xd83d, 0xde00]);
    expect(isLiteral(stars)).toBe(true);
    expect(isLiteral(pattern(['a', ANY]))).toBe(false);
  });

  it('know their shortest match', () => {
    expect(minimumLength(pattern(['ab', STAR, ANY]))).toBe(3);
  });

  it('have equal signatures only when they are equal', () => {
    const sources = [
      pattern(['a', STAR]),
      literal('a*'),
      pattern(['a', ANY]),
      literal('a?'),
      literal('a'),
      literal('a', ASCII_FOLD),
      literal('a|~ascii'),
      pattern([STAR, 'a']),
      literal('*a'),
      literal('a,0'),
      pattern([]),
    ];
    expect(new Set(sources.map((source) => signatureOf(source))).size).toBe(sources.length);
    expect(signatureOf(pattern(['a', STAR]))).toBe(signatureOf(patternOf([97, STAR, STAR])));
  });
});

describe('folds', () => {
  it('are equivalences: every member names the same class', () => {
    const thirds = foldOf('thirds', (unit) => Math.floor(unit / 3));
    for (const unit of [0, 1, 2, 3, 97, 98, 65_535]) {
      const members = thirds.members(unit);
      expect(members).toContain(unit);
      for (const member of members) expect(thirds.members(member)).toEqual(members);
    }
  });

  it('of ASCII join the two cases of a letter and nothing else', () => {
    expect(ASCII_FOLD.members(0x61)).toEqual([0x41, 0x61]);
    expect(ASCII_FOLD.members(0x41)).toEqual([0x41, 0x61]);
    expect(ASCII_FOLD.members(0x5f)).toEqual([0x5f]);
    expect(ASCII_FOLD.members(0xe4)).toEqual([0xe4]);
  });
});
