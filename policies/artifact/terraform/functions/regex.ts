import { RE2JS, RE2JSException } from 're2js';
import { quote } from '../../../errors';
import { NotKnown, Unknown, fail, type Value } from '../value';

/** The time of a match grows with the size of the pattern times the length of the subject. */
const MAX_WORK = 20_000_000;

/** What a counted repetition may multiply a pattern by. */
const MAX_COPIES = 1_000;

/** A match: where it is, and the same of its groups, with -1 for a group without part in it. */
type Match = readonly (readonly [start: number, end: number])[];

/**
 * `replace` with `/pattern/`. An empty match right after a match is none.
 * @see https://pkg.go.dev/regexp#Regexp.ReplaceAllString
 */
export function replacePattern(subject: string, pattern: string, replacement: string): string {
  const compiled = compile(pattern, subject);
  let result = '';
  let done = 0;
  for (let at = 0; at <= subject.length;) {
    const match = matchFrom(compiled, subject, at);
    const [whole] = match ?? [];
    if (match === undefined || whole === undefined) break;
    const [start, end] = whole;
    result += subject.slice(done, start);
    if (end > done || start === 0) result += expanded(replacement, compiled, subject, match);
    done = end;
    at = Math.max(end, at + widthAt(subject, at));
  }
  return result + subject.slice(done);
}

/** `regex`: the match, or its groups when the pattern has any. @throws {RefgateError} when nothing matches */
export function matchFirst(pattern: string, subject: string): Value {
  const compiled = compile(pattern, subject);
  const match = matchFrom(compiled, subject, 0);
  return match === undefined
    ? fail(`${quote(pattern)} does not match ${quote(subject)}`)
    : captured(compiled, subject, match);
}

/** `regexall` @see https://pkg.go.dev/regexp#Regexp.FindAllString */
export function matchAll(pattern: string, subject: string): Value {
  const compiled = compile(pattern, subject);
  const found: Value[] = [];
  let before = -1;
  for (let at = 0; at <= subject.length;) {
    const match = matchFrom(compiled, subject, at);
    const [whole] = match ?? [];
    if (match === undefined || whole === undefined) break;
    const [start, end] = whole;
    if (end !== at || start !== before) found.push(captured(compiled, subject, match));
    before = end;
    at = end === at ? at + widthAt(subject, at) : end;
  }
  return found;
}

function matchFrom(compiled: RE2JS, subject: string, at: number): Match | undefined {
  const matcher = compiled.matcher(subject);
  if (!matcher.find(at)) return undefined;
  return Array.from({ length: compiled.groupCount() + 1 }, (_, group) => [
    matcher.start(group),
    matcher.end(group),
  ]);
}

function groupText(subject: string, group: Match[number] | undefined): string | null {
  return group === undefined || group[0] < 0 ? null : subject.slice(...group);
}

/** The length of the character at a place. */
function widthAt(subject: string, at: number): number {
  return (subject.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** Terraform refuses a pattern with named groups and others. */
function captured(compiled: RE2JS, subject: string, match: Match): Value {
  const groups = match.slice(1).map((group) => groupText(subject, group));
  const named = Object.entries(namedGroups(compiled));
  if (named.length > 0) {
    if (named.length < groups.length)
      fail('a regular expression has either named groups or groups without a name');
    return new Map(named.map(([name, index]): [string, Value] => [name, groups[index - 1] ?? null]));
  }
  return groups.length === 0 ? (groupText(subject, match[0]) ?? '') : groups;
}

function namedGroups(compiled: RE2JS): Record<string, number> {
  return compiled.namedGroups() as Record<string, number>;
}

/** `$1`, `${1}`, `$name`, `$$`; a name is as long as it can be, and one that no group has is empty. @see https://pkg.go.dev/regexp#Regexp.Expand */
function expanded(replacement: string, compiled: RE2JS, subject: string, match: Match): string {
  return replacement.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (reference, plain?: string, braced?: string) => {
      if (reference === '$$') return '$';
      const name = plain ?? braced ?? '';
      const index = /^\d+$/.test(name) ? Number(name) : namedGroups(compiled)[name];
      return groupText(subject, index === undefined ? undefined : match[index]) ?? '';
    },
  );
}

/**
 * Compiles by the syntax of RE2, which is Go's, and matches in linear time.
 * @throws {RefgateError} when Terraform would refuse the pattern
 * @throws {NotKnown} when it could take long
 * @see https://developer.hashicorp.com/terraform/language/functions/regex
 */
function compile(pattern: string, subject: string): RE2JS {
  const copies = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)]
    .map(([, least, most]) => Math.max(1, Number(most || least)))
    .reduce((product, count) => product * count, 1);
  const unclear = /\\[CGkg]/.test(pattern);
  if (unclear || copies > MAX_COPIES || pattern.length * copies * (subject.length + 1) > MAX_WORK) {
    throw new NotKnown(
      new Unknown(`the regular expression ${quote(pattern)} is not computed on this text`, pattern),
    );
  }
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return fail(`invalid regular expression ${quote(pattern)}: ${error.message}`);
  }
}
