import { unreachable } from '../errors';
import type { Change, Json, Place } from './fix';

/** The changes of a fix that are about one place, applied to a document of it: parsed JSON or YAML. The document is left as it is. */
export function applyChanges(document: unknown, changes: readonly Change[], place: Place): unknown {
  return changes.filter((change) => change.place === place).reduce(applied, document);
}

function applied(document: unknown, change: Change): unknown {
  return at(document, namesIn(change.at), (old) => changed(old, change));
}

/** The names of a JSON pointer. @see https://www.rfc-editor.org/rfc/rfc6901#section-4 */
export function namesIn(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function changed(old: unknown, { op, value }: Change): unknown {
  switch (op) {
    case 'set':
      return value;
    case 'add':
      return withValue(old, value as Json);
    case 'remove':
      return value === undefined ? undefined : withoutValue(old, value);
    default:
      return unreachable(op);
  }
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === 'unknown' ? [] : Array.isArray(value) ? value : [value];
}

function withValue(old: unknown, value: Json): unknown {
  const list = listOf(old);
  return list.includes(value) ? old : [...list, value];
}

function withoutValue(old: unknown, value: Json): unknown {
  const rest = listOf(old).filter((item) => item !== value);
  return rest.length === 0 ? undefined : rest;
}

/** The document with what is at a place made again; objects on the way are created, and those that become empty go away. */
function at(document: unknown, names: readonly string[], make: (old: unknown) => unknown): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return make(document);
  if (Array.isArray(document)) {
    const index = Number(name);
    return document.map((item: unknown, i) => (i === index ? at(item, rest, make) : item));
  }
  const old = (document ?? {}) as Readonly<Record<string, unknown>>;
  const value = at(Object.hasOwn(old, name) ? old[name] : undefined, rest, make);
  // through entries, because a document may name a key `__proto__`
  const others = Object.entries(old).filter(([key]) => key !== name);
  if (value === undefined) return others.length === 0 ? undefined : Object.fromEntries(others);
  return Object.hasOwn(old, name)
    ? Object.fromEntries(Object.entries(old).map(([key, item]) => [key, key === name ? value : item]))
    : Object.fromEntries([...others, [name, value]]);
}
