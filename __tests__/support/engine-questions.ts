import {
  ANYTHING,
  ASCII_FOLD,
  TRUE,
  and,
  inShape,
  literal,
  matches,
  matchesAny,
  minus,
  missing,
  not,
  oneOf,
  or,
  pattern,
  present,
  repeat,
  sequence,
  STAR,
  type Formula,
} from '../../policies/automata';
import { glob, universe, without, withoutInUniverse } from './gitlab-like-universe';

const API = 'project_path:acme/api:';
const ALL = 'project_path:acme/*:';
const letters = [...'abcdefgh'];
const many = (count: number, source: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => source(i));
const ab = inShape('sub', repeat(oneOf('ab')));
const aud = (value: string) => matches('aud', literal(value));

/** Fixed questions about the engine, one thought each; their answers and node counts are pinned. */
export const questions: Readonly<Record<string, Formula>> = {
  'a value within a prefix': withoutInUniverse([`${API}ref_type:branch:ref:main`], [`${API}*`]),
  'a value that is not covered': withoutInUniverse(
    [`${API}ref_type:branch:ref:main`],
    [`${API}ref_type:branch:ref:m`],
  ),
  'an open prefix swallows another project': withoutInUniverse(['project_path:acme/api*'], [`${API}*`]),
  'all branches against main and release': withoutInUniverse(
    [`${ALL}ref_type:branch:ref:*`],
    [`${ALL}ref_type:branch:ref:main`, `${ALL}ref_type:branch:ref:release/*`],
  ),
  'branch and tag together are everything, in the universe': withoutInUniverse(
    ['project_path:acme/*'],
    [`${ALL}ref_type:branch:ref:*`, `${ALL}ref_type:tag:ref:*`],
  ),
  'branch and tag together are not everything without it': without(
    ['project_path:acme/*'],
    [`${ALL}ref_type:branch:ref:*`, `${ALL}ref_type:tag:ref:*`],
  ),
  'a ref named like another type': withoutInUniverse(
    [`${ALL}ref_type:branch:*`],
    [`${ALL}ref_type:branch:ref:*`],
  ),
  'a star across fields': withoutInUniverse([`${ALL}ref:main`], [`${ALL}ref_type:branch:ref:main`]),
  'eight patterns against four rules': withoutInUniverse(
    letters.map((letter) => `project_path:acme/${letter}:ref_type:branch:ref:release/*`),
    [`${ALL}ref_type:branch:ref:rel*`, `${ALL}ref:main`, 'project_path:x:*', '*tag*'],
  ),
  'six exclusions': and(
    universe,
    not(
      matchesAny(
        'sub',
        ['project_path:a/*', '*:ref:main', '*:ref:v*', '*tag*', '*evil/*', '*release*'].map(glob),
      ),
    ),
  ),
  'forty exclusions': and(universe, not(matchesAny('sub', many(40, (i) => `*x${i}*`).map(glob)))),
  'the shortest subject': universe,
  'a version tag with `?`': withoutInUniverse(
    [`${API}ref_type:tag:ref:v?.?.?`],
    [`${API}ref_type:tag:ref:v*`],
  ),
  '`?` behind a star within the universe': withoutInUniverse(
    [`${ALL}ref:v?.?`],
    [`${ALL}ref_type:tag:ref:v*`, `${ALL}ref_type:branch:ref:v*`],
  ),
  'a ref may not end in .lock': and(universe, matchesAny('sub', [glob('*.lock')])),
  'a ref may not contain two dots': and(universe, matchesAny('sub', [glob('*:ref:*..*')])),
  'a path with a dot': and(universe, matchesAny('sub', [glob('*.*:ref_type:*')])),
  'no letter is fresh: both excluded': and(ab, not(matchesAny('sub', ['*a*', '*b*', ''].map(glob)))),
  'no letter is fresh: one repeated': and(
    ab,
    not(matchesAny('sub', ['*ab*', '*ba*', 'a*a', '', 'b'].map(glob))),
  ),
  'no letter is fresh: all pairs': and(
    ab,
    matches('sub', glob('?????*')),
    not(matchesAny('sub', ['*aa*', '*bab*'].map(glob))),
  ),
  'case does not matter': minus(
    matches('sub', pattern(['Main', STAR], ASCII_FOLD)),
    matches('sub', pattern(['main', STAR])),
  ),
  'case does not matter on both sides': minus(
    matches('sub', pattern(['Main', STAR], ASCII_FOLD)),
    matches('sub', pattern(['mAIN', STAR], ASCII_FOLD)),
  ),
  'every letter but the named ones': and(
    matches('sub', glob('?')),
    not(
      matchesAny(
        'sub',
        [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => literal(letter)),
      ),
    ),
  ),
  'two keys, one free': and(matches('sub', glob('a*')), not(aud('sts'))),
  'two keys, neither may fail': minus(
    or(and(matches('sub', glob('a*')), aud('x')), and(matches('sub', glob('b*')), aud('y'))),
    or(and(matches('sub', glob('a*')), aud('x')), and(matches('sub', glob('b?*')), aud('y'))),
  ),
  'two keys, holds crosswise': minus(
    and(matches('sub', glob('a*b')), matches('aud', glob('x*y'))),
    and(matches('sub', glob('a*')), matches('aud', glob('*y'))),
  ),
  'thirty statements with a key each': minus(
    or(
      ...many(30, (i) => `s${i}*`).map((source, i) =>
        and(matches('sub', glob(source)), matches('id', literal(`${i}`))),
      ),
    ),
    or(
      ...many(30, () => `s*`).map((source, i) =>
        and(matches('sub', glob(source)), matches('id', literal(`${i}`))),
      ),
    ),
  ),
  'a negated atom admits the missing key': not(matches('sub', glob('*'))),
  'present and nothing else': present('sub'),
  'missing or too long': or(and(missing('sub'), missing('aud')), matches('sub', glob('?????'))),
  'a missing key fails a plain atom': and(missing('sub'), matches('sub', glob('*'))),
  'a tautology': or(missing('sub'), present('sub'), TRUE),
  '5,000 values within a prefix': without(
    many(5000, (i) => `${API}${i}`),
    [`${API}*`],
  ),
  '5,000 values but one': without(
    many(5000, (i) => `${API}${i}`),
    many(4999, (i) => `${API}${i + 1}`),
  ),
  '5,000 patterns around one': withoutInUniverse(
    ['project_path:acme/p77:*'],
    many(5000, (i) => `project_path:acme/p${i}:ref_type:branch:*`),
  ),
  '10,000 letters against stars': without([`a${'*a'.repeat(5000)}`], [`${'*a'.repeat(4999)}*b`]),
  '10,000 letters with `?`': without(['a?'.repeat(5000)], ['*a?b?'.repeat(2000)]),
  'a shape against its glob': and(
    inShape('sub', sequence('a', repeat(oneOf('ab')), 'b')),
    not(matches('sub', glob('a*b'))),
  ),
  'twelve `?` behind a star, one position at a time': and(
    matches('sub', glob('*a????????????b')),
    not(inShape('sub', sequence(ANYTHING, 'b'))),
  ),
};
