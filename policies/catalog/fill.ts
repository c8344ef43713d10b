import type { PatternToken } from '../trust/index';

/** A text that a pattern matches: each `*` becomes `star`, each `?` one letter. */
export function fill(tokens: readonly PatternToken[], star = 'x'): string {
  return tokens
    .map((token) => {
      if (token.kind === 'literal') return token.text;
      if (token.kind === 'any') return star;
      return token.kind === 'variable' ? (token.fallback ?? '') : 'x';
    })
    .join('');
}
