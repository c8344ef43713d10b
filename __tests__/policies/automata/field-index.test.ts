import * as fc from 'fast-check';
import {
  compileMatcher,
  countBits,
  fieldIndex,
  hasBit,
  pattern,
  ANY,
  STAR,
  type Pattern,
} from '../../../policies/automata';
import { splitPattern, splitText } from '../../../policies/automata/field-split';
import { patternText } from '../../../policies/automata';
import { SEED, patterns, runs } from '../../support/formula-arbitraries';
import { glob } from '../../support/gitlab-like-universe';
import { globMatches, wordsUpTo } from '../../support/glob-reference';

const SEPARATORS = [':ref_type:', ':ref:'];
const split = (source: string) =>
  splitPattern(glob(source), SEPARATORS).map((fields) => fields.map(patternText).join(' | '));

function cells(
  lists: readonly (readonly Pattern[])[],
  separators: readonly string[],
  subjects: readonly string[],
) {
  const rows: string[] = [];
  fieldIndex(lists, separators).eachRow(subjects, (list, matched) => {
    expect(list).toBe(rows.length);
    rows.push(subjects.map((_, subject) => (hasBit(matched, subject) ? '1' : '0')).join(''));
    expect(countBits(matched)).toBe([...rows.at(-1)!].filter((cell) => cell === '1').length);
  });
  return rows;
}

function expected(lists: readonly (readonly Pattern[])[], subjects: readonly string[]) {
  return lists.map((list) => {
    const matches = compileMatcher(list);
    return subjects.map((subject) => (matches(subject) ? '1' : '0')).join('');
  });
}

describe('a pattern splits at the separators', () => {
  it.each([
    { source: 'acme/api:ref_type:branch:ref:main', fields: ['acme/api | branch | main'] },
    { source: 'acme/*:ref_type:*:ref:v*', fields: expect.arrayContaining(['acme/* | * | v*']) },
    { source: 'acme/*', fields: ['acme/* | * | *'] },
    { source: '*:ref:main', fields: ['* | * | *:ref:main', '* | * | ref:main', '* | * | main'] },
    { source: 'acme/api', fields: [] },
    { source: 'a?ref_type:b:ref:c', fields: ['a | b | c'] },
    { source: 'a*type:b:ref:c', fields: expect.arrayContaining(['a* | b | c']) },
  ])('`$source`', ({ source, fields }) => {
    expect(split(source)).toEqual(fields);
  });

  it(`and matches iff its fields match, for every cut of every word (seed ${SEED})`, () => {
    const words = wordsUpTo('ab', 5);
    fc.assert(
      fc.property(patterns, fc.constantFrom(['b'], ['ab'], ['a', 'b'], ['']), (one, separators) => {
        const lists = splitPattern(one, separators);
        const wrong = words.filter((word) => {
          const fields = splitText(word, separators);
          if (fields === undefined) return false;
          const byFields = lists.some((list) => list.every((field, i) => globMatches(field, fields[i]!)));
          return byFields !== globMatches(one, word);
        });
        expect(wrong).toEqual([]);
      }),
      runs(250),
    );
  });
});

describe('the field index', () => {
  const refs = ['main', 'dev', 'v1', 'release/1', 'a:ref:b'];
  const subjects = [
    ...['acme/api', 'acme/web', 'acme/api2', 'evil/acme/api', ''].flatMap((path) =>
      ['branch', 'tag'].flatMap((type) =>
        refs.map((ref) => `project_path:${path}:ref_type:${type}:ref:${ref}`),
      ),
    ),
    'project_path:acme/api',
    '',
    ':ref:main:ref_type:',
  ];

  it('is point matching on every subject, shaped or not', () => {
    const lists = [
      ['project_path:acme/api:ref_type:branch:ref:main'],
      ['project_path:acme/*:ref_type:*:ref:v*', 'project_path:acme/api*'],
      ['*'],
      [],
      ['*:ref:main', '*:ref_type:tag:*'],
      ['?roject_path:*/???:ref_type:branch:ref:*'],
      ['*b'],
      [''],
    ].map((list) => list.map(glob));
    expect(cells(lists, SEPARATORS, subjects)).toEqual(expected(lists, subjects));
  });

  it(`is point matching for random lists and words (seed ${SEED})`, () => {
    const words = [...wordsUpTo('ab', 5), ...wordsUpTo('abA', 3)];
    fc.assert(
      fc.property(fc.array(fc.array(patterns, { maxLength: 3 }), { maxLength: 4 }), (lists) => {
        for (const separators of [['b'], ['a', 'b'], []]) {
          expect(cells(lists, separators, words)).toEqual(expected(lists, words));
        }
      }),
      runs(60),
    );
  });

  it('answers 150 lists against 1,500 subjects, sparse and dense alike', () => {
    const many = Array.from(
      { length: 1500 },
      (_, i) => `project_path:g${i % 9}/p${i % 500}:ref_type:${i % 5 ? 'branch' : 'tag'}:ref:${refs[i % 4]}`,
    );
    const lists = Array.from({ length: 150 }, (_, i) => [
      glob(`project_path:g${i % 9}/p${i}:ref_type:branch:ref:main`),
      glob(`project_path:g${i % 9}/*:ref_type:branch:ref:v*`),
      ...(i % 3 === 0
        ? [glob('project_path:*:ref_type:branch:ref:*1'), pattern([STAR, 'p7', ANY, STAR, 'main'])]
        : []),
    ]);
    expect(cells(lists, SEPARATORS, many)).toEqual(expected(lists, many));
  });
});
