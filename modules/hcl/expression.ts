import { indent, layoutArguments } from './body-layout';
import { layoutExpression, quoteTemplate } from './expression-layout';
import { documentValue, type DocumentContext } from './json-document';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value';
import { quoteLiteral } from './quoted-string';
import { soleExpression } from './template';

/** Longest list that stands on one line. */
const LIST_WIDTH = 80;

/** How the strings of a value are read. */
export interface StringStyle {
  readonly string: (text: string) => readonly string[];
  readonly key: (name: string) => string;
}

/**
 * A value whose strings are templates, as they are wherever Terraform evaluates an expression. A string that is one
 * interpolation becomes the bare expression; a JSON document becomes `jsonencode(…)` where that is the same value.
 *
 * @param documents how a JSON document may be written
 */
export function templateStyle(documents: DocumentContext): StringStyle {
  return {
    string: (text) => {
      const document = documentValue(text, documents);
      if (document === undefined) return [stringExpression(text)];
      return enclose(
        'jsonencode(',
        layoutValue(document, templateStyle({ ...documents, use: 'never' })),
        ')',
      );
    },
    key: (name) => {
      const expression = soleExpression(name);
      if (expression !== undefined) return `(${layoutExpression(expression)})`;
      return isIdentifier(name) ? name : quoteTemplate(name);
    },
  };
}

/** A value that Terraform reads without evaluating it: `${` is two characters. */
export const LITERAL_STYLE: StringStyle = {
  string: (text) => [quoteLiteral(text)],
  key: (name) => (isIdentifier(name) ? name : quoteLiteral(name)),
};

/**
 * A value that JSON must spell as a string and HCL writes bare: a reference, a type, a keyword.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions
 */
export const REFERENCE_STYLE: StringStyle = {
  string: (text) => [layoutExpression(soleExpression(text) ?? text)],
  key: (name) => name,
};

/** The lines of a value. */
export function layoutValue(value: JsonValue, style: StringStyle): readonly string[] {
  if (typeof value === 'string') return style.string(value);
  if (isJsonObject(value)) return layoutObject(value, style);
  if (typeof value === 'object' && value !== null) return layoutList(value, style);
  return [String(value)];
}

/** A template as an expression. Terraform drops a byte order mark before a template that is in JSON. */
function stringExpression(text: string): string {
  const template = text.replace(/^\uFEFF/, '');
  const expression = soleExpression(template);
  return expression === undefined || expression === ''
    ? quoteTemplate(template)
    : layoutExpression(expression);
}

function layoutObject(value: JsonObject, style: StringStyle): string[] {
  const items = Object.entries(value).map(([name, item]) => ({
    name: style.key(name),
    value: layoutValue(item, style),
  }));
  return items.length === 0 ? ['{}'] : ['{', ...layoutArguments(items).map(indent), '}'];
}

function layoutList(value: readonly JsonValue[], style: StringStyle): string[] {
  const items = value.map((item) => layoutValue(item, style));
  const scalars =
    value.every((item) => typeof item !== 'object' || item === null) &&
    items.every(({ length }) => length === 1);
  const line = `[${items.map(([text]) => text).join(', ')}]`;
  if (scalars && line.length <= LIST_WIDTH) return [line];
  const lines = items.flatMap((item) => [...item.slice(0, -1), `${item.at(-1)},`]);
  return lines.length === 0 ? ['[]'] : ['[', ...lines.map(indent), ']'];
}

function enclose(before: string, lines: readonly string[], behind: string): string[] {
  const opened = [`${before}${lines[0]}`, ...lines.slice(1)];
  return [...opened.slice(0, -1), `${opened.at(-1)}${behind}`];
}

function isIdentifier(name: string): boolean {
  // `{ for` would begin a for expression
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && name !== 'for';
}
