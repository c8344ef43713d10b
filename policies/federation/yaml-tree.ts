import type { Position } from '../errors';

/** Steps from the top of a document to a value: keys of mappings, indexes of lists. */
export type Path = readonly (string | number)[];

/** A value of a YAML document with the place it was written at. Offsets count UTF-16 code units from the start of the text. */
export interface YamlNode {
  /** `null`, booleans, numbers, strings, lists and mappings; no mapping has a key `__proto__`. */
  readonly value: unknown;
  readonly offset: number;
  /** Where the key stands that leads to the value; absent for list entries and for the top. */
  readonly keyOffset?: number;
  /** A scalar as it was written, without its quotes. */
  readonly source?: string;
  readonly children?: ReadonlyMap<string, YamlNode>;
}

/** A YAML document that answers where each of its values was written. */
export class YamlTree {
  constructor(
    readonly root: YamlNode,
    private readonly place: (offset: number) => Position,
  ) {}

  /** The value at the path, or `undefined` when there is none. */
  find(path: Path): YamlNode | undefined {
    let node: YamlNode | undefined = this.root;
    for (const step of path) node = node?.children?.get(String(step));
    return node;
  }

  /** Where the value was written; of what is not there, where it is missing: the nearest key above it. */
  positionOf(path: Path): Position {
    const node = this.find(path);
    return node === undefined ? this.keyPositionOf(path.slice(0, -1)) : this.place(node.offset);
  }

  /** Where the key was written that leads to the value. */
  keyPositionOf(path: Path): Position {
    const node = this.find(path);
    if (node === undefined) return path.length === 0 ? this.place(0) : this.keyPositionOf(path.slice(0, -1));
    return this.place(node.keyOffset ?? node.offset);
  }
}

/** RFC 6901: the empty string is the whole document. */
export function jsonPointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
