import { ANY, STAR, isLiteral, minimumLength, type Pattern } from './pattern';
import { canonical } from './program';

/**
 * Whether `outer` matches `inner` read as a word of tokens: a star eats any tokens, a `?` any token but a star, a letter
 * only its equals. Then every word of `inner` is a word of `outer`, replacement by replacement.
 *
 * Sound always. Complete when `inner` has no wildcard, and when `outer` has no `?` and no fold: put a letter that
 * `outer` does not name for every wildcard of `inner`; `outer` can eat it by a star only. By the same argument a union
 * of such patterns that covers `inner` has a member that covers it alone.
 *
 * Cost: at most the product of the lengths, in practice linear; no recursion, one star to go back to.
 */
export function subsumes(outer: Pattern, inner: Pattern): boolean {
  const a = outer.tokens;
  const b = inner.tokens;
  let i = 0;
  let j = 0;
  let star = -1;
  let resume = 0;
  while (j < b.length) {
    if (i < a.length && a[i] === STAR) {
      star = i++;
      resume = j;
    } else if (i < a.length && eats(outer, a[i]!, inner, b[j]!)) {
      i++;
      j++;
    } else if (star >= 0) {
      i = star + 1;
      j = ++resume;
    } else return false;
  }
  while (a[i] === STAR) i++;
  return i === a.length;
}

/**
 * Why two patterns have no word in common, seen without search: their fixed beginnings or ends clash, one is too short
 * for the other, or one is a word the other does not match. `undefined` says nothing. Cost: as {@link subsumes}.
 */
export function disjointSyntactic(
  a: Pattern,
  b: Pattern,
): 'prefix' | 'suffix' | 'length' | 'word' | undefined {
  if (clash(a, b, 1)) return 'prefix';
  if (clash(a, b, -1)) return 'suffix';
  const aStarred = a.tokens.includes(STAR);
  const bStarred = b.tokens.includes(STAR);
  if (!aStarred && minimumLength(b) > a.tokens.length) return 'length';
  if (!bStarred && minimumLength(a) > b.tokens.length) return 'length';
  if (a.fold === undefined && isLiteral(a) && !subsumes(b, a)) return 'word';
  if (b.fold === undefined && isLiteral(b) && !subsumes(a, b)) return 'word';
  return undefined;
}

function eats(outer: Pattern, token: number, inner: Pattern, eaten: number): boolean {
  if (eaten === STAR) return false;
  if (token === ANY) return true;
  if (eaten === ANY) return false;
  if (outer.fold === inner.fold) return canonical(outer.fold, token) === canonical(outer.fold, eaten);
  const members = inner.fold?.members(eaten) ?? [eaten];
  return members.every((unit) => canonical(outer.fold, unit) === canonical(outer.fold, token));
}

/** Whether the tokens before the first star, taken from one end, demand different letters at some place. */
function clash(a: Pattern, b: Pattern, direction: 1 | -1): boolean {
  const length = Math.min(a.tokens.length, b.tokens.length);
  for (let k = 0; k < length; k++) {
    const x = a.tokens[direction === 1 ? k : a.tokens.length - 1 - k]!;
    const y = b.tokens[direction === 1 ? k : b.tokens.length - 1 - k]!;
    if (x === STAR || y === STAR) return false;
    if (x === ANY || y === ANY || x === y) continue;
    if (a.fold === undefined && b.fold === undefined) return true;
    const letters = b.fold?.members(y) ?? [y];
    if (!letters.some((unit) => canonical(a.fold, unit) === canonical(a.fold, x))) return true;
  }
  return false;
}
