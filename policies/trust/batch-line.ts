import type { ErrorCode, Problem } from '../errors';
import { formatProblem, quote, RefgateError } from '../errors';
import { DEEPEST, isTooDeep } from './json-text';

type Json = Readonly<Record<string, unknown>>;

/** What a bad line of a batch is answered with. */
export interface LineError {
  readonly id: unknown;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/**
 * Answers one line of a batch: reads the JSON object, remembers its `id`, and turns whatever is thrown into an error in the
 * answer's place. Never throws.
 */
export function answerLine<T>(line: string, answer: (id: unknown, question: Json) => T): T | LineError {
  let id: unknown = null;
  try {
    if (isTooDeep(line)) {
      id = leadingId(line);
      throw tooDeep('the line');
    }
    const question = batchObject(
      parseBatchJson(line, 'the line is not JSON'),
      'the line',
      'one JSON object on a line',
    );
    id = question.id ?? null;
    return answer(id, question);
  } catch (error) {
    if (error instanceof RefgateError) {
      return { id, error: { code: error.code, message: error.problems.map(withoutCode).join('; ') } };
    }
    return {
      id,
      error: { code: 'ERR_INTERNAL', message: error instanceof Error ? error.message : String(error) },
    };
  }
}

/** The `id` of a line that is not parsed, where it comes first and is plain. */
function leadingId(line: string): unknown {
  // Printable ASCII only: whatever else an id may hold, JSON.parse could refuse it.
  const text =
    /^\s*\{\s*"id"\s*:\s*("(?:[ !#-[\]-~]|\\["\\/bfnrt]){0,200}"|-?(?:0|[1-9]\d{0,14})(?=\s*,))/.exec(
      line,
    )?.[1];
  return text === undefined ? null : JSON.parse(text);
}

/**
 * The policy of a line: an object, or the JSON text of one.
 * @param name the member it is in, for messages
 * @throws RefgateError when it is missing or no object
 */
export function batchPolicy(value: unknown, name: string): Json {
  if (value === undefined || value === null)
    throw badLine(`${quote(name)} is missing`, 'a trust policy document');
  if (typeof value === 'string' && isTooDeep(value)) throw tooDeep(quote(name));
  const document: unknown =
    typeof value === 'string' ? parseBatchJson(value, `${quote(name)} is not JSON`) : value;
  return batchObject(document, quote(name), 'a trust policy document');
}

/** @throws RefgateError when the value is not JSON object */
export function batchObject(value: unknown, what: string, expected: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw badLine(`${what} is not an object`, expected);
}

/** Misuse of a batch contract. */
export function badLine(message: string, expected: string): RefgateError {
  return new RefgateError({ code: 'ERR_BATCH', message, expected });
}

function tooDeep(what: string): RefgateError {
  return new RefgateError({ code: 'ERR_JSON', message: `${what} nests more than ${DEEPEST} levels deep` });
}

function parseBatchJson(text: string, message: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RefgateError({
      code: 'ERR_JSON',
      message: `${message}: ${error instanceof Error ? error.message : ''}`,
    });
  }
}

function withoutCode(problem: Problem): string {
  return formatProblem(problem).slice(problem.code.length + 2);
}

/**
 * The account of a line: twelve digits, or a number, of which JSON loses the zeros in front.
 * @throws a bad line
 */
export function accountId(value: unknown): string {
  const text = typeof value === 'number' ? String(value).padStart(12, '0') : value;
  if (typeof text !== 'string' || !/^\d{12}$/.test(text))
    throw badLine('`account` is not an account id', 'twelve digits, such as "111122223333"');
  return text;
}

/**
 * The client ids of a line: those that the provider registers. Absent: whatever a token's audience is, it is registered.
 * @throws a bad line
 */
export function clientIdsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  throw badLine('`client_ids` is not a list of strings', 'the client ids registered at the provider');
}
