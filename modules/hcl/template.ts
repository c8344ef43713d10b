import { quote, RefgateError } from '../../policies/index';

/**
 * A piece of a Terraform template, as it is in the source: literal text with its `$${` and `%%{`, an interpolation, or
 * a directive such as `%{ if … }`.
 */
export type TemplatePart =
  | { readonly kind: 'text'; readonly source: string }
  | { readonly kind: 'directive'; readonly source: string }
  | {
      readonly kind: 'interpolation';
      readonly source: string;
      readonly expression: string;
      /** `${~ … ~}`: white space beside it goes. */
      readonly strips: boolean;
    };

/**
 * Splits a template. `${` begins an interpolation and `%{` a directive unless the `$` or `%` is doubled; a longer run of
 * them is literal too. Inside an expression braces are counted, and comments and quoted strings, which may hold templates
 * again, are skipped.
 *
 * @throws RefgateError when a sequence does not end: Terraform would refuse it in either syntax
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#template-literals
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const run = markerRun(text, at);
    if (run === 1 && text[at + 1] === '{') {
      const end = sequenceEnd(text, at + 2);
      if (literal !== '') parts.push({ kind: 'text', source: literal });
      literal = '';
      parts.push(sequence(text.slice(at, end)));
      at = end;
    } else {
      const length = Math.max(run, 1);
      literal += text.slice(at, at + length);
      at += length;
    }
  }
  if (literal !== '') parts.push({ kind: 'text', source: literal });
  return parts;
}

/**
 * The expression, when the whole template is one interpolation: its value keeps its type, and there is nothing to strip. One that is
 * such a template again, `"${x}"`, is what that one holds.
 */
export function soleExpression(text: string): string | undefined {
  if (!text.startsWith('${')) return undefined;
  const [first, ...others] = parseTemplate(text);
  if (first?.kind !== 'interpolation' || others.length > 0) return undefined;
  const { expression } = first;
  const quoted = expression.startsWith('"') && quotedEnd(expression, 1) === expression.length;
  return (quoted ? soleExpression(expression.slice(1, -1)) : undefined) ?? expression;
}

/** Literal text as template source: what would begin a sequence is doubled. */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
}

/** Template source without sequences as the text that it stands for. */
export function unescapeTemplate(source: string): string {
  return source.replace(/\$(\$+\{)/g, '$1').replace(/%(%+\{)/g, '$1');
}

/** The index after the quote that closes a quoted string whose first character is at `at`. */
export function quotedEnd(text: string, at: number): number {
  for (let index = at; index < text.length; index++) {
    const character = text[index];
    if (character === '"') return index + 1;
    if (character === '\\') {
      index++;
    } else if (character === '$' || character === '%') {
      const run = markerRun(text, index);
      if (run === 1 && text[index + 1] === '{') index = sequenceEnd(text, index + 2) - 1;
      else index += run - 1;
    }
  }
  throw unended(text, 'a quoted string');
}

/** Length of the run of equal `$` or `%` at an index; 0 when there is none. */
function markerRun(text: string, at: number): number {
  const marker = text[at];
  if (marker !== '$' && marker !== '%') return 0;
  let end = at;
  while (text[end] === marker) end++;
  return end - at;
}

/** The index after the `}` that closes a sequence whose expression begins at `at`. */
function sequenceEnd(text: string, at: number): number {
  let depth = 1;
  for (let index = at; index < text.length; index++) {
    const rest = text.slice(index, index + 2);
    if (rest.startsWith('{')) depth++;
    else if (rest.startsWith('}')) {
      if (--depth === 0) return index + 1;
    } else if (rest.startsWith('"')) index = quotedEnd(text, index + 1) - 1;
    else if (rest === '/*') index = after(text, '*/', index + 2) - 1;
    else if (rest === '//' || rest.startsWith('#')) index = after(text, '\n', index) - 1;
    else if (rest === '<<')
      throw refused(text, 'a heredoc inside an interpolation', 'write it as a quoted string');
  }
  throw unended(text, 'a `${` or `%{`');
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  if (found < 0) throw unended(text, 'a comment');
  return found + end.length;
}

function sequence(source: string): TemplatePart {
  if (source.startsWith('%')) return { kind: 'directive', source };
  const inner = source.slice(2, -1);
  const strips = inner.startsWith('~') || inner.endsWith('~');
  return { kind: 'interpolation', source, expression: inner.replace(/^~|~$/g, '').trim(), strips };
}

function unended(text: string, what: string): RefgateError {
  return refused(
    text,
    `${what} that does not end`,
    'close it, or double the `$` or `%` if it is meant literally',
  );
}

function refused(text: string, what: string, fix: string): RefgateError {
  return new RefgateError({
    code: 'ERR_TERRAFORM',
    message: `a Terraform string holds ${what}`,
    got: quote(text),
    fix,
  });
}
