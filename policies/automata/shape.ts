import { ANY, STAR, type Pattern } from './pattern';
import { ALL_UNITS, unitsIn, type UnitSet } from './unit-set';

/**
 * A regular language over code units, as plain data: what a universe is stated in. Closed under intersection and
 * complement, so that "a git ref" can be written as "a ref-like run that does not contain `..`".
 */
export type Shape =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unit'; readonly units: UnitSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Shape[] }
  | { readonly kind: 'either'; readonly parts: readonly Shape[] }
  | { readonly kind: 'both'; readonly parts: readonly Shape[] }
  | { readonly kind: 'repeat'; readonly part: Shape }
  | { readonly kind: 'except'; readonly part: Shape };

/** No word at all. */
export const NOTHING: Shape = { kind: 'nothing' };

/** Exactly this text; the empty one is the empty word. */
export function text(value: string): Shape {
  return { kind: 'text', text: value };
}

/** One code unit out of a set; a string names its units. */
export function oneOf(units: UnitSet | string): Shape {
  return { kind: 'unit', units: typeof units === 'string' ? unitsIn(units) : units };
}

/** One after the other. A string stands for its text. */
export function sequence(...parts: readonly (Shape | string)[]): Shape {
  return { kind: 'sequence', parts: parts.map(asShape) };
}

/** The union. */
export function either(...parts: readonly (Shape | string)[]): Shape {
  return { kind: 'either', parts: parts.map(asShape) };
}

/** The intersection. */
export function both(...parts: readonly (Shape | string)[]): Shape {
  return { kind: 'both', parts: parts.map(asShape) };
}

/** Zero or more times. */
export function repeat(part: Shape): Shape {
  return { kind: 'repeat', part };
}

/** One or more times. */
export function oneOrMore(part: Shape): Shape {
  return sequence(part, repeat(part));
}

/** The part or the empty word. */
export function optional(part: Shape): Shape {
  return either(part, '');
}

/** Every word that is not in `part`. */
export function except(part: Shape): Shape {
  return { kind: 'except', part };
}

/** Every word. */
export const ANYTHING: Shape = except(NOTHING);

/** The words that contain `part` somewhere. */
export function containing(part: Shape | string): Shape {
  return sequence(ANYTHING, part, ANYTHING);
}

/** The language of a glob as a shape. Use patterns themselves as atoms where possible: they are cheaper. */
export function shapeOf({ tokens, fold }: Pattern): Shape {
  return sequence(
    ...tokens.map((token): Shape => {
      if (token === STAR) return ANYTHING;
      if (token === ANY) return oneOf(ALL_UNITS);
      return fold === undefined
        ? text(String.fromCharCode(token))
        : oneOf(String.fromCharCode(...fold.members(token)));
    }),
  );
}

function asShape(part: Shape | string): Shape {
  return typeof part === 'string' ? text(part) : part;
}
