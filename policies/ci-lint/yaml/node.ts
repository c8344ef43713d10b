import type { Position } from '../../errors';

/** A value of a CI file, with the place that it was written at. Places survive `include`, `extends` and `!reference`. */
export type CiNode = CiScalar | CiList | CiMap | CiReference;

export interface CiScalar {
  readonly kind: 'scalar';
  /** As GitLab turns it into a variable or a command; empty for null. */
  readonly text: string;
  /** Whether it was null, a number or a boolean rather than text. */
  readonly type: 'string' | 'null' | 'other';
  readonly position: Position;
  /** Block scalars (`|`, `>`) begin on the line after their mark, indented. */
  readonly block?: { readonly indent: number };
  /** Whether the text is in quotes: its first character is one column further. */
  readonly quoted?: boolean;
}

export interface CiList {
  readonly kind: 'list';
  readonly items: readonly CiNode[];
  readonly position: Position;
}

export interface CiMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, CiEntry>;
  readonly position: Position;
}

export interface CiEntry {
  /** Of the key. */
  readonly position: Position;
  readonly value: CiNode;
}

/** `!reference [job, keyword, …]` before it is resolved. */
export interface CiReference {
  readonly kind: 'reference';
  readonly path: readonly string[];
  readonly position: Position;
}

/** Something that the text says and that cannot be followed here. Whatever depends on it is not known. */
export interface OpenPart {
  readonly position: Position;
  /** Lower case, user text in backticks, no full stop. */
  readonly message: string;
  readonly fix: string;
}

/** A mistake in the structure of the file, found while it is read. */
export interface StructureProblem {
  readonly rule: 'duplicate-key' | 'reserved-name' | 'unresolved-name';
  readonly position: Position;
  readonly message: string;
  readonly fix: string;
}

export function mapOf(node: CiNode | undefined): CiMap | undefined {
  return node?.kind === 'map' ? node : undefined;
}

export function entryOf(node: CiNode | undefined, key: string): CiEntry | undefined {
  return mapOf(node)?.entries.get(key);
}

export function textOf(node: CiNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : undefined;
}

/** The texts of a list of scalars, or of one scalar; anything else is omitted. */
export function textsOf(node: CiNode | undefined): readonly string[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
  return nodes.flatMap((item) => textOf(item) ?? []);
}

/** The place of a character of a scalar's text. Exact for block scalars and for texts on one line. */
export function positionIn(scalar: CiScalar, offset: number): Position {
  const before = scalar.text.slice(0, offset);
  const lines = before.split('\n').length - 1;
  const inLine = offset - (before.lastIndexOf('\n') + 1);
  const { file, line, column } = scalar.position;
  const place =
    scalar.block === undefined
      ? { line: line + lines, column: (lines === 0 ? column + (scalar.quoted === true ? 1 : 0) : 1) + inLine }
      : { line: line + 1 + lines, column: scalar.block.indent + 1 + inLine };
  return file === undefined ? place : { file, ...place };
}
