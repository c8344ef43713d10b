import type { Position } from '../../errors';
import type { Expression } from './expression';

/** An expression of a file, and where its parts are. */
export interface WrittenExpression {
  readonly node: Expression;
  readonly source: ExpressionSource;
}

/** The text that expressions are parsed from. */
export interface ExpressionSource {
  positionOf(node: Expression): Position | undefined;
  /** The characters of an expression, with the offset of the first one. */
  written(node: Expression): { readonly text: string; readonly offset: number } | undefined;
  positionAt(offset: number): Position;
}
