import type { Fold } from './fold';
import { ANY, STAR, type Pattern } from './pattern';
import { canonical } from './program';

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
  const { tokens, fold } = pattern;
  const lists: Pattern[][] = [];
  const extend = (from: number, fields: readonly Pattern[]): void => {
    const separator = separators[fields.length];
    if (separator === undefined) {
      lists.push([...fields, patternLike(tokens.slice(from), fold)]);
      return;
    }
    const first = separator.charCodeAt(0);
    for (let before = from; before <= tokens.length; before += tokens[before] === STAR ? 2 : 1) {
      // Nearly every place fails at the first letter.
      const token = tokens[before];
      if (fold === undefined && token !== first && token !== STAR && token !== ANY && separator !== '')
        continue;
      const afters = reached(pattern, before, separator);
      if (afters.length === 0) continue;
      const end = tokens[before] === STAR ? before + 1 : before;
      const extended = [...fields, patternLike(tokens.slice(from, end), fold)];
      for (const after of afters) extend(after, extended);
    }
  };
  extend(0, []);
  return lists;
}

/** Tokens of a pattern in normal form, from one place in a run to another: these are in normal form too. */
function patternLike(tokens: readonly number[], fold: Fold | undefined): Pattern {
  return fold === undefined ? { tokens } : { tokens, fold };
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

const NOWHERE: readonly number[] = [];

/**
 * Where in the tokens a run may be after reading `text` from `start`, ascending. At a star a run may stay, or read by the token behind
 * it; it is never directly behind one.
 */
function reached(pattern: Pattern, start: number, text: string): readonly number[] {
  const { tokens, fold } = pattern;
  // Nearly every place fails at one of the first letters.
  let place = start;
  let at = 0;
  for (; at < text.length && tokens[place] !== STAR; at++, place++) {
    if (place === tokens.length || !reads(tokens[place]!, text.charCodeAt(at), fold)) return NOWHERE;
  }
  if (at === text.length) return [place];
  // The star may read all of it, or all but an end that the tokens behind it read; the longer that end, the farther they get.
  const found = [place];
  for (let from = text.length - 1; from >= at; from--) {
    let next = place + 1;
    let read = from;
    for (; read < text.length && tokens[next] !== STAR; read++, next++) {
      if (next === tokens.length || !reads(tokens[next]!, text.charCodeAt(read), fold)) break;
    }
    if (read === text.length) found.push(next);
    else if (tokens[next] === STAR) return reachedByMany(pattern, place, text.slice(at));
  }
  return found;
}

/** The same from a star, where a run may get to another one. */
function reachedByMany({ tokens, fold }: Pattern, star: number, text: string): readonly number[] {
  let places = new Set([star]);
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    const next = new Set<number>();
    for (const from of places) {
      const looping = tokens[from] === STAR;
      if (looping) next.add(from);
      const unit = looping ? from + 1 : from;
      if (unit < tokens.length && reads(tokens[unit]!, letter, fold)) next.add(unit + 1);
    }
    places = next;
  }
  return [...places];
}

function reads(token: number, letter: number, fold: Fold | undefined): boolean {
  return (
    token === ANY ||
    token === letter ||
    (fold !== undefined && canonical(fold, token) === canonical(fold, letter))
  );
}
