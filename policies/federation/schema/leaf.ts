import { z } from 'zod';
import type { ErrorCode } from '../../errors';
import type { Fault, InnerFault } from '../../limits/index';
import { GITLAB_ID_PATTERN, LIMITS } from '../../limits/index';

/** What an editor shows beside a key. `pattern` only draws its red line earlier: the check decides. */
interface LeafDoc {
  readonly description: string;
  readonly examples?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly default?: string | number | boolean;
}

/** What a rule answers with: nothing wrong, one thing, or several. */
type Faults = Fault | readonly Fault[] | undefined;

/** Adds a rule to a schema. The rule's own words reach the user. */
export function checked<S extends z.ZodType>(schema: S, faults: (value: z.output<S>) => Faults): S {
  return schema.superRefine((value, context) => {
    for (const fault of [faults(value) ?? []].flat() as readonly Fault[]) {
      context.addIssue({ code: 'custom', params: { fault } });
    }
  });
}

/** Adds a rule that looks inside of a value, and may find several things wrong with it. */
export function checkedInside<S extends z.ZodType>(
  schema: S,
  faults: (value: z.output<S>) => readonly InnerFault[],
): S {
  return schema.superRefine((value, context) => {
    for (const { path, fault } of faults(value)) {
      context.addIssue({ code: 'custom', path: [...path], params: { fault } });
    }
  });
}

/** A text with a rule. */
export function text(doc: LeafDoc, fault: (value: string) => Fault | undefined = () => undefined) {
  return checked(z.string(), fault).meta(docMeta(doc));
}

/** `true` or `false`. */
export function flag(doc: LeafDoc) {
  return z.boolean().meta(docMeta(doc));
}

/** A whole number within bounds, both included. */
export function count(doc: LeafDoc, least: number, most: number, code: ErrorCode = 'ERR_SCHEMA') {
  return checked(z.number().int(), (value) =>
    value >= least && value <= most
      ? undefined
      : { code, message: `${value} is out of range`, expected: `${least} to ${most}` },
  ).meta({ ...docMeta(doc), minimum: least, maximum: most });
}

/** One of some words. */
export function word<const W extends readonly [string, ...string[]]>(words: W, doc: LeafDoc) {
  return z.enum(words).meta(docMeta(doc));
}

/** A list with a rule for the whole of it. */
export function list<S extends z.ZodType>(
  item: S,
  description: string,
  fault: (value: readonly z.output<S>[]) => Fault | undefined = () => undefined,
) {
  return checked(z.array(item), fault).meta({ description });
}

/** A GitLab id: a number, or its digits in quotes. */
export function gitlabId(description: string) {
  const digits = checked(z.string(), LIMITS.gitlabId).meta({ pattern: GITLAB_ID_PATTERN });
  return z.union([z.number().int().positive(), digits]).meta({ description, examples: [101] });
}

function docMeta(doc: LeafDoc): Record<string, unknown> {
  const { description, examples, pattern, default: initial } = doc;
  return {
    description,
    examples: examples === undefined ? undefined : [...examples],
    pattern,
    default: initial,
  };
}
