import { NotKnown, Unknown, blank, textOfParts, composed, fail, isList, isMap, type Value } from '../value';
import { toInteger } from '../operators';
import { items, text } from './arguments';
import { ANY_NUMBER, whole, type FunctionTable } from './function';
import { matchAll, matchFirst, replacePattern } from './regex';

/** @see https://developer.hashicorp.com/terraform/language/functions (string functions) */
export const STRING_FUNCTIONS: FunctionTable = composing({
  basename: whole(
    1,
    1,
    (args) =>
      text(args, 0)
        .replace(/(?<=.)\/+$/, '')
        .replace(/^.*\/(?=.)/s, '') || '.',
  ),
  chomp: whole(1, 1, (args) => text(args, 0).replace(/[\r\n]+$/, '')),
  dirname: whole(1, 1, (args) => directoryOf(text(args, 0))),
  endswith: whole(2, 2, (args) => text(args, 0).endsWith(text(args, 1))),
  indent: whole(2, 2, (args) => text(args, 1).replaceAll('\n', `\n${' '.repeat(width(args[0]))}`)),
  join: {
    ...whole(2, ANY_NUMBER, ([separator = null, ...lists]) => joinedParts(separator, lists)),
    takesUnknown: true,
  },
  lower: whole(1, 1, (args) => [...text(args, 0)].map(lowerCase).join('')),
  regex: whole(2, 2, (args) => matchFirst(text(args, 0), text(args, 1))),
  regexall: whole(2, 2, (args) => matchAll(text(args, 0), text(args, 1))),
  replace: whole(3, 3, (args) => {
    const [subject, search, replacement] = [text(args, 0), text(args, 1), text(args, 2)];
    const isPattern = search.length > 1 && search.startsWith('/') && search.endsWith('/');
    return isPattern
      ? replacePattern(subject, search.slice(1, -1), replacement)
      : search === ''
        ? ['', ...subject, ''].join(replacement)
        : subject.split(search).join(replacement);
  }),
  split: whole(2, 2, (args) => {
    const [separator, subject] = [text(args, 0), text(args, 1)];
    return separator === '' ? [...subject] : subject.split(separator);
  }),
  startswith: whole(2, 2, (args) => text(args, 0).startsWith(text(args, 1))),
  strcontains: whole(2, 2, (args) => text(args, 0).includes(text(args, 1))),
  strrev: whole(1, 1, (args) => letters(text(args, 0)).toReversed().join('')),
  substr: whole(3, 3, (args) =>
    substring(text(args, 0), toInteger(args[1] ?? null), toInteger(args[2] ?? null)),
  ),
  title: whole(1, 1, (args) => text(args, 0).replace(WORD_START, (c) => upperCase(c))),
  trim: whole(2, 2, (args) => {
    const cut = new Set(text(args, 1));
    const characters = [...text(args, 0)];
    const start = characters.findIndex((c) => !cut.has(c));
    return start < 0
      ? ''
      : characters.slice(start, characters.findLastIndex((c) => !cut.has(c)) + 1).join('');
  }),
  trimprefix: whole(2, 2, (args) => {
    const [subject, prefix] = [text(args, 0), text(args, 1)];
    return subject.startsWith(prefix) ? subject.slice(prefix.length) : subject;
  }),
  trimspace: whole(1, 1, (args) => text(args, 0).replace(OUTER_SPACE, '')),
  trimsuffix: whole(2, 2, (args) => {
    const [subject, suffix] = [text(args, 0), text(args, 1)];
    return suffix !== '' && subject.endsWith(suffix) ? subject.slice(0, -suffix.length) : subject;
  }),
  upper: whole(1, 1, (args) => [...text(args, 0)].map(upperCase).join('')),
});

/**
 * What Go takes for the end of a word is before it: ASCII other than letters, digits and `_`, or any other space.
 * @see https://pkg.go.dev/strings#Title
 */
const WORD_START = /(?<=^|(?![0-9A-Za-z_])\p{ASCII}|(?![\p{ASCII}\p{L}\p{Nd}\ufeff])[\s\u0085]).?/gsu;

/** @see https://pkg.go.dev/unicode#IsSpace */
const GO_SPACE = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const OUTER_SPACE = new RegExp(`^${GO_SPACE}+|(?<!${GO_SPACE})${GO_SPACE}+$`, 'g');

/** The functions of a table, with every string that they return as Terraform holds strings. */
export function composing(table: FunctionTable): FunctionTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, known]) => [
      name,
      {
        ...known,
        call: (args, budget) => composedParts(known.call(args, budget)),
      } satisfies FunctionTable[string],
    ]),
  );
}

function composedParts(value: Value): Value {
  if (typeof value === 'string') return composed(value);
  if (isList(value)) return value.map(composedParts);
  return isMap(value) ? new Map([...value].map(([key, part]) => [key, composedParts(part)])) : value;
}

/** Parts that are unknown stay parts of the result. */
function joinedParts(separator: Value, lists: readonly Value[]): Value {
  const unknown = [separator, ...lists].find((value) => value instanceof Unknown);
  if (unknown instanceof Unknown) return blank(unknown);
  const between = text([separator], 0);
  const parts = lists.flatMap((list) =>
    items(list).map((item) => (item instanceof Unknown ? item : text([item], 0))),
  );
  return textOfParts(parts.flatMap((part, at) => (at === 0 ? [part] : [between, part])));
}

/** As Go cleans a path: `a/./b/../c` is `a/c`. */
function directoryOf(path: string): string {
  const cleaned: string[] = [];
  for (const part of path.slice(0, path.lastIndexOf('/') + 1).split('/')) {
    if (part === '..' && cleaned.length > 0 && cleaned.at(-1) !== '..') cleaned.pop();
    else if (part !== '' && part !== '.' && !(part === '..' && path.startsWith('/'))) cleaned.push(part);
  }
  const joined = cleaned.join('/');
  return path.startsWith('/') ? `/${joined}` : joined || '.';
}

/** One character becomes one character, as in Go; `ß` stays what it is. */
function upperCase(character: string): string {
  const upper = character.toUpperCase();
  return sureCase(character, [...upper].length === 1 ? upper : character);
}

function lowerCase(character: string): string {
  return sureCase(character, String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0));
}

const KNOWN_CASES = /^[\0-\u00ff\u0370-\u04ff]$/;

/** Letters whose title case is a third one, or that have no capital of one character in JavaScript. */
const SEVERAL_CASES = /[\u01c4-\u01cc\u01f1-\u01f3\u1f80-\u1fff]/;

/** Case as Go has it: for other scripts than these its tables may be of another version of Unicode. */
function sureCase(character: string, turned: string): string {
  const sure = !SEVERAL_CASES.test(character) && (turned === character || KNOWN_CASES.test(character));
  if (sure) return turned;
  throw new NotKnown(new Unknown(`the case of \`${character}\` is not computed`));
}

/** What a reader sees as one character, which is how Terraform counts. */
export function letters(subject: string): string[] {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(subject)].map(
    ({ segment }) => segment,
  );
}

function substring(subject: string, offset: number, length: number): string {
  const all = letters(subject);
  if (offset < 0 && (length === 0 || offset < -all.length))
    throw new NotKnown(new Unknown('`substr` from before the start of the string is not computed'));
  const start = offset < 0 ? all.length + offset : offset;
  return all.slice(start, length < 0 ? undefined : start + length).join('');
}

function width(value: Value | undefined): number {
  const spaces = value === undefined || isList(value) ? -1 : toInteger(value);
  return spaces >= 0 && spaces <= 1_000 ? spaces : fail('`indent` takes 0 to 1000 spaces');
}
