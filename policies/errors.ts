/**
 * Everything refgate can complain about, by a code that stays stable between releases.
 * "No" is never an error: a refused token is a {@link file://./evaluate/decision.ts Decision}.
 */
export type ErrorCode =
  | 'ERR_USAGE'
  | 'ERR_CERTIFICATE'
  | 'ERR_INPUT_READ'
  | 'ERR_OUTPUT_WRITE'
  | 'ERR_INPUT_KIND'
  | 'ERR_MISSING_PACKAGE'
  | 'ERR_GITLAB'
  | 'ERR_JSON'
  | 'ERR_YAML'
  | 'ERR_SCHEMA'
  | 'ERR_REFERENCE'
  | 'ERR_ISSUER'
  | 'ERR_AUDIENCE'
  | 'ERR_ACCOUNT'
  | 'ERR_PROJECT'
  | 'ERR_PROJECT_PATH'
  | 'ERR_PROJECT_ID'
  | 'ERR_SUB_CLAIM'
  | 'ERR_REF'
  | 'ERR_GRANT'
  | 'ERR_ROLE_NAME'
  | 'ERR_SESSION_LENGTH'
  | 'ERR_PERMISSIONS'
  | 'ERR_VARIABLE'
  | 'ERR_QUOTA'
  | 'ERR_TABLE'
  | 'ERR_PIPELINE'
  | 'ERR_CLAIMS'
  | 'ERR_POLICY'
  | 'ERR_CONDITION_OPERATOR'
  | 'ERR_CONDITION_VALUE'
  | 'ERR_TERRAFORM'
  | 'ERR_TEMPLATE'
  | 'ERR_UNRESOLVED'
  | 'ERR_BROKEN_PROMISE'
  | 'ERR_BATCH'
  | 'ERR_INTERNAL';

/** A place in a user's file; lines and columns count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One thing that is wrong with what the user wrote: where it is, what was got, what was expected, how to fix it.
 * `message` is lower case, puts user text in backticks and ends without a full stop.
 */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer?: string;
  readonly position?: Position;
  readonly got?: string;
  readonly expected?: string;
  readonly fix?: string;
}

/** Malformed input or misuse. Carries every problem found; the message has the first 20. */
export class RefgateError extends Error {
  override readonly name = 'RefgateError';
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(messageOf(list));
    this.problems = list;
    this.code = list[0]?.code ?? 'ERR_INTERNAL';
  }
}

/** A parser may complain about every byte of a file that is not text, such as an encrypted one. */
const MAX_SHOWN = 20;
const MAX_LINE = 2000;

function messageOf(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MAX_SHOWN).map((problem) => {
    const line = formatProblem(problem);
    return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}...` : line;
  });
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more ${more === 1 ? 'problem' : 'problems'}`] : [])].join(
    '\n',
  );
}

/** `file:line:column`, as terminals and editors link it; `line:column` when the text has no file name. */
export function formatPosition(position: Position): string {
  const place = `${position.line}:${position.column}`;
  return position.file === undefined ? place : `${position.file}:${place}`;
}

/** One line: `ERR_CODE: message at /pointer (file:line:column); got …; expected …; fix`. */
export function formatProblem(problem: Problem): string {
  const where = [
    problem.pointer === undefined || problem.pointer === '' ? '' : ` at ${problem.pointer}`,
    problem.position === undefined ? '' : ` (${formatPosition(problem.position)})`,
  ].join('');
  const details = [
    problem.got === undefined ? '' : `; got ${problem.got}`,
    problem.expected === undefined ? '' : `; expected ${problem.expected}`,
    problem.fix === undefined ? '' : `; ${problem.fix}`,
  ].join('');
  return inOneLine(`${problem.code}: ${problem.message}${where}${details}`);
}

/** Control and format characters, and halves of surrogate pairs. */
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE, 'gu');

/**
 * User text inside a message: in backticks, characters that nobody sees made visible, cut at 120 characters, without the credentials of an
 * address.
 */
export function quote(given: string): string {
  const text = inOneLine(withoutCredentials(given));
  return `\`${text.length > 120 ? `${text.slice(0, 117)}...` : text}\``;
}

/** A text in one line, with the characters that nobody sees, line breaks too, as escapes. */
function inOneLine(text: string): string {
  return INVISIBLE.test(text)
    ? text.replace(EVERY_INVISIBLE, (character) => character.split('').map(escaped).join(''))
    : text;
}

/**
 * A text in which no address shows a password, and no web address a user, which may be a token.
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
 */
export function withoutCredentials(text: string): string {
  return text.includes('@')
    ? text.replace(CREDENTIALS, (_all, scheme = '') => `${scheme}<credentials>@`)
    : text;
}

const CREDENTIALS = /(https?:\/\/)[^\s/?#@`"]+@|(?<=:\/\/)[^\s/?#@:`"]*:[^\s/?#@`"]+@/gi;

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Marks a `switch` as complete: the compiler refuses a forgotten case. @throws always, when reached. */
export function unreachable(value: never): never {
  throw new RefgateError({ code: 'ERR_INTERNAL', message: `unexpected value ${quote(String(value))}` });
}
