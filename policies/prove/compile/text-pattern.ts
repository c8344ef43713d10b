import { ANY, STAR, foldOf, pattern, type Fold, type Pattern, type PatternPart } from '../../automata/index';
import type { PatternToken } from '../../trust/index';

/** The glob of a condition value. A variable, of which nothing is known, becomes a star. */
export function globOf(tokens: readonly PatternToken[], fold?: Fold): Pattern {
  return pattern(
    tokens.map((token): PatternPart => {
      switch (token.kind) {
        case 'literal':
        case 'malformed':
          return token.text;
        case 'any':
        case 'variable':
          return STAR;
        case 'one':
          return ANY;
      }
    }),
    fold,
  );
}

/** Code units that lower-case to the same single unit; exact for texts in which {@link isPlainLower} holds. */
export const LOWER_FOLD: Fold = foldOf('lower', (unit) => {
  const lower = String.fromCharCode(unit).toLowerCase();
  return unit === SIGMA || lower.length !== 1 ? unit : lower.charCodeAt(0);
});

const SIGMA = 0x03a3;

/**
 * Whether {@link LOWER_FOLD} describes exactly the texts that lower-case to this one: no letter in it depends on its
 * neighbours (sigma), comes from a letter of two units (a dotted capital i), or is a surrogate pair.
 */
export function isPlainLower(lower: string): boolean {
  return !/[\u03c2\u03c3\ud800-\udfff]|i\u0307/.test(lower);
}
