import {
  ASCII_FOLD,
  and,
  inShape,
  isMember,
  languageOf,
  literal,
  matches,
  not,
  oneOf,
  or,
  repeat,
  sequence,
  type Formula,
  type Language,
} from '../../../policies/automata';
import { SEED, seededRandom } from '../../support/formula-arbitraries';
import { glob, universe, withoutInUniverse } from '../../support/gitlab-like-universe';

function language(formula: Formula): Language {
  const answer = languageOf(formula, { maxNodes: 5000 });
  if (answer.kind === 'undecided') throw new Error('gave up');
  return answer.language;
}

const x = (source: string): Formula => matches('x', glob(source));
const UNITS = 65_536n;

describe('counting', () => {
  it.each([
    { note: 'a word', formula: x('abc'), length: 10, count: 1n },
    { note: 'a word that is too long', formula: x('abc'), length: 2, count: 0n },
    { note: 'one unit', formula: x('?'), length: 1, count: UNITS },
    { note: 'everything up to two units', formula: x('*'), length: 2, count: 1n + UNITS + UNITS * UNITS },
    { note: 'everything but a letter', formula: and(x('?'), not(x('a'))), length: 1, count: UNITS - 1n },
    {
      note: 'two cases of two letters',
      formula: matches('x', literal('ab', ASCII_FOLD)),
      length: 2,
      count: 4n,
    },
    { note: 'bit strings', formula: inShape('x', repeat(oneOf('01'))), length: 9, count: 1023n },
    {
      note: 'a star within letters',
      formula: and(x('a*'), inShape('x', repeat(oneOf('ab')))),
      length: 4,
      count: 15n,
    },
    { note: 'nothing', formula: and(x('a'), x('b')), length: 5, count: 0n },
  ])('$note', ({ formula, length, count }) => {
    expect(language(formula).count(length)).toBe(count);
    expect(language(formula).roughCount(length)).toBe(Number(count));
  });

  it('measures how much a policy admits, in a universe of infinitely many subjects', () => {
    const all = language(universe).count(60);
    const open = language(and(universe, matches('sub', glob('project_path:acme/*')))).count(60);
    const narrow = language(and(universe, matches('sub', glob('project_path:acme/api:*')))).count(60);
    expect(all > open && open > narrow && narrow > 0n).toBe(true);
  });
});

describe('members', () => {
  it('are listed shortest first, one for each way', () => {
    expect(language(or(x('b'), x('aa'), x('a'))).list(10)).toEqual(['a', 'b', 'aa']);
    expect(language(x('v?*')).list(3)).toEqual(['va', 'vaa', 'vaaa']);
    expect(language(and(x('a'), x('b'))).list(3)).toEqual([]);
    expect(language(inShape('x', sequence('a', repeat(oneOf('b'))))).list(3)).toEqual(['a', 'ab', 'abb']);
  });

  it(`are drawn by a walk that never fails (seed ${SEED})`, () => {
    const formula = withoutInUniverse(['project_path:acme/*'], ['*:ref:main', '*.*']);
    const random = seededRandom(SEED);
    const members = language(formula);
    const drawn = Array.from({ length: 200 }, () => members.sample(random, 80)!);
    expect(drawn.filter((word) => !isMember(formula, new Map([['sub', word]])))).toEqual([]);
    expect(new Set(drawn).size).toBeGreaterThan(150);
    expect(Math.max(...drawn.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('are drawn the same for the same seed, and not at all where there are none', () => {
    const members = language(x('a*b?'));
    expect(members.sample(seededRandom(1), 20)).toBe(members.sample(seededRandom(1), 20));
    expect(members.shortest).toBe(3);
    expect(members.sample(seededRandom(1), 2)).toBeUndefined();
    expect(language(and(x('a'), x('b'))).sample(seededRandom(1), 20)).toBeUndefined();
    expect(language(inShape('x', oneOf([0xd800, 0xdfff]))).sample(seededRandom(1), 1)).toMatch(
      /^[\ud800-\udfff]$/,
    );
  });
});

describe('the values of one key of several', () => {
  const y = (text: string): Formula => matches('y', glob(text));
  const values = (formula: Formula): readonly string[] => {
    const answer = languageOf(formula, { maxNodes: 1000, key: 'x' });
    return answer.kind === 'language' ? answer.language.list(10) : ['undecided'];
  };

  it('are those for which the others can be chosen to fit', () => {
    expect(values(or(and(x('a'), y('b')), and(x('b'), y('c'), not(y('*')))))).toEqual(['a']);
    expect(values(and(or(x('a'), x('ab')), not(y('*'))))).toEqual(['a', 'ab']);
    expect(values(or(and(x('a'), y('b')), and(x('a'), y('c'))))).toEqual(['a']);
  });

  it('are all there are where the key is not asked about', () => {
    const answer = languageOf(y('b'), { maxNodes: 10, key: 'x' });
    expect(answer.kind === 'language' && answer.language.count(1)).toBe(65_537n);
  });
});

describe('what a language cannot be made of', () => {
  it('several keys', () => {
    expect(() => languageOf(and(x('a'), matches('y', glob('a'))), { maxNodes: 10 })).toThrow(
      new RangeError('ERR_AUTOMATA_KEYS: expected a formula about one key, got `x`, `y`'),
    );
  });

  it('more states than the budget', () => {
    expect(languageOf(x('*a????????b'), { maxNodes: 20 })).toEqual({ kind: 'undecided', budget: 20 });
  });
});
