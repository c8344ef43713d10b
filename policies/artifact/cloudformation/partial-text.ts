import type { PartialRole } from '../terraform/written';
import { PartlyKnown, isList, isMap, type UnknownPart, type Valued } from './value';

type Parts = readonly (string | UnknownPart)[];

/** The JSON text of a trust policy with its unknown parts, of which it may be the whole. */
export function partsOf(trust: Valued): Pick<PartialRole, 'parts' | 'unknown'> {
  const parts = trust.value instanceof PartlyKnown ? trust.value.parts : jsonParts(trust);
  const unknown: UnknownPart[] = [];
  const placeOf = (part: UnknownPart): number => {
    const known = unknown.findIndex((one) => isSameValue(one, part));
    return known < 0 ? unknown.push(part) - 1 : known;
  };
  return {
    parts: parts.map((part) => (typeof part === 'string' ? part : placeOf(part))),
    unknown: unknown.map(({ name, reason, role, allowed }) => ({ name, reason, role, allowed })),
  };
}

/** A parameter is one value wherever it is; what is computed from it is another one each time. */
function isSameValue(one: UnknownPart, other: UnknownPart): boolean {
  return one === other || (one.name === other.name && !one.computed && !other.computed);
}

/** A value that is not known is taken for a string. */
function jsonParts({ value }: Valued): Parts {
  if (value instanceof PartlyKnown)
    return ['"', ...value.parts.map((part) => (typeof part === 'string' ? inQuotes(part) : part)), '"'];
  if (isList(value)) return ['[', ...separated(value.map(jsonParts)), ']'];
  if (!isMap(value)) return [JSON.stringify(value)];
  const members = [...value].map(([name, item]): Parts => [`${JSON.stringify(name)}:`, ...jsonParts(item)]);
  return ['{', ...separated(members), '}'];
}

function separated(items: readonly Parts[]): Parts {
  return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]));
}

function inQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
