import { parseTree, type Node } from 'jsonc-parser';
import { quote, type Position, type Problem } from '../errors';
import { nodeAt } from './node-at';
import { memberTwice } from './member-twice';

/** JSON nested deeper than this is refused before any parser goes into it. */
export const DEEPEST = 500;

export type ParsedJson =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: Problem };

/** Parses strict JSON. Never throws; a problem carries its line and column. */
export function parseJsonText(text: string, file?: string): ParsedJson {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const position = positionAt(text, deep, file);
    return {
      ok: false,
      problem: { code: 'ERR_JSON', message: `the JSON nests more than ${DEEPEST} levels deep`, position },
    };
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, problem: syntaxProblem(text, file) };
  }
}

/**
 * Parses JSON in which a member may be in its object only once: of two, a reader keeps one, and readers differ in which.
 * Otherwise as {@link parseJsonText}.
 */
export function parsePolicyText(text: string, file?: string): ParsedJson {
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) return parsed;
  const twice = memberTwice(text);
  if (twice === undefined) return parsed;
  return {
    ok: false,
    problem: {
      code: 'ERR_JSON',
      message: `the member ${quote(twice.name)} appears twice in one object, and only one of them counts`,
      position: positionAt(text, twice.offset, file),
      fix: 'merge the two into one object',
    },
  };
}

/** Positions of values inside one JSON text. Parses the text once, when the first position is asked for. */
export class JsonPositions {
  private root: Node | undefined;
  private parsed = false;
  private lines: TextLines | undefined;

  constructor(
    private readonly text: string,
    private readonly file?: string,
  ) {}

  /** Where the value at `path` starts, or nothing when there is none. */
  at(path: readonly (string | number)[]): Position | undefined {
    if (!this.parsed) {
      this.root = tooDeepAt(this.text) === undefined ? parseTree(this.text) : undefined;
      this.parsed = true;
    }
    const node = this.root === undefined ? undefined : nodeAt(this.root, path);
    if (node === undefined) return undefined;
    this.lines ??= new TextLines(this.text, this.file);
    return this.lines.at(node.offset);
  }

  /**
   * Where the value at a JSON pointer starts; of what is not there, the nearest value around it.
   * @param base where the pointer begins
   */
  atPointer(pointer: string, base: readonly (string | number)[] = []): Position | undefined {
    const path = pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
      .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    for (let length = path.length; length >= 0; length -= 1) {
      const position = this.at([...base, ...path.slice(0, length)]);
      if (position !== undefined) return position;
    }
    return undefined;
  }
}

/** Positions in one text by offset. Its lines are looked for once: a large input has a position for each of its roles. */
export class TextLines {
  private readonly starts: readonly number[];

  constructor(
    text: string,
    private readonly file?: string,
  ) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** Line and column, from 1, of a character of the text. */
  at(offset: number): Position {
    let [line, next] = [0, this.starts.length];
    while (next - line > 1) {
      const middle = (line + next) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) line = middle;
      else next = middle;
    }
    const place = { line: line + 1, column: offset - (this.starts[line] ?? 0) + 1 };
    return this.file === undefined ? place : { file: this.file, ...place };
  }
}

/** Line and column, from 1, of a character of a string. */
export function positionAt(text: string, offset: number, file?: string): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  return file === undefined ? { line, column } : { file, line, column };
}

function syntaxProblem(text: string, file?: string): Problem {
  const errors: { offset: number; length: number }[] = [];
  parseTree(text, errors as never, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const offset = first?.offset ?? text.length;
  const got = text.slice(offset, offset + Math.max(1, Math.min(first?.length ?? 1, 40)));
  return {
    code: 'ERR_JSON',
    message: 'the text is not valid JSON',
    position: positionAt(text, offset, file),
    got: offset >= text.length ? 'the end of the text' : JSON.stringify(got),
    expected: 'strict JSON: no comments, no trailing commas',
  };
}

/** Whether a text nests deeper than any parser here goes. */
export function isTooDeep(text: string): boolean {
  return tooDeepAt(text) !== undefined;
}

/** The offset of the bracket that goes too deep. Linear, and blind to anything but strings and brackets. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text.charCodeAt(at);
    if (quoted) {
      if (c === 0x5c) at += 1;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x7b || c === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return at;
    } else if (c === 0x7d || c === 0x5d) depth -= 1;
  }
  return undefined;
}
