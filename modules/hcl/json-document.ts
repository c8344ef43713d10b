import { isJsonObject, type JsonValue } from './json-value';
import { escapeTemplate, parseTemplate, unescapeTemplate } from './template';

/**
 * When a string that is a JSON document may become `jsonencode(…)`.
 *
 * `same text`: when every byte stays, because whoever reads it may read it as text. `same document`: also when keys change
 * their order and `<` becomes `\u003c`, because it is a policy, which is compared parsed. `never`: where no function may stand.
 */
export type DocumentUse = 'same text' | 'same document' | 'never';

export interface DocumentContext {
  readonly use: DocumentUse;
  /** References that are known to be text, such as `var.name`. */
  readonly texts: ReadonlySet<string>;
}

/** Delimiters of a placeholder: private characters that a document with them is not rewritten for. */
const OPEN = '\uE000';
const CLOSE = '\uE001';

/**
 * A string that is a JSON document as the value that `jsonencode` makes it from; its strings and keys are templates.
 *
 * @returns undefined when the string is no such document, or would not be the same afterwards: an expression outside
 * quotes, broken or empty JSON, a number that a double does not hold, a key twice
 * @see https://developer.hashicorp.com/terraform/language/functions/jsonencode
 */
export function documentValue(source: string, { use, texts }: DocumentContext): JsonValue | undefined {
  if (use === 'never' || !/^\s*[{[]/.test(source) || /[\uE000\uE001]/.test(source)) return undefined;
  const parts = parseTemplate(source);
  if (parts.some((part) => part.kind === 'directive' || (part.kind === 'interpolation' && part.strips)))
    return undefined;
  const expressions: string[] = [];
  const text = parts
    .map((part) => {
      if (part.kind !== 'interpolation') return unescapeTemplate(part.source);
      return `${OPEN}${expressions.push(part.expression) - 1}${CLOSE}`;
    })
    .join('');
  const document = exactDocument(text);
  if (document === undefined || isEmpty(document)) return undefined;
  if (use === 'same text' && (expressions.length > 0 || encoded(document) !== text)) return undefined;
  return toTemplates(document, expressions, texts);
}

/** The parsed text, unless a JavaScript value cannot say all that the text says. */
function exactDocument(text: string): JsonValue | undefined {
  let document: JsonValue;
  try {
    document = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  const pattern = /"(?:[^"\\]|\\.)*"|[^\s"]+/g;
  const tokens = [...text.matchAll(pattern)].map(([token]) =>
    token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token,
  );
  const exact =
    tokens.join('') === JSON.stringify(document) && !/\p{Cs}/u.test(text) && !/\\ud[89a-f]/i.test(text);
  return exact ? document : undefined;
}

/** Every string as template source, with the expressions back in their places. */
function toTemplates(
  value: JsonValue,
  expressions: readonly string[],
  texts: ReadonlySet<string>,
): JsonValue {
  const template = (text: string): string => toTemplate(text, expressions, texts);
  if (typeof value === 'string') return template(value);
  if (isJsonObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([name, item]) => [template(name), toTemplates(item, expressions, texts)]),
    );
  }
  return Array.isArray(value) ? value.map((item) => toTemplates(item, expressions, texts)) : value;
}

function toTemplate(text: string, expressions: readonly string[], texts: ReadonlySet<string>): string {
  const pieces = text.split(/\uE000(\d+)\uE001/);
  if (pieces.length === 3 && pieces[0] === '' && pieces[2] === '') {
    const expression = expressions[Number(pieces[1])] ?? '';
    return `\${${isText(expression, texts) ? expression : `tostring(${expression})`}}`;
  }
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) return `\${${expressions[Number(piece)]}}`;
      const escaped = escapeTemplate(piece);
      // `$` directly before an interpolation would make it literal
      return index < pieces.length - 1 ? escaped.replace(/[$%]$/, (last) => `\${"${last}"}`) : escaped;
    })
    .join('');
}

/**
 * Whether an expression is text without conversion. One that stood in quotes gave text, whatever its type; alone in
 * `jsonencode` it would keep its type.
 */
function isText(expression: string, texts: ReadonlySet<string>): boolean {
  const attribute =
    /^(?:data\.)?aws_\w+\.[\w-]+(?:\[[^\]]*\])?\.(?:arn|id|json|name|url|account_id|partition)$/;
  return expression === 'each.key' || texts.has(expression) || attribute.test(expression);
}

function isEmpty(document: JsonValue): boolean {
  return typeof document !== 'object' || document === null || Object.keys(document).length === 0;
}

/** The text that `jsonencode` writes: keys in the order of their bytes, characters of HTML escaped. */
function encoded(document: JsonValue): string | undefined {
  const text = JSON.stringify(sorted(document));
  // the encoders agree on everything but rare control characters and exponents
  if (/[\u2028\u2029\u007f]|\\[bf]|\d[eE][+-]?\d/.test(text)) return undefined;
  return text.replace(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
}

function sorted(value: JsonValue): JsonValue {
  if (isJsonObject(value)) {
    const entries = Object.entries(value).toSorted(([a], [b]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item)]));
  }
  return Array.isArray(value) ? value.map(sorted) : value;
}
