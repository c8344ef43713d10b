import type { Fold } from './fold';

/** Wildcard token: any run of code units, the empty one included. */
export const STAR = -1;
/** Wildcard token: exactly one code unit. */
export const ANY = -2;

/**
 * A glob over strings of UTF-16 code units, already parsed: a token is a code unit (`0`…`0xffff`), {@link STAR} or
 * {@link ANY}. Always normalised: no two stars in a row, and no `?` behind a star (`*?` is the same language as `?*`).
 */
export interface Pattern {
  readonly tokens: readonly number[];
  /** Absent: letters are compared exactly. */
  readonly fold?: Fold;
}

/** A piece of a pattern: literal text, taken unit by unit, or a wildcard. */
export type PatternPart = string | typeof STAR | typeof ANY;

/**
 * The pattern that is the concatenation of `parts`.
 *
 * @example pattern(['acme/', STAR, ':ref:v', ANY])
 */
export function pattern(parts: readonly PatternPart[], fold?: Fold): Pattern {
  const tokens: number[] = [];
  let isNormal = true;
  for (const part of parts) {
    if (typeof part === 'number') {
      // One star, with nothing to be moved behind or joined with it, is in its place.
      isNormal &&= part === STAR && tokens.at(-1) !== STAR;
      tokens.push(part);
    } else addUnits(tokens, part);
  }
  if (!isNormal) return patternOf(tokens, fold);
  return fold === undefined ? { tokens } : { tokens, fold };
}

/** The pattern that only `text` matches (up to `fold`). */
export function literal(text: string, fold?: Fold): Pattern {
  const tokens: number[] = [];
  addUnits(tokens, text);
  return fold === undefined ? { tokens } : { tokens, fold };
}

function addUnits(tokens: number[], text: string): void {
  for (let i = 0; i < text.length; i++) tokens.push(text.charCodeAt(i));
}

/**
 * The pattern of a token list, normalised without changing its language. Cost: linear.
 *
 * @throws RangeError when a token is neither a code unit nor a wildcard.
 */
export function patternOf(tokens: readonly number[], fold?: Fold): Pattern {
  const normal: number[] = [];
  let star = false;
  for (const token of tokens) {
    if (!Number.isInteger(token) || token < ANY || token > 0xffff) {
      throw new RangeError(`ERR_AUTOMATA_TOKEN: expected a code unit, STAR or ANY, got \`${String(token)}\``);
    }
    if (token === STAR) {
      star = true;
      continue;
    }
    // A pending star waits behind `?`, so that `*?` becomes `?*`.
    if (star && token !== ANY) {
      normal.push(STAR);
      star = false;
    }
    normal.push(token);
  }
  if (star) normal.push(STAR);
  return fold === undefined ? { tokens: normal } : { tokens: normal, fold };
}

/** Whether the pattern has no wildcard. */
export function isLiteral(subject: Pattern): boolean {
  return subject.tokens.every((token) => token >= 0);
}

const exactTexts = new WeakMap<Pattern, { readonly text: string | undefined }>();

/** The one text that matches; `undefined` where a wildcard or a fold lets others match. Read off a pattern once. */
export function exactText(subject: Pattern): string | undefined {
  const known = exactTexts.get(subject);
  if (known !== undefined) return known.text;
  const text = subject.fold === undefined && isLiteral(subject) ? patternText(subject) : undefined;
  exactTexts.set(subject, { text });
  return text;
}

/** The length of the shortest match, in code units. */
export function minimumLength(subject: Pattern): number {
  let length = 0;
  for (const token of subject.tokens) if (token !== STAR) length++;
  return length;
}

/** The pattern as a reader would write it; wildcards and literal `*` or `?` look alike, so it is for messages only. */
export function patternText(subject: Pattern): string {
  let text = '';
  for (const token of subject.tokens) {
    text += token === STAR ? '*' : token === ANY ? '?' : String.fromCharCode(token);
  }
  return text;
}
