import { parseJsonText } from '../../../trust/index';
import {
  PartialText,
  ResourceValue,
  Unknown,
  UnknownList,
  ValueSet,
  blank,
  fail,
  findUnknown,
  fromJson,
  isList,
  isMap,
  numberText,
  sortedKeys,
  textOfParts,
  type Value,
} from '../value';
import { text } from './arguments';
import { composing } from './strings';
import { whole, type FunctionTable } from './function';

/** @see https://developer.hashicorp.com/terraform/language/functions (encoding functions) */
export const ENCODING_FUNCTIONS: FunctionTable = composing({
  base64decode: whole(1, 1, (args) => decodeBase64(text(args, 0))),
  base64encode: whole(1, 1, (args) => encodeBase64(text(args, 0))),
  jsondecode: whole(1, 1, (args) => {
    const source = text(args, 0);
    const parsed = parseJsonText(source);
    if (parsed.ok && LONG_FRACTION.test(source.replace(/"(?:[^"\\]|\\.)*"/g, '""')))
      return new Unknown('`jsondecode` of a number with more digits than refgate has');
    return parsed.ok
      ? fromJson(parsed.value)
      : fail(`\`jsondecode\` got what is not JSON: ${parsed.problem.message}`);
  }),
  jsonencode: {
    ...whole(1, 1, ([value = null], budget) => {
      if (value instanceof Unknown && !(value instanceof UnknownList)) return blank(value);
      const parts = jsonParts(value);
      budget.spend(
        Math.ceil(parts.reduce((size, part) => size + (typeof part === 'string' ? part.length : 1), 0) / 100),
      );
      return textOfParts(parts);
    }),
    takesUnknown: true,
  },
  urlencode: whole(1, 1, (args) =>
    encodeURIComponent(text(args, 0))
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
});

/** More digits than a double keeps apart. */
const LONG_FRACTION = /\d[\d.]{15}/;

/** JSON as Terraform writes it: keys sorted, no white space, and nothing that could end a script element. */
export function jsonText(value: Value): string {
  return jsonParts(value).join('');
}

type Parts = (string | Unknown)[];

/** An unknown part of a string is a part of its own; an unknown value is taken for a string. */
function jsonParts(value: Value): Parts {
  if (value instanceof UnknownList) return jsonParts([value.element]);
  if (value instanceof PartialText)
    return [
      '"',
      ...value.parts.map((part) => (typeof part === 'string' ? jsonString(part).slice(1, -1) : part)),
      '"',
    ];
  if (value instanceof Unknown) return ['"', value, '"'];
  if (value instanceof ResourceValue) return ['"', findUnknown(value) ?? '', '"'];
  const list = isList(value) ? value : value instanceof ValueSet ? value.items : undefined;
  if (list !== undefined)
    return ['[', ...list.flatMap((item, at) => [...(at === 0 ? [] : [',']), ...jsonParts(item)]), ']'];
  if (!isMap(value)) return [scalarText(value)];
  const members = sortedKeys(value).flatMap((key, at) => [
    `${at === 0 ? '' : ','}${jsonString(key)}:`,
    ...jsonParts(value.get(key) ?? null),
  ]);
  return ['{', ...members, '}'];
}

function scalarText(value: Value): string {
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number') return numberText(value);
  return value === true ? 'true' : value === false ? 'false' : 'null';
}

const UNSAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A JSON string as Go writes it. */
export function jsonString(value: string): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => UNSAFE[c] ?? c);
}

function encodeBase64(value: string): string {
  const bytes = [...new TextEncoder().encode(value)];
  return btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
}

/** With its padding, and no white space within a line. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBase64(value: string): string {
  try {
    const written = value.replace(/[\r\n]/g, '');
    if (!BASE64.test(written)) throw new Error('not base64');
    const bytes = Uint8Array.from(atob(written), (c) => c.codePointAt(0) ?? 0);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('`base64decode` got what is not base64 of a string');
  }
}
