import { Cursor } from './cursor';
import type { Expression, ForClause, TemplatePart } from './expression';
import { assemble, type TemplateToken } from './template-tree';
import { flushed, trimmed } from './template-space';

/** How expressions and `for` clauses inside of a template are read: the grammar of expressions contains templates, and they it. */
export interface ExpressionGrammar {
  readonly expressionAt: (cursor: Cursor) => Expression;
  readonly forVariablesAt: (cursor: Cursor) => ForClause;
}

/** The template at the cursor: after an opening quote, at `<<` of a heredoc, or the whole text. */
export function templateOf(
  cursor: Cursor,
  form: 'quoted' | 'heredoc' | 'bare',
  grammar: ExpressionGrammar,
): Expression {
  if (form !== 'heredoc') return template(cursor, grammar, form === 'quoted', false);
  const { text, flush } = heredocAt(cursor);
  return template(new Cursor(text), grammar, false, flush);
}

function template(cursor: Cursor, grammar: ExpressionGrammar, quoted: boolean, flush: boolean): Expression {
  return cursor.nested(cursor.newlines, () => {
    const tokens = trimmed(tokensAt(cursor, grammar, quoted));
    return fromParts(assemble(flush ? flushed(tokens) : tokens, cursor));
  });
}

function fromParts(parts: readonly TemplatePart[]): Expression {
  const [only] = parts;
  if (only === undefined) return { kind: 'literal', value: '' };
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  if (texts.length === parts.length) return { kind: 'literal', value: texts.join('') };
  if (parts.length === 1 && only.kind === 'value') return only.expression;
  return { kind: 'template', parts };
}

function tokensAt(cursor: Cursor, grammar: ExpressionGrammar, quoted: boolean): TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') tokens.push({ kind: 'text', text });
    text = '';
  };
  for (;;) {
    if (cursor.done) {
      if (quoted) cursor.fail('`"`');
      flush();
      return tokens;
    }
    if (quoted && cursor.take('"')) {
      flush();
      return tokens;
    }
    if (cursor.take('$${')) text += '${';
    else if (cursor.take('%%{')) text += '%{';
    else if (cursor.take('${')) {
      flush();
      tokens.push(cursor.nested(true, () => valueAt(cursor, grammar)));
    } else if (cursor.take('%{')) {
      flush();
      tokens.push(cursor.nested(true, () => directiveAt(cursor, grammar)));
    } else if (quoted && cursor.take('\\')) text += escapeAt(cursor);
    else {
      if (quoted && cursor.peek('\n')) cursor.fail('a string that ends on its line');
      text += cursor.text.charAt(cursor.at);
      cursor.at += 1;
      // a `~` reaches to the end of its line only
      if (!quoted && text.endsWith('\n')) flush();
    }
  }
}

function valueAt(cursor: Cursor, { expressionAt }: ExpressionGrammar): TemplateToken {
  const trimBefore = cursor.take('~');
  const expression = expressionAt(cursor);
  return { kind: 'value', expression, trimBefore, trimAfter: closeAt(cursor) };
}

function directiveAt(cursor: Cursor, { expressionAt, forVariablesAt }: ExpressionGrammar): TemplateToken {
  const trimBefore = cursor.take('~');
  cursor.skip();
  const word = cursor.identifier() ?? cursor.fail('`if`, `else`, `endif`, `for` or `endfor`');
  switch (word) {
    case 'if': {
      const test = expressionAt(cursor);
      return { kind: 'if', test, trimBefore, trimAfter: closeAt(cursor) };
    }
    case 'for': {
      const clause = forVariablesAt(cursor);
      return { kind: 'for', clause, trimBefore, trimAfter: closeAt(cursor) };
    }
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: word, trimBefore, trimAfter: closeAt(cursor) };
    default:
      return cursor.fail('`if`, `else`, `endif`, `for` or `endfor`');
  }
}

function closeAt(cursor: Cursor): boolean {
  cursor.skip();
  const trim = cursor.take('~');
  if (!cursor.take('}')) cursor.fail('`}`');
  return trim;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function escapeAt(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.at);
  cursor.at += 1;
  const plain = ESCAPES[letter];
  if (plain !== undefined) return plain;
  const length = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  const code = Number.parseInt(digits, 16);
  if (length === 0 || !/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff) {
    cursor.fail('an escape such as `\\n`, `\\"` or `\\u00e9`');
  }
  cursor.at += length;
  return String.fromCodePoint(code);
}

/** What stands between `<<NAME` and `NAME`; with `<<-` the common indentation does not count. */
function heredocAt(cursor: Cursor): { readonly text: string; readonly flush: boolean } {
  cursor.take('<<');
  const flush = cursor.take('-');
  const name = cursor.identifier() ?? cursor.fail('the name of the heredoc');
  if (cursor.peek('\r\n')) cursor.at += 1;
  if (!cursor.take('\n')) cursor.fail('a line break');
  const start = cursor.at;
  while (!cursor.done) {
    const end = cursor.text.indexOf('\n', cursor.at);
    const line = cursor.text.slice(cursor.at, end < 0 ? cursor.text.length : end);
    if (line.trim() === name) {
      const text = cursor.text.slice(start, cursor.at);
      cursor.at += line.length;
      return { text, flush };
    }
    cursor.at = end < 0 ? cursor.text.length : end + 1;
  }
  return cursor.fail(`\`${name}\` on a line of its own`);
}
