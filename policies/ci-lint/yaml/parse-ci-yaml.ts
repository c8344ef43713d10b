import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type ParsedNode,
  type Scalar,
} from 'yaml';
import { quote, RefgateError, type Position } from '../../errors';
import type { CiEntry, CiMap, CiNode, StructureProblem } from './node';

/** A CI file as a tree. */
export interface CiYaml {
  readonly root: CiMap;
  readonly problems: readonly StructureProblem[];
  /** Whether a `spec:` header gives the file inputs: `$[[ inputs.x ]]` in it is not known. */
  readonly hasInputs: boolean;
}

const MAX_NODES = 200_000;
const MAX_DEPTH = 100;

/**
 * Reads a CI file as GitLab does: YAML 1.1 with `!reference`, merge keys and anchors; of a key that is given twice the last one counts.
 * @param file what the user calls the text
 * @throws RefgateError where the text is not YAML, or not a mapping
 * @see https://docs.gitlab.com/ci/yaml/yaml_optimization/
 */
export function parseCiYaml(text: string, file: string): CiYaml {
  const lineCounter = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  const documents = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    lineCounter,
    keepSourceTokens: true,
  });
  const list = Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  const error = list.flatMap(({ errors }) => errors)[0];
  if (error !== undefined)
    throw new RefgateError({
      code: 'ERR_YAML',
      message: (error.message.split('\n')[0] ?? 'invalid YAML').replace(/ at line \d+.*$/, ''),
      position: at(error.pos[0]),
      expected: 'a YAML file such as `.gitlab-ci.yml`',
    });
  const document = list.at(-1);
  const reader = new TreeReader(document, at);
  const root = document?.contents == null ? undefined : reader.read(document.contents as ParsedNode, 0);
  if (root?.kind !== 'map')
    throw new RefgateError({
      code: 'ERR_YAML',
      message: `${quote(file)} is not a CI file`,
      position: root?.position ?? { file, line: 1, column: 1 },
      expected: 'a mapping of jobs',
    });
  return { root, problems: reader.problems, hasInputs: list.length > 1 };
}

class TreeReader {
  readonly problems: StructureProblem[] = [];
  #nodes = 0;

  constructor(
    private readonly document: Document.Parsed | undefined,
    private readonly at: (offset: number) => Position,
  ) {}

  /** @throws RefgateError when aliases make the tree too large */
  read(node: ParsedNode | null, depth: number, fallback: Position = this.at(0)): CiNode {
    this.#nodes += 1;
    const position = node?.range == null ? fallback : this.at(node.range[0]);
    if (this.#nodes > MAX_NODES || depth > MAX_DEPTH)
      throw new RefgateError({
        code: 'ERR_YAML',
        message: 'the YAML is too large or nested too deeply',
        position,
        expected: `at most ${MAX_NODES} values, nested at most ${MAX_DEPTH} deep`,
      });
    if (isAlias(node)) {
      const target = this.document === undefined ? undefined : node.resolve(this.document);
      return this.read((target ?? null) as ParsedNode | null, depth + 1, position);
    }
    if (isMap(node)) return this.map(node as ParsedNode & { items: readonly PairLike[] }, depth, position);
    if (isSeq(node)) {
      const items = node.items as readonly (ParsedNode | null)[];
      if (node.tag === '!reference')
        return {
          kind: 'reference',
          path: items.map((item) => (isScalar(item) ? String(item.value) : '')),
          position,
        };
      return { kind: 'list', items: items.map((item) => this.read(item, depth + 1, position)), position };
    }
    return scalarNode(node as Scalar | null, position);
  }

  private map(node: { readonly items: readonly PairLike[] }, depth: number, position: Position): CiMap {
    const entries = new Map<string, CiEntry>();
    const merged = new Map<string, CiEntry>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? keyText(key.value) : '';
      const keyAt = key?.range == null ? position : this.at(key.range[0]);
      const read = this.read(value ?? null, depth + 1, keyAt);
      if (name === '<<') {
        const parents = read.kind === 'list' ? read.items : [read];
        for (const parent of parents)
          if (parent.kind === 'map')
            for (const [inner, entry] of parent.entries) if (!merged.has(inner)) merged.set(inner, entry);
        continue;
      }
      const earlier = entries.get(name);
      if (earlier !== undefined)
        this.problems.push({
          rule: 'duplicate-key',
          position: keyAt,
          message: `${quote(name)} is given twice: this one replaces the one at line ${earlier.position.line}, and what that one gave is lost`,
          fix: name === 'include' ? 'write one `include:` with a list' : `write one ${quote(name)}`,
        });
      entries.set(name, { position: keyAt, value: read });
    }
    for (const [name, entry] of merged) if (!entries.has(name)) entries.set(name, entry);
    return { kind: 'map', entries, position };
  }
}

/** The parser gives the merge key as a symbol. */
function keyText(value: unknown): string {
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

interface PairLike {
  readonly key: ParsedNode | null;
  readonly value: ParsedNode | null;
}

function scalarNode(node: Scalar | null, position: Position): CiNode {
  const value = node?.value;
  const isBlock = node?.type === 'BLOCK_LITERAL' || node?.type === 'BLOCK_FOLDED';
  return {
    kind: 'scalar',
    text: value == null ? '' : typeof value === 'string' ? value : (node?.source ?? String(value)),
    type: value == null ? 'null' : typeof value === 'string' ? 'string' : 'other',
    position,
    ...(isBlock ? { block: { indent: blockIndent(node as Scalar) } } : {}),
    ...(node?.type === 'QUOTE_SINGLE' || node?.type === 'QUOTE_DOUBLE' ? { quoted: true } : {}),
  };
}

/** Columns before the text of a block scalar; where the parser does not keep its source, none. */
function blockIndent(node: Scalar): number {
  const token = node.srcToken as { readonly source?: string } | undefined;
  return /^\n*( *)/.exec(token?.source ?? '')?.[1]?.length ?? 0;
}
