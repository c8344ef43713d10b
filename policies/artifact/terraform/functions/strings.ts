import { fail, isList, type Value } from '../value';
import { toNumber } from '../operators';
import { items, text } from './arguments';
import { ANY_NUMBER, whole, type FunctionTable } from './function';
import { matchAll, matchFirst, replacePattern } from './regex';

/** @see https://developer.hashicorp.com/terraform/language/functions (string functions) */
export const STRING_FUNCTIONS: FunctionTable = {
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
  join: whole(1, ANY_NUMBER, (args) =>
    args
      .slice(1)
      .flatMap((list) => items(list).map((item) => text([item], 0)))
      .join(text(args, 0)),
  ),
  lower: whole(1, 1, (args) => [...text(args, 0)].map(lowerCase).join('')),
  regex: whole(2, 2, (args) => matchFirst(text(args, 0), text(args, 1))),
  regexall: whole(2, 2, (args) => matchAll(text(args, 0), text(args, 1))),
  replace: whole(3, 3, (args) => {
    const [subject, search, replacement] = [text(args, 0), text(args, 1), text(args, 2)];
    const isPattern = search.length > 1 && search.startsWith('/') && search.endsWith('/');
    return isPattern
      ? replacePattern(subject, search.slice(1, -1), replacement)
      : subject.replaceAll(search, () => replacement);
  }),
  split: whole(2, 2, (args) => {
    const [separator, subject] = [text(args, 0), text(args, 1)];
    return separator === '' ? [...subject] : subject.split(separator);
  }),
  startswith: whole(2, 2, (args) => text(args, 0).startsWith(text(args, 1))),
  strcontains: whole(2, 2, (args) => text(args, 0).includes(text(args, 1))),
  strrev: whole(1, 1, (args) => letters(text(args, 0)).toReversed().join('')),
  substr: whole(3, 3, (args) =>
    substring(text(args, 0), toNumber(args[1] ?? null), toNumber(args[2] ?? null)),
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
  trimspace: whole(1, 1, (args) => text(args, 0).trim()),
  trimsuffix: whole(2, 2, (args) => {
    const [subject, suffix] = [text(args, 0), text(args, 1)];
    return suffix !== '' && subject.endsWith(suffix) ? subject.slice(0, -suffix.length) : subject;
  }),
  upper: whole(1, 1, (args) => [...text(args, 0)].map(upperCase).join('')),
};

/** A letter after what Go takes for the end of a word: ASCII other than letters, digits and `_`, or any other space. */
const WORD_START = /(?<=^|(?![0-9A-Za-z_])\p{ASCII}|(?!\p{ASCII})\s)\p{L}/gu;

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
  return [...upper].length === 1 ? upper : character;
}

function lowerCase(character: string): string {
  return String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);
}

/** What a reader sees as one character, which is how Terraform counts. */
export function letters(subject: string): string[] {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(subject)].map(
    ({ segment }) => segment,
  );
}

function substring(subject: string, offset: number, length: number): string {
  const all = letters(subject);
  const start = offset < 0 ? Math.max(0, all.length + offset) : offset;
  return all.slice(start, length < 0 ? undefined : start + length).join('');
}

function width(value: Value | undefined): number {
  const spaces = value === undefined || isList(value) ? -1 : toNumber(value);
  return spaces >= 0 && spaces <= 1_000 ? spaces : fail('`indent` takes 0 to 1000 spaces');
}
