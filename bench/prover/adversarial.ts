import { seededRandom } from '../seeded-random';

/** Lists of globs: the words that match one of every list in `all`, and none of `none`. */
export interface GlobSets {
  readonly all: readonly (readonly string[])[];
  readonly none: readonly string[];
}

export interface Family {
  readonly name: string;
  readonly sets: (k: number) => GlobSets;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const without = (allowed: readonly string[], none: readonly string[]): GlobSets => ({ all: [allowed], none });
const both = (...all: readonly (readonly string[])[]): GlobSets => ({ all, none: [] });

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
export const FAMILIES: readonly Family[] = [
  {
    name: 'k star-heavy patterns covered by k rules',
    sets: (k) =>
      without(
        range(k).map((i) => starred(i, k)),
        range(k).map((i) => starred(i, Math.max(1, k >> 1))),
      ),
  },
  {
    name: 'k random patterns against k others',
    sets: (k) => {
      const random = seededRandom(k);
      const list = (length: number) => range(k).map(() => `*${segments(random, length).join('*')}*`);
      return without(list(6), list(4));
    },
  },
  {
    name: 'one star-heavy pattern covered by the last of k',
    sets: (k) =>
      without([interleaved(k)], [...range(k - 1).map((i) => `${interleaved(i + 1)}c*`), interleaved(k - 1)]),
  },
  {
    name: 'one star-heavy pattern against k that almost cover it',
    sets: (k) =>
      without(
        [interleaved(k)],
        range(k).map((i) => `${interleaved(i + 1)}c`),
      ),
  },
  {
    name: 'a ladder of `?`, open',
    sets: (k) =>
      without(
        ['*'],
        range(k).map((i) => '?'.repeat(i)),
      ),
  },
  {
    name: 'a ladder of `?`, closed',
    sets: (k) => without(['*'], [...range(k).map((i) => '?'.repeat(i)), `${'?'.repeat(k)}*`]),
  },
  {
    name: 'a ladder of `?` behind a letter',
    sets: (k) =>
      without(
        ['a*b'],
        range(k).map((i) => `a${'?'.repeat(i)}b`),
      ),
  },
  { name: '`?` behind a star, k of them', sets: (k) => without([`*a${'?'.repeat(k)}b`], ['*bb*']) },
  {
    name: 'star-heavy with clashing ends',
    sets: (k) => both([`a${starred(0, k)}x`], [`a${starred(3, k)}y`]),
  },
  {
    name: 'k with one end, k with another',
    sets: (k) =>
      both(
        range(k).map((i) => `${starred(i, k)}x`),
        range(k).map((i) => `${starred(i, k)}y`),
      ),
  },
  {
    name: 'intersection of k/2 and k/2 segments',
    sets: (k) => {
      const random = seededRandom(k);
      return both([`*${segments(random, k >> 1).join('*')}*`], [`*${segments(random, k >> 1).join('*')}*`]);
    },
  },
];
