import { z } from 'zod';
import { JsonPositions, escapePointer, parsePolicyText } from '../trust/index';
import { RefgateError, quote, type Problem } from '../errors';

type Path = readonly (string | number)[];

/** More problems of one file help nobody. */
const MAX_PROBLEMS = 10;

/** A JSON text whose shape is as its format has it. */
export interface Shaped<T> {
  readonly value: T;
  readonly positions: JsonPositions;
}

/**
 * Parses a JSON text and holds it against the schema of its format. Anything of another type, and a member that is in its object twice,
 * is refused with its place: a reader that passes over what it does not expect judges less than what is there.
 * @param words what messages call the format
 * @throws {RefgateError} `ERR_JSON`: not JSON, or a member twice · `ERR_SCHEMA`: another shape
 */
export function shaped<T>(
  schema: z.ZodType<T>,
  text: string,
  { file, words }: { readonly file: string | undefined; readonly words: string },
): Shaped<T> {
  const parsed = parsePolicyText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const positions = new JsonPositions(text, file);
  const problems = shapeProblems(schema, parsed.value, positions, words);
  if (problems.length > 0) throw new RefgateError(problems);
  return { value: parsed.value as T, positions };
}

/** What a schema holds against a parsed value; at most ten problems. */
export function shapeProblems(
  schema: z.ZodType,
  value: unknown,
  positions: Pick<JsonPositions, 'at'>,
  words: string,
): readonly Problem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  const problems: Problem[] = [];
  for (const issue of result.error.issues) {
    problems.push(...problemsOf(issue, [], value, positions, words));
    if (problems.length >= MAX_PROBLEMS) break;
  }
  return problems.slice(0, MAX_PROBLEMS);
}

function problemsOf(
  issue: z.core.$ZodIssue,
  base: Path,
  root: unknown,
  positions: Pick<JsonPositions, 'at'>,
  words: string,
): readonly Problem[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const found = at(root, path);
  if (issue.code === 'invalid_union') {
    // the branch that is about this kind of value: its problems are inside
    const branch = issue.errors.find(
      (issues) => issues.length > 0 && issues.every((one) => one.path.length > 0),
    );
    if (branch !== undefined)
      return branch.flatMap((inner) => problemsOf(inner, path, root, positions, words));
  }
  const position = nearest(positions, path);
  const place = {
    code: 'ERR_SCHEMA',
    pointer: path.map((step) => `/${escapePointer(String(step))}`).join(''),
    position,
  } as const;
  if (issue.code === 'unrecognized_keys')
    return [{ ...place, message: `unknown member ${issue.keys.map(quote).join(', ')} of ${words}` }];
  if (issue.code === 'custom') return [{ ...place, message: `invalid ${words}: ${issue.message}` }];
  if (found === undefined)
    return [{ ...place, message: `invalid ${words}: missing member ${quote(String(path.at(-1) ?? ''))}` }];
  return [
    {
      ...place,
      message: `invalid ${words}: ${path.length === 0 ? 'the document' : quote(String(path.at(-1)))} has the wrong type or value`,
      got: kindOf(found),
      expected: expectation(issue),
    },
  ];
}

/**
 * An object whose format says that readers must ignore members that they do not know. One that differs from a known member in case
 * alone is refused: some readers take it for the known one.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#format-versioning
 */
export function openObject<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$loose> {
  const known = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  return z.looseObject(shape).check(({ value, issues }) => {
    for (const name of Object.keys(value)) {
      const meant = known.get(name.toLowerCase());
      if (meant === undefined || meant === name) continue;
      issues.push({
        code: 'custom',
        input: value,
        message: `member ${quote(name)}; expected ${quote(meant)}`,
      });
    }
  });
}

/** A text that is not empty. */
export const TEXT = z.string().min(1);

/** An object with any members. */
export const ANY_OBJECT = z.record(z.string(), z.unknown());

function at(root: unknown, path: Path): unknown {
  let node = root;
  for (const step of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return undefined;
    node = (node as Record<string | number, unknown>)[step];
  }
  return node;
}

function nearest(positions: Pick<JsonPositions, 'at'>, path: Path): Problem['position'] {
  for (let length = path.length; length >= 0; length -= 1) {
    const position = positions.at(path.slice(0, length));
    if (position !== undefined) return position;
  }
  return undefined;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return EXPECTED[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => quote(String(value))).join(', ')}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap((issues) => issues.slice(0, 1).map(expectation)))].join(' or ');
    case 'too_small':
      return 'a string that is not empty';
    case 'invalid_format':
      return 'a supported version';
    default:
      return issue.message;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  null: 'null',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quote(value) : `the ${typeof value} ${quote(String(value))}`;
}
