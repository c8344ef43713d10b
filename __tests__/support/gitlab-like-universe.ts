import {
  ANY,
  ANYTHING,
  STAR,
  both,
  containing,
  either,
  except,
  inShape,
  matchesAny,
  minus,
  oneOf,
  oneOrMore,
  pattern,
  repeat,
  sequence,
  unitComplement,
  unitRanges,
  unitUnion,
  unitsIn,
  and,
  type Formula,
  type Pattern,
  type Shape,
} from '../../policies/automata';

/** A pattern as tests write it: `*` and `?` are wildcards, there is no escape. */
export function glob(source: string): Pattern {
  return pattern(source.split(/([*?])/).map((part) => (part === '*' ? STAR : part === '?' ? ANY : part)));
}

const WORD = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_';
const segment = sequence(oneOf(WORD), repeat(oneOf(`${WORD}-.`)));
const path = sequence(segment, oneOrMore(sequence('/', segment)));
const refUnits = unitComplement(unitUnion(unitRanges([0, 32, 127, 127]), unitsIn('~^:?*[\\')));

/** What git admits as a ref name, for the tests' purposes. */
const refShape: Shape = both(
  oneOrMore(oneOf(refUnits)),
  ...['..', '//', '@{', '/.', '.lock/'].map((part) => except(containing(part))),
  except(sequence(either('.', '/'), ANYTHING)),
  except(sequence(ANYTHING, either('/', '.', '.lock'))),
  except(either('@')),
);

/** Subjects such as GitLab writes them. */
const subjectShape: Shape = sequence(
  'project_path:',
  path,
  ':ref_type:',
  either('branch', 'tag'),
  ':ref:',
  refShape,
);

export const universe: Formula = inShape('sub', subjectShape);

/** `allowed` without `covering`, on the key `sub`. */
export function without(allowed: readonly string[], covering: readonly string[]): Formula {
  return minus(matchesAny('sub', allowed.map(glob)), matchesAny('sub', covering.map(glob)));
}

/** The same within the universe. */
export function withoutInUniverse(allowed: readonly string[], covering: readonly string[]): Formula {
  return and(universe, without(allowed, covering));
}
