import { parseJsonText } from '../../trust/index';
import { isBody } from '../terraform/block';
import type { Content, Path, Valued } from './value';

/** The value of a JSON text within a template; nothing where it is not JSON. */
export function parsedJson(text: string, path: Path): Valued | undefined {
  const parsed = parseJsonText(text);
  return parsed.ok ? valued(parsed.value, path) : undefined;
}

function valued(node: unknown, path: Path): Valued {
  if (Array.isArray(node)) return { value: node.map((item) => valued(item, path)), path };
  if (isBody(node))
    return { value: new Map(Object.entries(node).map(([key, item]) => [key, valued(item, path)])), path };
  return { value: node as Content, path };
}
