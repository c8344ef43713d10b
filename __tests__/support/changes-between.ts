import type { Change, Json } from '../../policies/advice/index';
import { escapePointer } from '../../policies/trust/index';

/** What has to be set and removed so that one document is the other, as data; lists are replaced whole unless they have one length. */
export function changesBetween(from: unknown, to: unknown, at = ''): readonly Change[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length && from.some(isObject))
    return from.flatMap((item: unknown, index) =>
      changesBetween(item, to[index] as unknown, `${at}/${index}`),
    );
  if (!isObject(from) || !isObject(to)) return [{ place: 'trust_policy', op: 'set', at, value: to as Json }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name): readonly Change[] => {
    const pointer = `${at}/${escapePointer(name)}`;
    if (!Object.hasOwn(to, name)) return [{ place: 'trust_policy', op: 'remove', at: pointer }];
    return changesBetween(from[name], to[name], pointer);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
