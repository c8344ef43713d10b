import type { Terminal } from '../output/terminal';
import { readText } from './text-input';

type KeyValue = string | readonly string[] | null;

/**
 * The value of `--context`: condition keys that the request has beside those of the token, by lower-case name. `null` for a key that the
 * request does not have; a key that is omitted stays unknown.
 * @param source a JSON object, or the name of a file with one; `-` is standard input
 * @throws RefgateError `ERR_USAGE`: not an object, a key that no request has or that the token fills, or a value of another kind
 */
export async function readRequestKeys(
  source: string,
  terminal: Terminal,
): Promise<ReadonlyMap<string, KeyValue>> {
  const { isRequestKey, parseJsonText, quote, RefgateError } = await import('../../policies/index');
  const inline = /^\s*\{/.test(source);
  const parsed = parseJsonText(
    inline ? source : await readText(source, terminal),
    inline ? '--context' : source,
  );
  if (!parsed.ok) throw new RefgateError({ ...parsed.problem, got: undefined });
  const refused = (message: string, expected: string): Error =>
    new RefgateError({ code: 'ERR_USAGE', message: `invalid value of \`--context\`: ${message}`, expected });
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(
      'not an object',
      'condition keys with their values, such as `{"aws:SourceIp": "203.0.113.7"}`',
    );
  const keys = new Map<string, KeyValue>();
  for (const [name, given] of Object.entries(value)) {
    const key = name.toLowerCase();
    if (!isRequestKey(key))
      throw refused(
        `${quote(name)} is not a key that a request for this role has beside its token`,
        'a key such as `aws:SourceIp`, `aws:SourceVpce`, `aws:RequestedRegion`, `aws:CurrentTime`, `sts:RoleSessionName` or `aws:ResourceTag/…`; what the token contains with `--claims`',
      );
    if (keys.has(key)) throw refused(`${quote(name)} is given twice, ignoring case`, 'each key once');
    const text = textOf(given);
    if (text === undefined)
      throw refused(
        `got ${JSON.stringify(given)} for ${quote(name)}`,
        'a string, a list of strings, or `null`',
      );
    keys.set(key, text);
  }
  return keys;
}

function textOf(value: unknown): KeyValue | undefined {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value)))
    return String(value);
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  return undefined;
}
