import type { AllowedStrings } from '../allowed-strings';

/** Steps from the top of a template to a value, with the long names of functions: `Fn::Sub` for `!Sub`. */
export type Path = readonly (string | number)[];

/** A value of a template after its functions are computed, with the place that it was written at. */
export interface Valued {
  readonly value: Content;
  readonly path: Path;
}

export type Content =
  string | number | boolean | null | readonly Valued[] | ReadonlyMap<string, Valued> | PartlyKnown;

/** Why a value is not known. */
export interface UnknownPart {
  /** What the template calls it: the name of a parameter, `Bucket.Arn`, `Fn::ImportValue`. */
  readonly name: string;
  /** In plain words, starting lower case. */
  readonly reason: string;
  /** It is an attribute of a resource of this template: one name that CloudFormation chooses, never a wildcard. */
  readonly attribute?: true;
  /** It is the ARN of the role with this logical ID, in the same template. */
  readonly role?: string;
  /** It is computed from what has this name: a value of its own. @default false */
  readonly computed?: true;
  /** What it can be, where the template limits it; of a list, what each of its elements can be. */
  readonly allowed?: AllowedStrings;
}

/** A value of which at least one part is unknown. With one part it may be a list, too. */
export class PartlyKnown {
  constructor(readonly parts: readonly (string | UnknownPart)[]) {}

  /** The first unknown part. */
  get first(): UnknownPart {
    return this.parts.find((part) => typeof part !== 'string') as UnknownPart;
  }
}

export function unknown(name: string, reason: string): PartlyKnown {
  return new PartlyKnown([{ name, reason }]);
}

/** What is computed from an unknown part: unknown for the same reason, and another value. */
export function computedFrom({ name, reason }: UnknownPart): PartlyKnown {
  return new PartlyKnown([{ name, reason, computed: true }]);
}

/** A property or list element with this value is not there: `AWS::NoValue`. */
export const NO_VALUE = Symbol('AWS::NoValue');

export function isList(value: Content): value is readonly Valued[] {
  return Array.isArray(value);
}

export function isMap(value: Content): value is ReadonlyMap<string, Valued> {
  return value instanceof Map;
}

/** The text that a scalar has in a string; `undefined` for lists, maps and null. */
export function textOf(value: Content): string | PartlyKnown | undefined {
  if (typeof value === 'string' || value instanceof PartlyKnown) return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Texts one after the other. */
export function joined(texts: readonly (string | PartlyKnown)[]): string | PartlyKnown {
  const parts = texts.flatMap((text) => (typeof text === 'string' ? [text] : text.parts));
  return parts.every((part) => typeof part === 'string') ? parts.join('') : new PartlyKnown(parts);
}

/** The first unknown part inside a value, however deep. */
export function findUnknown({ value }: Valued): UnknownPart | undefined {
  if (value instanceof PartlyKnown) return value.first;
  const inner = isList(value) ? value : isMap(value) ? [...value.values()] : [];
  for (const each of inner) {
    const found = findUnknown(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON of a value. @param write what stands for a value that is not known */
export function toJson({ value }: Valued, write: (value: PartlyKnown) => unknown): unknown {
  if (value instanceof PartlyKnown) return write(value);
  if (isList(value)) return value.map((item) => toJson(item, write));
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, toJson(item, write)]));
  return value;
}
