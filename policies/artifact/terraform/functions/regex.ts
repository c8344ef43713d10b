import { quote } from '../../../errors';
import { Unknown, fail, type Value } from '../value';

/** A pattern of more than two open repetitions, or a longer subject, could keep a backtracking matcher busy. */
const MAX_REPETITIONS = 2;
const MAX_SUBJECT_LENGTH = 4_096;

/** How a group that JavaScript knows begins. */
const OPENED_GROUP = /^\(\?(?::|P?<[A-Za-z_]\w*>)/;

/** `replace` with `/pattern/`. */
export function replacePattern(subject: string, pattern: string, replacement: string): Value {
  const compiled = compile(pattern, subject);
  if (compiled instanceof Unknown) return compiled;
  return subject.replace(compiled, (...match: unknown[]) =>
    replacement.replace(/\$(?:(\d+)|\{(\d+)\}|\$)/g, (reference, plain?: string, braced?: string) => {
      if (reference === '$$') return '$';
      const group = match[Number(plain ?? braced)];
      return typeof group === 'string' ? group : '';
    }),
  );
}

/** `regex`: the match, or its groups when the pattern has any. @throws {RefgateError} when nothing matches */
export function matchFirst(pattern: string, subject: string): Value {
  const compiled = compile(pattern, subject);
  if (compiled instanceof Unknown) return compiled;
  const [first] = subject.matchAll(compiled);
  return first === undefined ? fail(`${quote(pattern)} does not match ${quote(subject)}`) : captured(first);
}

/** `regexall` */
export function matchAll(pattern: string, subject: string): Value {
  const compiled = compile(pattern, subject);
  return compiled instanceof Unknown ? compiled : [...subject.matchAll(compiled)].map(captured);
}

/** Terraform refuses a pattern with named groups and others. */
function captured(match: RegExpExecArray): Value {
  const groups = match.slice(1);
  if (match.groups !== undefined) {
    const named = Object.entries(match.groups) as [string, string | undefined][];
    if (named.length < groups.length)
      fail('a regular expression has either named groups or groups without a name');
    return new Map(named.map(([name, group]): [string, Value] => [name, group ?? null]));
  }
  return groups.length === 0 ? match[0] : groups.map((group) => group ?? null);
}

/**
 * The part of RE2 that JavaScript reads in the same way and cannot be slow on: literals, escapes, `.`, classes, anchors, groups and
 * alternatives, with a few repetitions of single characters. Everything else is unknown, not approximated.
 * @see https://developer.hashicorp.com/terraform/language/functions/regex#string-literals
 */
function compile(pattern: string, subject: string): RegExp | Unknown {
  const unreadable = new Unknown(
    `refgate does not compute the regular expression ${quote(pattern)}`,
    pattern,
  );
  if (subject.length > MAX_SUBJECT_LENGTH || !isPlain(pattern)) return unreadable;
  try {
    return new RegExp(pattern.replaceAll('(?P<', '(?<'), 'gu');
  } catch {
    return unreadable;
  }
}

function isPlain(pattern: string): boolean {
  let repetitions = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const c = pattern.charAt(at);
    if (c === '\\') {
      at += 1;
      if (!/[dDwW.\-/\\^$*+?()[\]{}|]/.test(pattern.charAt(at))) return false;
    } else if (c === '[') {
      at = classEnd(pattern, at);
      if (at < 0) return false;
    } else if (c === '(' && pattern.charAt(at + 1) === '?') {
      const opened = OPENED_GROUP.exec(pattern.slice(at))?.[0];
      if (opened === undefined) return false;
      at += opened.length - 1;
    } else if (c === '*' || c === '+') {
      repetitions += 1;
      if (repetitions > MAX_REPETITIONS || pattern.charAt(at - 1) === ')') return false;
    } else if (c === '{' || c === '}') return false;
  }
  return true;
}

/** The index of the `]` of a class of plain characters, ranges and simple escapes, or -1. */
function classEnd(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at += 1) {
    const c = pattern.charAt(at);
    if (c === ']') return at === start + 1 ? -1 : at;
    if (c === '[') return -1;
    if (c === '\\') {
      at += 1;
      if (!/[dw.\-/\\^$*+?()[\]{}|]/i.test(pattern.charAt(at))) return -1;
    }
  }
  return -1;
}
