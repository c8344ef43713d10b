import { TextLines } from '../../trust/index';
import { RefgateError, type Position } from '../../errors';
import type { Positions } from './block';
import { Cursor, type Spans } from './cursor';
import type { Expression } from './expression';
import type { ExpressionSource, WrittenExpression } from './written-expression';
import { expressionAt } from './parse-expression';

/**
 * Positions in a `.tf` file, by the path that the value has in the file's JSON form: `resource`, `aws_iam_role`, `deploy`, `0`,
 * `assume_role_policy`. Scans the text once, when the first position is asked for; where it cannot read on, it knows no more.
 */
export class HclPositions implements Positions, ExpressionSource {
  private scanned: Scanned | undefined;
  private lines: TextLines | undefined;

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  at(path: readonly (string | number)[]): Position | undefined {
    const offset = this.scan().offsets.get(keyOf(path));
    return offset === undefined ? undefined : this.positionAt(offset);
  }

  /** The expression of an attribute. */
  expression(path: readonly (string | number)[]): WrittenExpression | undefined {
    const node = this.scan().expressions.get(keyOf(path));
    return node === undefined ? undefined : { node, source: this };
  }

  positionOf(node: Expression): Position | undefined {
    const span = this.scan().spans.get(node);
    return span === undefined ? undefined : this.positionAt(span.start);
  }

  written(node: Expression): { readonly text: string; readonly offset: number } | undefined {
    const span = this.scan().spans.get(node);
    return span === undefined
      ? undefined
      : { text: this.text.slice(span.start, span.end), offset: span.start };
  }

  positionAt(offset: number): Position {
    this.lines ??= new TextLines(this.text, this.file);
    return this.lines.at(offset);
  }

  private scan(): Scanned {
    this.scanned ??= scan(this.text);
    return this.scanned;
  }
}

interface Scanned {
  readonly offsets: Map<string, number>;
  readonly expressions: Map<string, Expression>;
  readonly spans: Spans;
}

function keyOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path.map(String));
}

function scan(text: string): Scanned {
  const found: Scanned = { offsets: new Map(), expressions: new Map(), spans: new WeakMap() };
  const cursor = new Cursor(text, found.spans);
  if (text.startsWith('\uFEFF')) cursor.at = 1;
  try {
    bodyAt(cursor, [], found);
  } catch (error) {
    if (!(error instanceof RefgateError)) throw error;
  }
  return found;
}

/** Attributes and blocks up to the closing brace or the end of the text. */
function bodyAt(cursor: Cursor, path: readonly string[], found: Scanned): void {
  const { offsets, expressions } = found;
  const seen = new Map<string, number>();
  for (;;) {
    cursor.newlines = true;
    cursor.skip();
    if (cursor.done || cursor.take('}')) return;
    const start = cursor.at;
    const name = cursor.identifier() ?? cursor.fail('an attribute or a block');
    cursor.newlines = false;
    cursor.skip();
    if (cursor.take('=')) {
      offsets.set(keyOf([...path, name]), start);
      expressions.set(keyOf([...path, name]), expressionAt(cursor));
    } else {
      const labels = [name, ...labelsAt(cursor)];
      const key = keyOf(labels);
      const index = seen.get(key) ?? 0;
      seen.set(key, index + 1);
      const inner = [...path, ...labels, String(index)];
      offsets.set(keyOf(inner), start);
      cursor.nested(true, () => bodyAt(cursor, inner, found));
    }
  }
}

/** The labels of a block, up to and over its opening brace. */
export function labelsAt(cursor: Cursor): string[] {
  const labels: string[] = [];
  for (;;) {
    cursor.skip();
    if (cursor.take('{')) return labels;
    const bare = cursor.identifier();
    if (bare !== undefined) labels.push(bare);
    else if (cursor.take('"')) {
      const end = cursor.text.indexOf('"', cursor.at);
      if (end < 0) cursor.fail('`"`');
      labels.push(cursor.text.slice(cursor.at, end));
      cursor.at = end + 1;
    } else cursor.fail('a label or `{`');
  }
}
