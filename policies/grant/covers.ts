import { compileGlob, parsePattern } from '../trust/index';

/** Stands for whatever a `*` may stand for; no policy can hold it. */
const ANYTHING = '\uf8ff';

/** A value of a `StringLike` list, made ready to be compared with others. */
export interface LikeValue {
  readonly value: string;
  /** Absent where the value has more in it than letters and `*`: then it covers itself only. */
  readonly reading?: { readonly matches: (text: string) => boolean; readonly probe: string };
}

export function likeValue(value: string): LikeValue {
  const tokens = parsePattern(value, { wildcards: true, variables: true });
  const isSimple = tokens.every(
    (token) => token.kind === 'any' || (token.kind === 'literal' && !token.text.includes(ANYTHING)),
  );
  if (!isSimple) return { value };
  const probe = tokens.map((token) => (token.kind === 'literal' ? token.text : ANYTHING)).join('');
  return { value, reading: { matches: compileGlob(tokens), probe } };
}

/**
 * Whether the first value matches every text that the second one matches. A "no" may be wrong, a "yes" never is: the `*` of the
 * second are read as one letter that only a `*` of the first can match.
 */
export function covers(wide: LikeValue, narrow: LikeValue): boolean {
  if (wide.value === narrow.value) return true;
  if (wide.reading === undefined || narrow.reading === undefined) return false;
  return wide.reading.matches(narrow.reading.probe);
}

/** A value of a `StringEquals` list as one of a `StringLike` list that matches the same text; none for one with a variable. */
export function likeLiteral(value: string): string | undefined {
  const tokens = parsePattern(value, { wildcards: false, variables: true });
  if (tokens.some(({ kind }) => kind !== 'literal')) return undefined;
  const text = tokens.map((token) => (token.kind === 'literal' ? token.text : '')).join('');
  return text.replace(/[$*?]/g, (c) => `\${${c}}`);
}
