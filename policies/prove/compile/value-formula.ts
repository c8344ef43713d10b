import {
  STAR,
  and,
  except,
  inShape,
  literal,
  matches,
  matchesAny,
  not,
  or,
  pattern,
  present,
  FALSE,
  type Formula,
  type Pattern,
  type Shape,
} from '../../automata/index';
import { unreachable } from '../../errors';
import {
  literalText,
  parsePattern,
  substitute,
  type Comparison,
  type Operator,
  type PatternSyntax,
  type PatternToken,
  type ValueTest,
} from '../../trust/index';
import { REMEDIES, WHY_VARIABLE } from '../remedies';
import { isArn, matchesArn } from './arn-formula';
import { equalsIgnoringCase } from './ignore-case';
import { INTEGERS, asInteger, integersBelow, placeOf } from './integer-shape';
import { constantLookup, isSettled, type KeyUniverse } from './key-universe';
import type { OpaqueParts } from './opaque';
import { LOWER_FOLD, globOf, isPlainLower } from './text-pattern';

/** The values of one condition, and what is known around them. */
export interface ValueQuestion {
  readonly row: Operator;
  readonly values: readonly string[];
  readonly syntax: PatternSyntax;
  /** The operator's own test: used for single values where its language is not regular. */
  readonly test: ValueTest;
  /** Key in lower case. */
  readonly key: string;
  readonly universe: KeyUniverse;
  readonly opaque: OpaqueParts;
}

/** The variable has a value, and the value satisfies the operator, its negation included. */
export function valueFormula(variable: string, question: ValueQuestion): Formula {
  const { language } = question.row;
  switch (language.kind) {
    case 'text':
      return textFormula(variable, question, language.fold === 'lower');
    case 'arn':
      return arnFormula(variable, question);
    case 'truth':
      return truthFormula(variable, question);
    case 'order': {
      const { of, comparison } = language;
      return triedFormula(
        variable,
        question,
        of === 'number' ? integersThat(comparison, question.values) : undefined,
      );
    }
    case 'bytes':
    case 'network':
    case 'presence':
      return triedFormula(variable, question, undefined);
    default:
      return unreachable(language);
  }
}

/** A name that only conditions with the same meaning share. */
function nameOf(variable: string, { row, values, syntax }: ValueQuestion): string {
  return `${row.name} ${variable} ${JSON.stringify(values)}${syntax.variables ? '' : ' as written'}`;
}

interface ReadValues {
  /** Values without a variable, or whose variables are the same in every token. */
  readonly closed: readonly (readonly PatternToken[])[];
  /** Values with a variable that differs from token to token. */
  readonly open: readonly (readonly PatternToken[])[];
}

function readValues({ values, syntax, universe }: ValueQuestion): ReadValues {
  const closed: (readonly PatternToken[])[] = [];
  const open: (readonly PatternToken[])[] = [];
  const lookup = constantLookup(universe);
  for (const value of values) {
    const tokens = parsePattern(value, syntax);
    if (tokens.every((token) => token.kind !== 'variable' || isSettled(universe, token.key))) {
      const settled = substitute(tokens, lookup);
      if (settled !== undefined) closed.push(settled);
    } else open.push(tokens);
  }
  return { closed, open };
}

function textFormula(variable: string, question: ValueQuestion, ignoreCase: boolean): Formula {
  const { row } = question;
  const { closed, open } = readValues(question);
  const exact: Formula[] = ignoreCase
    ? closed.map((tokens) => equalsIgnoringCase(variable, literalText(tokens)))
    : closed.map((tokens) => matches(variable, globOf(tokens)));
  if (open.length > 0) {
    const part = { name: nameOf(variable, question), why: WHY_VARIABLE, give: REMEDIES.policy_variable.give };
    const bound = open.map((tokens) => (ignoreCase ? foldedGlob(tokens) : globOf(tokens)));
    exact.push(and(question.opaque.formula(part, !row.negated), matchesAny(variable, bound)));
  }
  const matched = or(...exact);
  return row.negated ? and(present(variable), not(matched)) : matched;
}

/** All that an ignore-case value with variables may match. */
function foldedGlob(tokens: readonly PatternToken[]): Pattern {
  const lower = tokens.map((token) =>
    token.kind === 'literal' ? { ...token, text: token.text.toLowerCase() } : token,
  );
  const plain = lower.every((token) => token.kind !== 'literal' || isPlainLower(token.text));
  return plain ? globOf(lower, LOWER_FOLD) : pattern([STAR]);
}

function arnFormula(variable: string, question: ValueQuestion): Formula {
  const { negated } = question.row;
  const { closed, open } = readValues(question);
  const matched = open.length === 0 ? matchesArn(variable, closed) : undefined;
  if (matched === undefined) {
    const part = { name: nameOf(variable, question), why: WHY_VARIABLE, give: REMEDIES.policy_variable.give };
    return and(question.opaque.formula(part, true), isArn(variable));
  }
  return negated ? and(isArn(variable), not(matched)) : matched;
}

/** `Bool` knows two values: what reads `true` in any case, and everything else. */
function truthFormula(variable: string, { test }: ValueQuestion): Formula {
  const reads = equalsIgnoringCase(variable, 'true');
  const parts: Formula[] = [];
  if (test('true', () => undefined) === true) parts.push(reads);
  if (test('false', () => undefined) === true) parts.push(and(present(variable), not(reads)));
  return or(...parts);
}

/** The whole numbers that satisfy a comparison with one of the numbers. */
function integersThat(comparison: Comparison, values: readonly string[]): Shape | undefined {
  const places = values.flatMap((value) => placeOf(value) ?? []);
  if (places.length === 0 || places.length < values.length) return undefined;
  const floors = places.map(({ floor }) => floor);
  const ceilings = places.map(({ ceiling }) => ceiling);
  switch (comparison) {
    case 'less':
      return integersBelow(greatest(ceilings));
    case 'less_or_equal':
      return integersBelow(greatest(floors) + 1n);
    case 'greater':
      return except(integersBelow(least(floors) + 1n));
    case 'greater_or_equal':
      return except(integersBelow(least(ceilings)));
    case 'equals':
      return undefined;
    default:
      return unreachable(comparison);
  }
}

function least(numbers: readonly bigint[]): bigint {
  return numbers.reduce((a, b) => (b < a ? b : a));
}

function greatest(numbers: readonly bigint[]): bigint {
  return numbers.reduce((a, b) => (b > a ? b : a));
}

/** So many values at most are told apart by texts that stand for all. */
const MAX_LANDMARKED = 64;

/**
 * A test that is not a regular language as a whole: exact on whole numbers where `integers` says which satisfy it, exact on the
 * candidates, which are tried one by one, and elsewhere open but for this: a text that is judged like a landmark by one condition
 * is judged like it by all.
 */
function triedFormula(variable: string, question: ValueQuestion, integers: Shape | undefined): Formula {
  const { row, values, test, key, universe, opaque } = question;
  if (values.length === 0 && !row.negated) return FALSE;
  // What is not an address does not even satisfy `NotIpAddress`.
  if (values.length === 0 && row.language.kind !== 'network') return present(variable);
  const sort = row.language.kind === 'order' ? row.language.of : row.language.kind;
  const written = [...new Set([...values, ...universe.candidates(key)])];
  // `007` is 7 to whoever compares numbers.
  const known =
    sort === 'number' ? [...new Set(written.flatMap((value) => [value, ...asInteger(value)]))] : written;
  const landmarks = known.length > MAX_LANDMARKED ? undefined : row.landmarks?.(known.toSorted());
  const tried = [...new Set([...known, ...(landmarks ?? [])])];
  const good = tried.filter((value) => test(value, () => undefined) === true);
  // One way for all conditions of the key, or they could not be compared.
  const exactOnIntegers =
    sort === 'number' &&
    known.every((value) => placeOf(value) !== undefined || !row.compile([value], question.syntax).ok);
  const parts = good.map((value) => matches(variable, literal(value)));
  const outside: Formula[] = [
    not(
      matchesAny(
        variable,
        tried.map((value) => literal(value)),
      ),
    ),
  ];
  if (exactOnIntegers) {
    outside.push(not(inShape(variable, INTEGERS)));
    if (integers !== undefined) {
      const fitting = inShape(variable, integers);
      parts.push(and(inShape(variable, INTEGERS), row.negated ? not(fitting) : fitting));
    }
    // Equality of whole numbers is equality of texts; a whole number that was not tried is none of the values.
    else if (row.negated) parts.push(and(inShape(variable, INTEGERS), ...outside.slice(0, 1)));
  }
  const part = {
    name: nameOf(variable, question),
    why: `${row.name} compares more than text`,
    give: REMEDIES.not_text.give,
  };
  const elsewhere =
    landmarks === undefined
      ? opaque.formula(part, true)
      : opaque.region(
          part,
          landmarks.map((text) => ({
            name: `${sort} ${variable} like ${text} among ${landmarks.join()}`,
            holds: test(text, () => undefined) === true,
          })),
        );
  parts.push(and(elsewhere, present(variable), ...outside));
  return or(...parts);
}
