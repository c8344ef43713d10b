import { and, inShape, matchesAny, not, oneOf, sequence, type Formula } from '../../policies/automata';
import { seededRandom } from './formula-arbitraries';
import { glob, without } from './gitlab-like-universe';

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const any = (sources: readonly string[]): Formula => matchesAny('sub', sources.map(glob));

/** `*a*b*c*…`, `length` letters out of eight, from letter `start` on. */
function starred(start: number, length: number): string {
  return `*${range(length)
    .map((i) => 'abcdefgh'[(start + i) % 8])
    .join('*')}*`;
}

/** `*a*b*a*b*…*`, `pairs` times. */
function interleaved(pairs: number): string {
  return `*${'a*b*'.repeat(pairs)}`;
}

function segments(random: () => number, count: number): readonly string[] {
  const letter = () => 'abcd'[Math.floor(random() * 4)]!;
  return range(count).map(() =>
    range(1 + Math.floor(random() * 3))
      .map(letter)
      .join(''),
  );
}

/** Families that defeat solvers or naive automata, by size. */
export const families: Readonly<Record<string, (k: number) => Formula>> = {
  'k star-heavy patterns covered by k rules': (k) =>
    without(
      range(k).map((i) => starred(i, k)),
      range(k).map((i) => starred(i, Math.max(1, k >> 1))),
    ),
  'k random patterns against k others': (k) => {
    const random = seededRandom(k);
    const list = (length: number) => range(k).map(() => `*${segments(random, length).join('*')}*`);
    return without(list(6), list(4));
  },
  'one star-heavy pattern covered by the last of k': (k) =>
    without([interleaved(k)], [...range(k - 1).map((i) => `${interleaved(i + 1)}c*`), interleaved(k - 1)]),
  'one star-heavy pattern against k that almost cover it': (k) =>
    without(
      [interleaved(k)],
      range(k).map((i) => `${interleaved(i + 1)}c`),
    ),
  'a ladder of `?`, open': (k) =>
    without(
      ['*'],
      range(k).map((i) => '?'.repeat(i)),
    ),
  'a ladder of `?`, closed': (k) =>
    without(['*'], [...range(k).map((i) => '?'.repeat(i)), `${'?'.repeat(k)}*`]),
  'a ladder of `?` behind a letter': (k) =>
    without(
      ['a*b'],
      range(k).map((i) => `a${'?'.repeat(i)}b`),
    ),
  '`?` behind a star, k of them': (k) => and(any([`*a${'?'.repeat(k)}b`]), not(any(['*bb*']))),
  'star-heavy with clashing ends': (k) => and(any([`a${starred(0, k)}x`]), any([`a${starred(3, k)}y`])),
  'k with one end, k with another': (k) =>
    and(any(range(k).map((i) => `${starred(i, k)}x`)), any(range(k).map((i) => `${starred(i, k)}y`))),
  'intersection of k/2 and k/2 segments': (k) => {
    const random = seededRandom(k);
    return and(
      any([`*${segments(random, k >> 1).join('*')}*`]),
      any([`*${segments(random, k >> 1).join('*')}*`]),
    );
  },
};

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
  return and(inShape('sub', sequence(...range(variables).map(() => oneOf('01')))), not(any(falsified)));
}
