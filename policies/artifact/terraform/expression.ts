import type { Unknown } from './value';

/**
 * A Terraform expression, parsed.
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null | Unknown }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  /** `each` is what follows the star, with {@link ELEMENT} as its root. */
  | { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Expression }
  /** `expand`: the last argument is followed by `...`. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly expand: boolean;
    }
  | ForExpression;

export interface ObjectEntry {
  readonly key: Expression;
  readonly value: Expression;
}

export interface ForExpression extends ForClause {
  readonly kind: 'for';
  /** Present for `{for …}`. */
  readonly resultKey?: Expression;
  readonly result: Expression;
  /** `…` after the result: values of equal keys are gathered. */
  readonly grouped: boolean;
  readonly test?: Expression;
}

export interface ForClause {
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly expression: Expression }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly yes: readonly TemplatePart[];
      readonly no: readonly TemplatePart[];
    }
  | { readonly kind: 'for'; readonly clause: ForClause; readonly body: readonly TemplatePart[] };

export type BinaryOperator =
  '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** The name under which a splat's element is bound; no identifier can be written like this. */
export const ELEMENT = '*';
