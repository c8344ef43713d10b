import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { Document, Node, ParsedNode, Scalar } from 'yaml';
import type { Position, Problem } from '../errors';
import { quote } from '../errors';
import { yamlSyntaxProblem } from './yaml-syntax-problem';
import type { Path, YamlNode } from './yaml-tree';
import { jsonPointer, YamlTree } from './yaml-tree';

/** What a file may cost at most; a real federation stays far below. */
export const YAML_LIMITS = { characters: 2 * 1024 * 1024, depth: 100, values: 500_000 } as const;

/** What a decoder leaves of UTF-16 and of other encodings. */
// oxlint-disable-next-line no-control-regex -- a zero byte is what is looked for
const NOT_TEXT = /[\u0000\ufffd]/;

export type ReadYaml =
  | { readonly ok: true; readonly tree: YamlTree }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads one YAML 1.2 document. Time and memory grow with the length of the text whatever is in it: nesting, size and what
 * aliases expand to are bounded by {@link YAML_LIMITS}. Refuses duplicate keys, unknown tags, and more than one document.
 */
export function readYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refuse = (message: string, offset: number, fix?: string): ReadYaml => ({
    ok: false,
    problems: [{ code: 'ERR_YAML', message, position: place(offset), fix }],
  });
  lines.addNewLine(0);
  if (text.length > YAML_LIMITS.characters) {
    return refuse(`the file is longer than ${YAML_LIMITS.characters} characters`, 0, 'split the federation');
  }

  const stray = text.search(NOT_TEXT);
  if (stray >= 0) {
    for (let at = text.indexOf('\n'); at >= 0 && at < stray; at = text.indexOf('\n', at + 1))
      lines.addNewLine(at + 1);
    const what = text.charAt(stray) === '\u0000' ? 'U+0000' : 'bytes that are no character';
    return refuse(`the file is not UTF-8 text: it has ${what}`, stray, 'save it as UTF-8');
  }

  const composer = new Composer({
    uniqueKeys: false,
    keepSourceTokens: false,
    schema: 'core',
    resolveKnownTags: false,
  });
  const parser = new Parser(lines.addNewLine);
  const documents: Document.Parsed[] = [];
  reading: for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      documents.push(...composer.next(token));
      if (token.type === 'error' || documents.length > 1) break reading;
    }
    if (parser.stack.length > YAML_LIMITS.depth) {
      return refuse(TOO_DEEP, parser.offset, 'close a bracket or a brace, or nest less');
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));

  const [document, second] = documents;
  const syntax = document?.errors[0] ?? document?.warnings[0] ?? second?.errors[0];
  if (syntax !== undefined) {
    return { ok: false, problems: [yamlSyntaxProblem(syntax, text, place(syntax.pos[0]))] };
  }
  if (second !== undefined) {
    return refuse(
      'the file has more than one YAML document',
      second.range[0],
      'remove everything from the second `---`',
    );
  }
  if (document === undefined || document.contents === null)
    return refuse('the file is empty', 0, 'write one, or have `refgate init` write it');
  if (document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    return refuse(`the file asks for YAML ${document.directives.yaml.version}`, 0, 'remove the `%YAML` line');
  }
  return convert(document.contents, place);
}

const TOO_DEEP = `values are nested more than ${YAML_LIMITS.depth} deep`;

/** Ends a conversion that would cost too much; caught in {@link convert} and nowhere else. */
class TooMuch extends Error {
  constructor(
    override readonly message: string,
    readonly offset: number,
    readonly fix: string,
  ) {
    super(message);
  }
}

function convert(contents: ParsedNode, place: (offset: number) => Position): ReadYaml {
  const conversion = new Conversion(place);
  try {
    const root = conversion.node(contents, [], undefined, undefined);
    if (conversion.problems.length > 0) return { ok: false, problems: conversion.problems };
    return { ok: true, tree: new YamlTree(root, place) };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    const { message, fix } = error;
    return { ok: false, problems: [{ code: 'ERR_YAML', message, position: place(error.offset), fix }] };
  }
}

/** One pass over the document in the order of the text, so that an anchor is always seen before its aliases. */
class Conversion {
  readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private values = 0;

  constructor(private readonly place: (offset: number) => Position) {}

  /** @param aliasOffset where the alias stands that leads here: the place a reader looks at, not the anchor's. */
  node(
    node: Node | null | undefined,
    path: Path,
    keyOffset: number | undefined,
    aliasOffset: number | undefined,
  ): YamlNode {
    const offset = aliasOffset ?? node?.range?.[0] ?? keyOffset ?? 0;
    this.values += 1;
    if (this.values > YAML_LIMITS.values) {
      throw new TooMuch(
        `the file expands to more than ${YAML_LIMITS.values} values`,
        offset,
        'write out what the aliases stand for',
      );
    }
    if (path.length > YAML_LIMITS.depth) {
      throw new TooMuch(TOO_DEEP, offset, 'nest less');
    }
    if (isAlias(node)) return this.alias(node.source, path, keyOffset, offset);
    if (node === null || node === undefined) return { value: null, offset, keyOffset, source: '' };
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { value: null, offset, keyOffset };
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) {
      return { value: scalarValue(node), offset, keyOffset, source: node.source ?? String(node.value) };
    }
    this.open.add(node);
    const children = new Map<string, YamlNode>();
    const value = isMap(node)
      ? this.mapping(node.items, path, aliasOffset, children)
      : node.items.map((item, index) => {
          const child = this.node(item as Node, [...path, index], undefined, aliasOffset);
          children.set(String(index), child);
          return child.value;
        });
    this.open.delete(node);
    return { value, offset, keyOffset, children };
  }

  private mapping(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    path: Path,
    aliasOffset: number | undefined,
    children: Map<string, YamlNode>,
  ): Readonly<Record<string, unknown>> {
    const value: Record<string, unknown> = {};
    for (const pair of pairs) {
      const keyNode = pair.key as Node | null;
      const keyOffset = aliasOffset ?? keyNode?.range?.[0] ?? 0;
      const key = this.keyText(keyNode, path, keyOffset);
      if (key === undefined) continue;
      const first = children.get(key);
      if (first !== undefined) {
        const { line, column } = this.place(first.keyOffset ?? first.offset);
        this.refuse(`${quote(key)} is declared twice`, [...path, key], keyOffset, {
          got: `a second ${quote(key)}, the first is at ${line}:${column}`,
          fix: 'give one of the two another name, or remove it',
        });
        continue;
      }
      const child = this.node(pair.value as Node | null, [...path, key], keyOffset, aliasOffset);
      children.set(key, child);
      value[key] = child.value;
    }
    return value;
  }

  private keyText(key: Node | null, path: Path, offset: number): string | undefined {
    if (key === null || !isScalar(key)) {
      this.refuse('a key is not plain text', path, offset, {
        fix: 'quote a key that begins with `*`, `&`, `[` or `{`',
      });
      return undefined;
    }
    const text = key.source ?? String(key.value);
    if (text === '__proto__') {
      this.refuse('`__proto__` cannot be a name', path, offset, { fix: 'give it another name' });
      return undefined;
    }
    return text;
  }

  private alias(name: string, path: Path, keyOffset: number | undefined, offset: number): YamlNode {
    const target = this.anchors.get(name);
    if (target !== undefined && !this.open.has(target)) return this.node(target, path, keyOffset, offset);
    const message =
      target === undefined
        ? `alias ${quote(`*${name}`)} has no anchor ${quote(`&${name}`)} before it`
        : `alias ${quote(`*${name}`)} stands inside of what it stands for`;
    this.refuse(message, path, offset, {
      fix: `a string that begins with ${quote('*')} must be quoted: ${quote(`"*${name}"`)}`,
    });
    return { value: null, offset, keyOffset };
  }

  private refuse(message: string, path: Path, offset: number, details: Partial<Problem>): void {
    const position = this.place(offset);
    this.problems.push({ code: 'ERR_YAML', message, pointer: jsonPointer(path), position, ...details });
  }
}

function scalarValue(scalar: Scalar): string | number | boolean | null {
  const { value } = scalar;
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  return scalar.source ?? String(value);
}
