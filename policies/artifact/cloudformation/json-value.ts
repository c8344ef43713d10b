import { parseJsonText } from '../../trust/index';
import { isBody } from '../terraform/block';
import {
  PartlyKnown,
  computedFrom,
  findUnknown,
  type Content,
  type Path,
  type UnknownPart,
  type Valued,
} from './value';

/** The value of a JSON text within a template; nothing where it is not JSON. */
export function parsedJson(text: string, path: Path): Valued | undefined {
  const parsed = parseJsonText(text);
  return parsed.ok ? valued(parsed.value, path, (string) => string) : undefined;
}

const PLACE = /\ue000(\d+)\ue001/g;

/** The same for a text with unknown parts: as a whole it is unknown, too, unless they are parts of strings that are no names of members. */
export function partlyParsedJson(text: PartlyKnown, path: Path): Valued {
  const { first } = text;
  const whole: Valued = { value: computedFrom(first), path };
  if (text.parts.some((part) => typeof part === 'string' && /[\ue000\ue001]/.test(part))) return whole;
  const parts: UnknownPart[] = [];
  const marked = text.parts.map((part) =>
    typeof part === 'string' ? part : `\ue000${parts.push(part) - 1}\ue001`,
  );
  const parsed = parseJsonText(marked.join(''));
  if (!parsed.ok || hasPlaceInName(parsed.value)) return whole;
  const known = valued(parsed.value, path, (string) => {
    const pieces = string.split(PLACE);
    if (pieces.length === 1) return string;
    return new PartlyKnown(
      pieces
        .map((piece, index) => (index % 2 === 0 ? piece : (parts[Number(piece)] as UnknownPart)))
        .filter((piece) => piece !== ''),
    );
  });
  return findUnknown(known) === undefined ? whole : known;
}

function hasPlaceInName(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasPlaceInName);
  return (
    isBody(node) && Object.entries(node).some(([key, item]) => key.includes('\ue000') || hasPlaceInName(item))
  );
}

function valued(node: unknown, path: Path, read: (string: string) => Content): Valued {
  if (Array.isArray(node)) return { value: node.map((item) => valued(item, path, read)), path };
  if (isBody(node)) {
    const members = Object.entries(node).map(([key, item]) => [key, valued(item, path, read)] as const);
    return { value: new Map(members), path };
  }
  return { value: typeof node === 'string' ? read(node) : (node as Content), path };
}
