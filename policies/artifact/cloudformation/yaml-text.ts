import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } from 'yaml';
import type { Document, Node, Scalar } from 'yaml';
import { RefgateError, quote, type Position } from '../../errors';
import { longName } from './tags';
import type { Path } from './value';

/** What a template may cost at most; CloudFormation takes 1 MB. */
const LIMITS = { characters: 5_000_000, depth: 200, values: 200_000 } as const;

/** A plain scalar that YAML 1.1, which CloudFormation reads, and YAML 1.2 take for different things. */
export class Ambiguous {
  constructor(readonly source: string) {}
}

const AMBIGUOUS =
  /^(?:y|n|yes|no|on|off|[-+]?0\d+|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?|[-+]?\d[\d,]*_[\d_.]*|[-+]?\.(?:inf|nan))$/i;

/** Where a value is, and where its members are. */
interface Spot {
  readonly offset: number;
  readonly inner: Map<string | number, Spot>;
}

export interface YamlTemplate {
  /** Plain data, as of JSON: a short tag is an object with the long name of its function. */
  readonly root: unknown;
  readonly at: (path: Path) => Position | undefined;
}

/**
 * Reads one YAML document with the tags of CloudFormation. Cost: linear in the text and in what its aliases unfold to, which is bounded.
 * @throws {RefgateError} `ERR_YAML`: not YAML, a key twice, an unknown tag, more than one document, or too large
 */
export function readYamlTemplate(text: string, file?: string): YamlTemplate {
  const lines = new LineCounter();
  lines.addNewLine(0);
  const reader = new YamlReader((offset) => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  });
  if (text.length > LIMITS.characters)
    reader.refuse(`the template has more than ${LIMITS.characters} characters`, 0);
  const document = composed(text, lines, reader);
  const [root, spot] = reader.read(document.contents, 0, undefined);
  return {
    root,
    at: (path) => {
      let found: Spot | undefined = spot;
      for (const step of path) found = found?.inner.get(step);
      return found === undefined ? undefined : reader.place(found.offset);
    },
  };
}

function composed(text: string, lines: LineCounter, reader: YamlReader): Document.Parsed {
  const composer = new Composer({
    uniqueKeys: false,
    schema: 'core',
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  const parser = new Parser(lines.addNewLine);
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > LIMITS.depth)
      reader.refuse(`values are nested more than ${LIMITS.depth} deep`, parser.offset);
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  const [document, second] = documents;
  const error = document?.errors[0];
  if (error !== undefined) {
    const [first = ''] = error.message.split('\n', 1);
    reader.refuse(`not YAML: ${first.replace(/ at line \d+, column \d+:?$/, '')}`, error.pos[0]);
  }
  if (second !== undefined) reader.refuse('the file has more than one YAML document', second.range[0]);
  if (document === undefined) return reader.refuse('the file is empty', 0);
  return document;
}

type Read = readonly [value: unknown, spot: Spot];

class YamlReader {
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private values = 0;

  constructor(readonly place: (offset: number) => Position) {}

  refuse(message: string, offset: number): never {
    throw new RefgateError({ code: 'ERR_YAML', message, position: this.place(offset) });
  }

  /** @param near where the value is, if it has no place of its own */
  read(node: Node | null | undefined, depth: number, near: number | undefined): Read {
    const offset = node?.range?.[0] ?? near ?? 0;
    this.values += 1;
    if (this.values > LIMITS.values)
      this.refuse(`the aliases unfold to more than ${LIMITS.values} values`, offset);
    if (depth > LIMITS.depth) this.refuse(`values are nested more than ${LIMITS.depth} deep`, offset);
    if (node === null || node === undefined) return [null, { offset, inner: new Map() }];
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined || this.open.has(target))
        return this.refuse(`the alias ${quote(`*${node.source}`)} has no anchor before it`, offset);
      return this.read(target, depth, offset);
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
      this.open.add(node);
      const read = this.tagged(node, depth, offset);
      this.open.delete(node);
      return read;
    }
    return this.refuse('unexpected YAML', offset);
  }

  private tagged(node: Node, depth: number, offset: number): Read {
    const tag = node.tag;
    if (tag === undefined || tag.startsWith('tag:yaml.org,2002:') || tag === '!')
      return this.untagged(node, depth, offset, tag);
    const name = longName(tag);
    if (name === undefined) return this.refuse(`unknown tag ${quote(tag)}`, offset);
    const [value, spot] = this.untagged(node, depth + 1, offset, undefined);
    const dot = typeof value === 'string' ? value.indexOf('.') : -1;
    const argument = name === 'Fn::GetAtt' && dot > 0 ? dotted(String(value), dot) : value;
    return [{ [name]: argument }, { offset, inner: new Map([[name, spot]]) }];
  }

  private untagged(node: Node, depth: number, offset: number, tag: string | undefined): Read {
    const inner = new Map<string | number, Spot>();
    if (isSeq(node)) {
      const items = node.items.map((item, index) => {
        const [value, spot] = this.read(item as Node, depth + 1, offset);
        inner.set(index, spot);
        return value;
      });
      return [items, { offset, inner }];
    }
    if (isMap(node)) return [this.mapping(node.items, depth, inner), { offset, inner }];
    return [scalar(node as Scalar, tag), { offset, inner }];
  }

  private mapping(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    depth: number,
    inner: Map<string | number, Spot>,
  ): unknown {
    const entries = new Map<string, unknown>();
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      const offset = key?.range?.[0] ?? 0;
      if (!isScalar(key) || (key.tag !== undefined && key.tag !== '!'))
        return this.refuse('a key is not plain text', offset);
      const name = key.source ?? String(key.value);
      if (name === '<<' && key.type === 'PLAIN') {
        this.refuse('YAML merge keys (`<<`) are not supported in a template', offset);
      }
      if (entries.has(name)) this.refuse(`the key ${quote(name)} is in its mapping twice`, offset);
      const [value, spot] = this.read(pair.value as Node | null, depth + 1, offset);
      entries.set(name, value);
      inner.set(name, spot);
    }
    return Object.fromEntries(entries);
  }
}

/** `Role.Arn` → the two arguments that the long form takes. */
function dotted(text: string, dot: number): readonly string[] {
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function scalar({ value, source, type }: Scalar, tag: string | undefined): unknown {
  if (tag === 'tag:yaml.org,2002:str') return source ?? String(value);
  if (type === 'PLAIN' && source !== undefined && AMBIGUOUS.test(source)) return new Ambiguous(source);
  if (typeof value === 'number')
    return source === String(value) ? value : new Ambiguous(source ?? String(value));
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  return source ?? String(value);
}
