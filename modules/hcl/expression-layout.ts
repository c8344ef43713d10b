import { escapeQuoted } from './quoted-string';
import { parseTemplate, quotedEnd, type TemplatePart } from './template';

type TokenKind = 'identifier' | 'number' | 'string' | 'open' | 'close' | 'operator';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** After these a minus negates what follows; elsewhere it subtracts. */
const BEFORE_NEGATION = new Set([
  '(',
  '{',
  '[',
  '=',
  ':',
  ',',
  '?',
  '+',
  '*',
  '/',
  '%',
  '-',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '!',
]);

/**
 * An expression on one line with the spaces that `terraform fmt` would put there, without the comments that it holds.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclwrite/format.go
 */
export function layoutExpression(expression: string): string {
  const tokens = tokenize(expression);
  return tokens
    .map((token, index) => {
      const next = tokens[index + 1];
      return next !== undefined && spaced(token, next, tokens[index - 1]) ? `${token.text} ` : token.text;
    })
    .join('');
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  const pattern =
    /(?:\s|\/\*[^]*?\*\/|(?:#|\/\/).*(?:\n|$))+|[\p{L}_][\p{L}\p{N}_-]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"|\.\.\.|::|=>|[=!<>]=|&&|\|\||[^\s]/uy;
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex;
    const text = pattern.exec(expression)?.[0] ?? '';
    if (/^(?:\s|#|\/[/*])/.test(text)) {
      if (text.includes('\n') && open.at(-1) === '{') tokens.push({ kind: 'operator', text: ',' });
      continue;
    }
    if (text === '"') {
      pattern.lastIndex = quotedEnd(expression, at + 1);
      tokens.push({ kind: 'string', text: relaidString(expression.slice(at, pattern.lastIndex)) });
      continue;
    }
    const kind = kindOf(text);
    if (kind === 'open') open.push(text);
    if (kind === 'close') open.pop();
    // in a for expression, unlike in an object, a line break separates nothing
    if (text === 'for' && tokens.at(-1)?.text.match(/^[{,]$/) && open.at(-1) === '{')
      open.splice(-1, 1, 'for');
    tokens.push({ kind, text });
  }
  return tokens.filter((token, index) => token.text !== ',' || separates(tokens, index));
}

/** False for a comma, or a line break that stands for one, beside a brace, before the end or beside another comma. */
function separates(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  return before !== '{' && before !== ',' && tokens[index + 1]?.kind !== 'close';
}

/** A quoted string is already escaped; only the expressions inside are laid out again. */
function relaidString(source: string): string {
  const parts = parseTemplate(source.slice(1, -1));
  return `"${parts.map((part) => (part.kind === 'text' ? part.source : layoutSequence(part))).join('')}"`;
}

/** An interpolation or a directive inside a quoted string. */
function layoutSequence({ source }: TemplatePart): string {
  const [, marker = '', before = '', inner = '', behind = ''] =
    /^([$%])\{(~?)(.*?)(~?)\}$/s.exec(source) ?? [];
  const expression = layoutExpression(inner.trim());
  const space = (braced: boolean): string => (braced ? ' ' : '');
  const left = before + space(before === '' && expression.startsWith('{'));
  const right = space(behind === '' && expression.endsWith('}')) + behind;
  return `${marker}{${left}${expression}${right}}`;
}

function kindOf(text: string): TokenKind {
  if (/^[\p{L}_]/u.test(text)) return 'identifier';
  if (/^\d/.test(text)) return 'number';
  if ('([{'.includes(text)) return 'open';
  if (')]}'.includes(text)) return 'close';
  return 'operator';
}

function spaced(token: Token, next: Token, previous: Token | undefined): boolean {
  if (token.kind === 'identifier' && next.text === '(') return false;
  if ([token.text, next.text].some((text) => text === '.' || text === '::')) return false;
  if (next.text === ',' || next.text === '...') return false;
  if (token.text === ',') return true;
  if (token.text === 'in' && previous?.kind === 'identifier') return true;
  if (next.text === '[' && (token.kind === 'identifier' || token.kind === 'number' || token.kind === 'close'))
    return false;
  if (token.text === '!') return false;
  if (token.text === '-') return previous !== undefined && !BEFORE_NEGATION.has(previous.text);
  if (token.text === '{' || next.text === '}') return !(token.text === '{' && next.text === '}');
  return token.kind !== 'open' && next.kind !== 'close';
}

/** A quoted template from its parts; the literal parts are template source already. */
export function quoteTemplate(source: string): string {
  const parts = parseTemplate(source).map((part) =>
    part.kind === 'text' ? escapeQuoted(part.source) : layoutSequence(part),
  );
  return `"${parts.join('')}"`;
}
