import {
  ALL_UNITS,
  ANYTHING,
  inShape,
  oneOf,
  or,
  repeat,
  sequence,
  text,
  unitDifference,
  unitsIn,
  type Formula,
  type Shape,
} from '../../automata/index';
import { arnParts, type PatternToken } from '../../trust/index';

const NO_COLON: Shape = oneOf(unitDifference(ALL_UNITS, unitsIn(':')));
const PART: Shape = repeat(NO_COLON);

/** The texts that have the six parts of an ARN. */
const ARN: Shape = sequence('arn:', PART, ':', PART, ':', PART, ':', PART, ':', ANYTHING);

/** The value is an ARN. */
export function isArn(variable: string): Formula {
  return inShape(variable, ARN);
}

/**
 * The value is an ARN whose six parts match those of one of the patterns: `*` and `?` stay within their part, but for the last,
 * which is all the rest. `undefined` when a pattern is not an ARN.
 */
export function matchesArn(
  variable: string,
  patterns: readonly (readonly PatternToken[])[],
): Formula | undefined {
  const shapes = patterns.map(arnShape);
  return shapes.every((shape) => shape !== undefined)
    ? or(...shapes.map((shape) => inShape(variable, shape)))
    : undefined;
}

function arnShape(tokens: readonly PatternToken[]): Shape | undefined {
  const parts = arnParts(tokens);
  return (
    parts &&
    sequence(
      ...parts.flatMap((part, index) => [
        ...(index === 0 ? [] : [text(':')]),
        ...part.map((token) => partShape(token, index === parts.length - 1)),
      ]),
    )
  );
}

function partShape(token: PatternToken, last: boolean): Shape {
  switch (token.kind) {
    case 'literal':
    case 'malformed':
      return text(token.text);
    case 'one':
      return last ? oneOf(ALL_UNITS) : NO_COLON;
    case 'any':
    case 'variable':
      return last ? ANYTHING : PART;
  }
}
