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
  const layout = layOut(pattern);
  const lists: Pattern[][] = [];
  const extend = (from: number, fields: readonly Pattern[]): void => {
    const separator = separators[fields.length];
    if (separator === undefined) {
      lists.push([...fields, between(layout, from, layout.units.length)]);
      return;
    }
    for (let before = from; before <= layout.units.length; before++) {
      const afters = reached(layout, before, separator);
      if (afters.length === 0) continue;
      const extended = [...fields, between(layout, from, before)];
      for (const after of afters) extend(after, extended);
    }
  };
  extend(0, []);
  return lists;
}

/** The tokens that are no stars, and where stars stand: before the position with the same index. */
interface Layout {
  readonly units: readonly number[];
  readonly looping: readonly boolean[];
  readonly fold: Fold | undefined;
}

function layOut({ tokens, fold }: Pattern): Layout {
  const units: number[] = [];
  const looping: boolean[] = [];
  let star = false;
  for (const token of tokens) {
    if (token === STAR) star = true;
    else {
      looping.push(star);
      units.push(token);
      star = false;
    }
  }
  looping.push(star);
  return { units, looping, fold };
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

/** The tokens that lead from one position to another, the stars at both included. Normal, as the whole is. */
function between({ units, looping, fold }: Layout, from: number, to: number): Pattern {
  const tokens: number[] = [];
  for (let p = from; p <= to; p++) {
    if (looping[p]) tokens.push(STAR);
    if (p < to) tokens.push(units[p]!);
  }
  return fold === undefined ? { tokens } : { tokens, fold };
}

const NOWHERE: readonly number[] = [];

/** The positions a run may be at after reading `text` from `start`, ascending. */
function reached(layout: Layout, start: number, text: string): readonly number[] {
  const { units, looping, fold } = layout;
  // Nearly every position fails at one of the first letters.
  let p = start;
  let at = 0;
  for (; at < text.length && !looping[p]; at++, p++) {
    if (p === units.length || !reads(units[p]!, text.charCodeAt(at), fold)) return NOWHERE;
  }
  let positions = [p];
  for (; at < text.length && positions.length > 0; at++) {
    const letter = text.charCodeAt(at);
    const next: number[] = [];
    for (const position of positions) {
      if (looping[position] && next.at(-1) !== position) next.push(position);
      if (position < units.length && reads(units[position]!, letter, fold)) next.push(position + 1);
    }
    positions = next;
  }
  return positions;
}

function reads(unit: number, letter: number, fold: Fold | undefined): boolean {
  return (
    unit === ANY ||
    unit === letter ||
    (fold !== undefined && canonical(fold, unit) === canonical(fold, letter))
  );
}
