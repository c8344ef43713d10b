import { quote } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { Path } from '../yaml-tree';
import type { Reading } from './reading';

/** The one of these keys that the mapping has; reports none of them, and every one after the first. */
export function exactlyOne<const K extends string>(
  reading: Reading,
  path: Path,
  keys: readonly K[],
  what: string,
  code: ErrorCode,
): K | undefined {
  const written = keys.filter((key) => reading.has([...path, key]));
  const [first, ...rest] = written;
  const expected = `exactly one of ${keys.map(quote).join(', ')}`;
  if (first === undefined)
    reading.atKey(path, { code, message: `${what} is missing`, expected, fix: undefined });
  for (const key of rest) {
    reading.atKey([...path, key], {
      code,
      message: `${quote(key)} stands beside ${quote(String(first))}`,
      expected,
      fix: 'remove one of them',
    });
  }
  return rest.length === 0 ? first : undefined;
}
