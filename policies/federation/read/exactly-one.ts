import { quote } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { Path } from '../yaml-tree';
import type { ProblemCollector } from './problem-collector';

/** The one of these keys that the mapping has; reports none of them, and every one after the first. */
export function exactlyOne<const K extends string>(
  collector: ProblemCollector,
  path: Path,
  keys: readonly K[],
  what: string,
  code: ErrorCode,
): K | undefined {
  const written = keys.filter((key) => collector.has([...path, key]));
  const [first, ...rest] = written;
  const expected = `exactly one of ${keys.map(quote).join(', ')}`;
  if (first === undefined)
    collector.atKey(path, { code, message: `${what} is missing`, expected, fix: undefined });
  for (const key of rest) {
    collector.atKey([...path, key], {
      code,
      message: `${quote(key)} stands beside ${quote(String(first))}`,
      expected,
      fix: 'remove one of them',
    });
  }
  return rest.length === 0 ? first : undefined;
}
