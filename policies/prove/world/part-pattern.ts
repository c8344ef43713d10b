import { STAR, type Pattern } from '../../automata/index';

/** What stands between the components of a `sub`, and in none of their values. */
export const COLON = ':'.charCodeAt(0);

export function hasColon({ tokens }: Pattern): boolean {
  return tokens.includes(COLON);
}

/** Whether every text matches. */
export function matchesEverything({ tokens }: Pattern): boolean {
  return tokens.length === 1 && tokens[0] === STAR;
}

/** Whether the empty text matches; it does where there is no pattern. */
export function matchesEmpty(part: Pattern | undefined): boolean {
  return part === undefined || part.tokens.every((token) => token === STAR);
}
