import { ANY, STAR, patternOf, type Pattern } from './pattern';
import { canonical, programOf, type Program } from './program';

/**
 * The ways a pattern can match `f₀ s₁ f₁ … sₘ fₘ` for given separators `s`, as lists of one pattern per field: whatever
 * the fields are, the pattern matches iff all patterns of one of the lists match their fields.
 *
 * A run of the pattern over such a string is at some position before and after each separator; a list is made for each
 * choice of them, with the tokens between as field pattern. Hence the split is exact for every string and every choice of
 * separators in it, wherever stars reach. Cost: tokens times separator length, times the number of lists.
 */
export function splitPattern(
  pattern: Pattern,
  separators: readonly string[],
): readonly (readonly Pattern[])[] {
  const program = programOf(pattern);
  const lists: Pattern[][] = [];
  const extend = (from: number, fields: readonly Pattern[]): void => {
    const separator = separators[fields.length];
    if (separator === undefined) {
      lists.push([...fields, between(program, from, program.length)]);
      return;
    }
    for (let before = from; before <= program.length; before++) {
      const afters = reached(program, before, separator);
      if (afters.length === 0) continue;
      const field = between(program, from, before);
      for (const after of afters) extend(after, [...fields, field]);
    }
  };
  extend(0, []);
  return lists;
}

/** Splits a string at the first occurrence of each separator in turn, or undefined where one is lacking. */
export function splitText(text: string, separators: readonly string[]): readonly string[] | undefined {
  const fields: string[] = [];
  let from = 0;
  for (const separator of separators) {
    const at = text.indexOf(separator, from);
    if (at < 0) return undefined;
    fields.push(text.slice(from, at));
    from = at + separator.length;
  }
  fields.push(text.slice(from));
  return fields;
}

/** The tokens that lead from one position to another, the stars at both included. */
function between({ pattern, units, looping }: Program, from: number, to: number): Pattern {
  const tokens: number[] = [];
  for (let p = from; p <= to; p++) {
    if (looping[p] === 1) tokens.push(STAR);
    if (p < to) tokens.push(units[p] === ANY ? ANY : units[p]!);
  }
  return patternOf(tokens, pattern.fold);
}

/** The positions a run may be at after reading `text` from `start`. */
function reached({ units, looping, length, fold }: Program, start: number, text: string): readonly number[] {
  // Nearly every position fails at the first letter.
  if (text !== '' && looping[start] === 0 && units[start] !== ANY) {
    if (start === length || units[start] !== canonical(fold, text.charCodeAt(0))) return [];
  }
  let positions = new Set([start]);
  for (let i = 0; i < text.length && positions.size > 0; i++) {
    const letter = canonical(fold, text.charCodeAt(i));
    const next = new Set<number>();
    for (const p of positions) {
      if (looping[p] === 1) next.add(p);
      if (p < length && (units[p] === ANY || units[p] === letter)) next.add(p + 1);
    }
    positions = next;
  }
  return [...positions];
}
