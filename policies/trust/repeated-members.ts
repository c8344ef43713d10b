import { parseTree, type Node } from 'jsonc-parser';
import { quote } from '../errors';
import { parseJsonText, positionAt, type ParsedJson } from './json-text';
import { repeatedItems } from './node-at';

/**
 * Parses JSON in which a member may be repeated, as Terraform's JSON syntax allows it for blocks: the objects and arrays under one name
 * become one array, in order. A repeated argument is refused, as Terraform refuses it. `//` is a comment and can be repeated.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function parseRepeatedMembers(text: string, file?: string): ParsedJson {
  const parsed = parseJsonText(text, file);
  if (!parsed.ok) return parsed;
  const root = parseTree(text);
  if (root === undefined || !hasRepeats(root)) return parsed;
  try {
    return { ok: true, value: valueOf(root) };
  } catch (error) {
    if (!(error instanceof RepeatedArgument)) throw error;
    const { node } = error;
    return {
      ok: false,
      problem: {
        code: 'ERR_JSON',
        message: `the argument ${quote(String(node.value))} is set twice in one block`,
        position: positionAt(text, node.offset, file),
        fix: 'remove one of the two',
      },
    };
  }
}

class RepeatedArgument extends Error {
  constructor(readonly node: Node) {
    super('repeated argument');
  }
}

function hasRepeats(node: Node): boolean {
  const children = node.children ?? [];
  if (node.type === 'object') {
    const names = children.map(({ children: [name] = [] }) => name?.value as unknown);
    if (new Set(names).size < names.length) return true;
  }
  return children.some(hasRepeats);
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value as unknown;
  const members = new Map<string, Node[]>();
  for (const { children: [name, value] = [] } of node.children ?? []) {
    if (name === undefined || value === undefined) continue;
    const before = members.get(name.value as string);
    if (before === undefined || name.value === '//') members.set(name.value as string, [value]);
    else if ([...before, value].every(({ type }) => type === 'object' || type === 'array'))
      before.push(value);
    else throw new RepeatedArgument(name);
  }
  return Object.fromEntries(
    [...members].map(([name, values]) => [
      name,
      values.length === 1 ? valueOf(values[0] as Node) : repeatedItems(values).map(valueOf),
    ]),
  );
}
