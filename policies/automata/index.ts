/**
 * Formal languages: globs and regular shapes over UTF-16 code units, Boolean formulas over them, and exact decisions.
 *
 * 1. Make patterns from parsed tokens (`pattern(['acme/', STAR])`, `patternOf`, `literal`) and shapes from parts
 *    (`sequence('project_path:', …)`).
 * 2. Make atoms on keys (`matches`, `inShape`, `missing`) and combine them (`and`, `or`, `not`).
 * 3. Ask: `decide(formula, { maxNodes })` is `empty`, `witness` or `undecided`. "A implies B" is `minus(A, B)` empty.
 *
 * A statement about a missing key's value is false. A universe is not an option but a conjunct (`inShape(key, universe)`);
 * keep the shape object, its automaton is kept with it. Nothing here reads text as a pattern or knows what keys mean.
 */
export { ASCII_FOLD, foldOf } from './fold';
export { ANY, STAR, exactText, literal, minimumLength, pattern, patternOf, patternText } from './pattern';
export {
  ALL_UNITS,
  hasUnit,
  unitComplement,
  unitCount,
  unitDifference,
  unitIntersection,
  unitRanges,
  unitUnion,
  unitsBetween,
  unitsIn,
} from './unit-set';
export {
  ANYTHING,
  NOTHING,
  both,
  containing,
  either,
  except,
  oneOf,
  oneOrMore,
  optional,
  repeat,
  sequence,
  shapeOf,
  text,
} from './shape';
export { FALSE, TRUE, and, inShape, matches, matchesAny, minus, missing, not, or, present } from './formula';
export { mapAtoms } from './map-atoms';
export { decide } from './decide';
export { isMember, memberTest } from './member';
export { languageOf } from './language-of';
export { disjointSyntactic, subsumes } from './subsume';
export { compileMatcher } from './point-matcher';
export { fieldIndex } from './field-index';
export { splitPattern } from './field-split';
export { bitset, countBits, hasBit, setBit } from './bitset';

export type { Fold } from './fold';
export type { Pattern, PatternPart } from './pattern';
export type { UnitSet } from './unit-set';
export type { Shape } from './shape';
export type { Assignment, Formula } from './formula';
export { OPTIMISATIONS } from './answer';
export type { Answer, DecideOptions, Optimisation, Tier } from './answer';
export type { Certificate, Covered, Fact, PatternAtom } from './certificate';
export type { Language } from './language';
export type { LanguageAnswer } from './language-of';
export type { PointMatcher } from './point-matcher';
export type { FieldIndex, FieldTable } from './field-index';
export type { Bitset } from './bitset';
