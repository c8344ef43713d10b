import { isAlias, isMap, isScalar, isSeq, stringify } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import type { Plain } from './wanted';

/** A stretch of a string and what takes its place. Offsets count UTF-16 code units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; of several at one place the first comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const edit of edits.toSorted((one, other) => one.start - other.start || one.end - other.end)) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** The text of a key, as it was written. */
function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : undefined;
}

/** The pair of a key in a mapping. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyText(pair) === key);
}

/** What a node stands for; aliases count as what they name. */
export function plainOf(node: unknown, document: Document): Plain | undefined {
  if (isAlias(node)) return plainOf(node.resolve(document), document);
  if (isScalar(node)) return node.value as Plain;
  if (isSeq(node)) return node.items.map((item) => plainOf(item, document) ?? null);
  if (!isMap(node)) return node === null ? null : undefined;
  return Object.fromEntries(
    node.items.flatMap((pair) => {
      const key = keyText(pair);
      return key === undefined ? [] : [[key, plainOf(pair.value, document) ?? null]];
    }),
  );
}

/** Whether two values say the same: `'101'` and `101` do, and the order of a mapping means nothing. */
export function isSame(one: Plain | undefined, other: Plain | undefined): boolean {
  if (isPlainMap(one) && isPlainMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
    );
  }
  if (Array.isArray(one) && Array.isArray(other))
    return (
      one.length === other.length && one.every((each, index) => isSame(each as Plain, other[index] as Plain))
    );
  if (typeof one === 'object' || typeof other === 'object') return one === other;
  return one !== undefined && other !== undefined && String(one) === String(other);
}

function isPlainMap(value: Plain | undefined): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Edits of one document: each changes as little of the text as it can, so that comments, order and layout stay. */
export class YamlEditor {
  readonly edits: TextEdit[] = [];
  readonly #eol: string;

  constructor(
    private readonly text: string,
    private readonly document: Document,
  ) {
    this.#eol = /\r\n/.test(text) ? '\r\n' : '\n';
  }

  /**
   * Sets keys of a mapping. Keys that are not named stay.
   * @param order where a new key goes: after the last one that is before it here
   */
  setKeys(map: YAMLMap, wanted: Readonly<Record<string, Plain>>, order: readonly string[]): void {
    const added: [string, Plain][] = [];
    for (const [key, value] of Object.entries(wanted)) {
      const pair = pairOf(map, key);
      if (pair === undefined) added.push([key, value]);
      else this.#setValue(pair, value, map.flow === true);
    }
    if (added.length === 0) return;
    if (map.flow === true) return this.#extendFlow(map, added);
    for (const [key, value] of added) this.#insert(map, key, value, order);
  }

  /** Makes the value of a pair what is wanted. */
  #setValue(pair: Pair, value: Plain, inFlow: boolean): void {
    const node = pair.value as Node | null;
    if (isSame(plainOf(node, this.document), value)) return;
    if (isMap(node) && isPlainMap(value) && node.flow !== true) {
      const kept = node.items.filter((each) => Object.hasOwn(value, keyText(each) ?? ''));
      if (kept.length > 0) return this.#reconcile(node, value);
    }
    const isRules = isMap(node) && node.flow === true && isPlainMap(value) && node.items.length > 0;
    const block =
      !inFlow && !isRules && isPlainMap(value) && Object.keys(value).length > 0 && holdsMaps(value);
    this.#replace(pair, node, value, block);
  }

  /** Key by key in a block mapping: what is not wanted goes with its line. */
  #reconcile(map: YAMLMap, value: { readonly [key: string]: Plain }): void {
    for (const pair of map.items) {
      const key = keyText(pair) ?? '';
      if (Object.hasOwn(value, key)) this.#setValue(pair, value[key] as Plain, false);
      else this.#removeLines(pair);
    }
    for (const [key, each] of Object.entries(value))
      if (pairOf(map, key) === undefined) this.#insert(map, key, each, []);
  }

  #replace(pair: Pair, node: Node | null, value: Plain, block: boolean): void {
    const keyEnd = (pair.key as Node).range?.[1] ?? 0;
    const colon = this.text.indexOf(':', keyEnd) + 1;
    const isEmpty = node === null || node.range == null || node.range[0] === node.range[1];
    const start = isEmpty ? colon : (node.range?.[0] ?? colon);
    const end = isEmpty ? colon : leafEnd(node);
    if (!block) {
      this.edits.push({ start, end, text: `${isEmpty ? ' ' : ''}${inline(value)}` });
      return;
    }
    const indent = this.#indentOf(pair);
    const lines = Object.entries(value as { readonly [key: string]: Plain }).map(
      ([key, each]) => `${this.#eol}${indent}  ${inlineKey(key)}: ${inline(each)}`,
    );
    const before = this.text.slice(colon, start).trim() === '' ? colon : start;
    this.edits.push({ start: before, end, text: lines.join('') });
  }

  #insert(map: YAMLMap, key: string, value: Plain, order: readonly string[]): void {
    const last = map.items.at(-1);
    if (last === undefined) return;
    const place = order.indexOf(key);
    const before = map.items.findLast((pair) => {
      const at = order.indexOf(keyText(pair) ?? '');
      return at >= 0 && at < place;
    });
    const after = before ?? last;
    const indent = this.#indentOf(map.items[0] as Pair);
    const block = isPlainMap(value) && Object.keys(value).length > 0 && holdsMaps(value);
    const lines = block
      ? [
          `${indent}${inlineKey(key)}:`,
          ...Object.entries(value).map(([name, each]) => `${indent}  ${inlineKey(name)}: ${inline(each)}`),
        ]
      : [`${indent}${inlineKey(key)}: ${inline(value)}`];
    const at = this.#lineEnd(pairEnd(after));
    const open = at > 0 && this.text[at - 1] !== '\n';
    const text = lines.map((line) => (open ? `${this.#eol}${line}` : `${line}${this.#eol}`)).join('');
    this.edits.push({ start: at, end: at, text });
  }

  /** A flow mapping is short: it is written again, in its order. */
  #extendFlow(map: YAMLMap, added: readonly (readonly [string, Plain])[]): void {
    const last = map.items.at(-1);
    const text = added.map(([key, value]) => `${inlineKey(key)}: ${inline(value)}`).join(', ');
    const at = last === undefined ? (map.range?.[0] ?? 0) + 1 : pairEnd(last);
    this.edits.push({ start: at, end: at, text: last === undefined ? ` ${text} ` : `, ${text}` });
  }

  #removeLines(pair: Pair): void {
    const keyStart = (pair.key as Node).range?.[0] ?? 0;
    const start = this.text.lastIndexOf('\n', keyStart - 1) + 1;
    this.edits.push({ start, end: this.#lineEnd(pairEnd(pair)), text: '' });
  }

  #indentOf(pair: Pair): string {
    const start = (pair.key as Node).range?.[0] ?? 0;
    return ' '.repeat(start - (this.text.lastIndexOf('\n', start - 1) + 1));
  }

  /** Just after the line that a place is in. */
  #lineEnd(offset: number): number {
    if (offset > 0 && this.text[offset - 1] === '\n') return offset;
    const end = this.text.indexOf('\n', offset);
    return end < 0 ? this.text.length : end + 1;
  }
}

/** Rules by name, which stand on a line each; a rule by itself is short. */
function holdsMaps(value: { readonly [key: string]: Plain }): boolean {
  return Object.values(value).some(isPlainMap);
}

/** Where the text of a value ends, without the comments after it. */
function leafEnd(node: Node): number {
  const collection = (isMap(node) || isSeq(node)) && node.flow !== true;
  const last = collection ? node.items.at(-1) : undefined;
  if (last === undefined) return node.range?.[1] ?? 0;
  return isMap(node) ? pairEnd(last as Pair) : leafEnd(last as Node);
}

function pairEnd({ key, value }: Pair): number {
  const node = value as Node | null;
  const keyEnd = (key as Node).range?.[1] ?? 0;
  return node === null ? keyEnd : Math.max(keyEnd, leafEnd(node));
}

/** A value on one line, as it may be in a flow collection. */
export function inline(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map((each) => inline(each as Plain)).join(', ')}]`;
  if (!isPlainMap(value)) return scalar(value as string | number | boolean | null);
  const pairs = Object.entries(value).map(([key, each]) => `${inlineKey(key)}: ${inline(each)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

const inlineKey = (key: string): string => scalar(key);

function scalar(value: string | number | boolean | null): string {
  const written = stringify([value], { collectionStyle: 'flow', lineWidth: 0, singleQuote: true });
  return written
    .trim()
    .replace(/^\[\s*/, '')
    .replace(/\s*\]$/, '');
}
