import { parseTree, type Node } from 'jsonc-parser';

/** Stands for each character of an interpolation. */
const FILLER = '\ue000';

/**
 * Offset of what a JSON pointer names in a template that makes JSON, such as a heredoc. What an interpolation makes is not followed: a member
 * whose name has one is the member that begins and ends alike.
 * @param path the steps of the pointer
 * @returns the nearest value around it where it is not written; `undefined` when the template is nothing like JSON
 */
export function offsetInTemplate(template: string, path: readonly string[]): number | undefined {
  let node = parseTree(withoutInterpolations(template), [], { disallowComments: true });
  if (node?.type !== 'object') return undefined;
  const repeats = /%\{~?\s*for\b/.test(template);
  for (const step of path) {
    const inner: Node | undefined = node.type === 'array' ? item(node, step, repeats) : member(node, step);
    if (inner === undefined) return node.offset;
    node = inner;
  }
  return node.offset;
}

/** What a `%{ for }` repeats is written once. */
function item({ children = [] }: Node, step: string, repeats: boolean): Node | undefined {
  return children[Number(step)] ?? (repeats ? children.at(-1) : undefined);
}

function member({ children = [] }: Node, name: string): Node | undefined {
  const pairs = children.flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ key: String(key.value), value }],
  );
  return (pairs.find(({ key }) => key === name) ?? pairs.find(({ key }) => isLike(key, name)))?.value;
}

function isLike(written: string, name: string): boolean {
  const parts = written.split(/\ue000+/);
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  return parts.length > 1 && name.startsWith(first) && name.endsWith(last);
}

/** The text with a string in the place of each `${…}` and spaces in the place of each `%{…}`, of the same length. */
function withoutInterpolations(text: string): string {
  let result = '';
  let quoted = false;
  for (let at = 0; at < text.length;) {
    const opens = text.startsWith('${', at) || text.startsWith('%{', at);
    if (opens && text.charAt(at - 1) !== text.charAt(at)) {
      const end = endOf(text, at + 2);
      const length = end - at;
      if (text.charAt(at) === '%') result += ' '.repeat(length);
      else result += quoted ? FILLER.repeat(length) : `"${FILLER.repeat(length - 2)}"`;
      at = end;
      continue;
    }
    const c = text.charAt(at);
    if (quoted && c === '\\') {
      result += text.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (c === '"') quoted = !quoted;
    result += c;
    at += 1;
  }
  return result;
}

/** After the brace that closes an interpolation; strings in it may have braces. */
function endOf(text: string, start: number): number {
  let depth = 1;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const c = text.charAt(at);
    if (quoted && c === '\\') at += 1;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === '{') depth += 1;
    else if (!quoted && c === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
