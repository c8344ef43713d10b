import { parseJsonText } from '../../../trust/index';
import {
  Unknown,
  ValueSet,
  fail,
  fromJson,
  isList,
  isMap,
  numberText,
  sortedKeys,
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
  jsonencode: whole(1, 1, (args, budget) => {
    const encoded = jsonText(args[0] ?? null);
    budget.spend(Math.ceil(encoded.length / 100));
    return encoded;
  }),
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
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number') return numberText(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof ValueSet) return jsonText(value.items);
  if (isMap(value)) {
    const members = sortedKeys(value).map((key) => `${jsonString(key)}:${jsonText(value.get(key) ?? null)}`);
    return `{${members.join(',')}}`;
  }
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
    return fail('`base64decode` got what is not base64 of a text');
  }
}
