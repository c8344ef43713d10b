import { ANY, exactText, type Pattern } from './pattern';
import { canonical, programOf, type Program } from './program';

/** Whether a string matches. */
export type PointMatcher = (text: string) => boolean;

/**
 * One test for a list of patterns: exact values in a set, the others one by one. For answering many point questions
 * against one list; proofs do not use it.
 *
 * Cost of a test: one hash, and for each pattern with a wildcard at most the product of its longest segment and the text;
 * no backtracking over more than one star, so 200 stars against 20,000 letters are milliseconds at worst.
 */
export function compileMatcher(patterns: readonly Pattern[]): PointMatcher {
  const exact = new Set<string>();
  const others: PointMatcher[] = [];
  for (const pattern of patterns) {
    const text = exactText(pattern);
    if (text !== undefined) exact.add(text);
    else others.push(matcherOf(programOf(pattern)));
  }
  return (text) => exact.has(text) || others.some((matches) => matches(text));
}

function matcherOf(program: Program): PointMatcher {
  if (program.fold !== undefined || program.units.includes(ANY)) return (text) => matchTokens(program, text);
  const segments = segmentsOf(program);
  const first = segments[0]!;
  const last = segments.at(-1)!;
  const middle = segments.slice(1, -1);
  return (text) => {
    if (segments.length === 1) return text === first;
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    // Leftmost is best: it leaves the most room for the segments that follow.
    let at = first.length;
    for (const segment of middle) {
      const found = text.indexOf(segment, at);
      if (found < 0) return false;
      at = found + segment.length;
    }
    return at <= text.length - last.length;
  };
}

/** The literal texts between the stars, the empty ones at the ends included. */
function segmentsOf({ units, looping, length }: Program): readonly string[] {
  const segments = [''];
  for (let p = 0; p <= length; p++) {
    if (looping[p] === 1) segments.push('');
    if (p < length) segments[segments.length - 1] += String.fromCharCode(units[p]!);
  }
  return segments;
}

/** The two-pointer match: on a mismatch the last star takes one more letter. Earlier stars never have to change. */
function matchTokens({ units, looping, length, fold }: Program, text: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < text.length;) {
    if (looping[p] === 1 && star !== p) {
      star = p;
      resume = at;
    }
    if (p < length && (units[p] === ANY || units[p] === canonical(fold, text.charCodeAt(at)))) {
      p++;
      at++;
      continue;
    }
    if (star < 0) return false;
    p = star;
    at = ++resume;
  }
  return p === length;
}
