import type { Body } from './block';
import { Cursor, type Spans } from './cursor';
import { labelsAt } from './hcl-positions';
import { expressionAt } from './parse-expression';

/**
 * HCL of our own, as the JSON form of a configuration: blocks as arrays, every attribute as `${…}`.
 * @throws {RefgateError} `ERR_TERRAFORM`
 */
export function hclBody(text: string): Body {
  const spans: Spans = new WeakMap();
  return bodyAt(new Cursor(text, spans), spans);
}

function bodyAt(cursor: Cursor, spans: Spans): Body {
  const body: Record<string, unknown> = {};
  for (;;) {
    cursor.newlines = true;
    cursor.skip();
    if (cursor.done || cursor.take('}')) return body;
    const name = cursor.identifier() ?? cursor.fail('an attribute or a block');
    cursor.newlines = false;
    cursor.skip();
    if (cursor.take('=')) {
      const { start = 0, end = 0 } = spans.get(expressionAt(cursor)) ?? {};
      body[name] = `\${${cursor.text.slice(start, end)}}`;
      continue;
    }
    const labels = [name, ...labelsAt(cursor)];
    const inner = cursor.nested(true, () => bodyAt(cursor, spans));
    let node = body;
    for (const label of labels.slice(0, -1)) node = (node[label] ??= {}) as Record<string, unknown>;
    const last = labels.at(-1) as string;
    node[last] = [...((node[last] as readonly unknown[] | undefined) ?? []), inner];
  }
}
