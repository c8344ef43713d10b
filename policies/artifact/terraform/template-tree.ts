import type { Cursor } from './cursor';
import type { Expression, ForClause, TemplatePart } from './expression';

interface Trims {
  readonly trimBefore: boolean;
  readonly trimAfter: boolean;
}

/** A template's text, values and directives in the order in which they are written. */
export type TemplateToken =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'value'; readonly expression: Expression } & Trims)
  | ({ readonly kind: 'if'; readonly test: Expression } & Trims)
  | ({ readonly kind: 'for'; readonly clause: ForClause } & Trims)
  | ({ readonly kind: 'else' | 'endif' | 'endfor' } & Trims);

/**
 * Puts `%{if}` and `%{for}` around what they enclose.
 * @throws {RefgateError} `ERR_TERRAFORM`: a directive is not closed, or closed twice
 */
export function assemble(tokens: readonly TemplateToken[], cursor: Cursor): TemplatePart[] {
  let at = 0;
  const sequence = (ends: readonly string[]): TemplatePart[] =>
    cursor.nested(cursor.newlines, () => {
      const parts: TemplatePart[] = [];
      for (;;) {
        const token = tokens[at];
        if (token === undefined)
          return ends.length === 0 ? parts : cursor.fail(`\`%{${ends.join('} or %{')}}\``);
        if (ends.includes(token.kind)) return parts;
        at += 1;
        if (token.kind === 'text') {
          if (token.text !== '') parts.push(token);
        } else if (token.kind === 'value') parts.push({ kind: 'value', expression: token.expression });
        else if (token.kind === 'if') {
          const yes = sequence(['else', 'endif']);
          const no = tokens[at]?.kind === 'else' ? ((at += 1), sequence(['endif'])) : [];
          at += 1;
          parts.push({ kind: 'if', test: token.test, yes, no });
        } else if (token.kind === 'for') {
          const body = sequence(['endfor']);
          at += 1;
          parts.push({ kind: 'for', clause: token.clause, body });
        } else cursor.fail(`no \`%{${token.kind}}\` without its beginning`);
      }
    });
  return sequence([]);
}
