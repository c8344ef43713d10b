import { quote } from '../../../errors';
import { toBool, toInteger, toNumber } from '../operators';
import { Unknown, blank, fail, findUnknown, isList, isMap, textOfParts, toText, type Value } from '../value';
import { jsonText } from './encoding';
import { items, text } from './arguments';
import { ANY_NUMBER, whole, type FunctionTable } from './function';
import { composing, letters } from './strings';
import { ValueSet } from '../value';

/** @see https://developer.hashicorp.com/terraform/language/functions/format */
export const FORMAT_FUNCTIONS: FunctionTable = composing({
  format: {
    ...whole(1, ANY_NUMBER, ([template = null, ...args]) => {
      const unknown = findUnknown([template, ...args]);
      if (unknown === undefined) return format(text([template], 0), args);
      return typeof template === 'string' && /^(?:[^%]|%%|%s)*$/.test(template)
        ? formattedParts(template, args)
        : blank(unknown);
    }),
    takesUnknown: true,
  },
  formatlist: whole(1, ANY_NUMBER, (args) => {
    const lists = args.slice(1);
    const lengths = lists.filter(isListed).map((list) => items(list).length);
    if (lengths.some((length) => length !== lengths[0])) fail('the lists of `formatlist` differ in length');
    const count = lengths.length === 0 ? 1 : (lengths[0] ?? 0);
    const rows = Array.from({ length: count }, (_, i) =>
      lists.map((list) => (isListed(list) ? (items(list)[i] ?? null) : list)),
    );
    const results = rows.map((row) => format(text(args, 0), row));
    return results.find((result) => result instanceof Unknown) ?? results;
  }),
});

/** With nothing but `%s`, unknown values stay parts of the result. */
function formattedParts(template: string, args: readonly Value[]): Value {
  const queue = [...args];
  const parts = template.split(/(%%|%s)/).map((part) => {
    if (part !== '%s') return part === '%%' ? '%' : part;
    const value = queue.shift();
    if (value === undefined) return fail(`${quote(template)} names more values than it is given`);
    return value instanceof Unknown ? value : toText(value);
  });
  return queue.length === 0
    ? textOfParts(parts)
    : fail(`${quote(template)} names fewer values than it is given`);
}

function isListed(value: Value): boolean {
  return isList(value) || value instanceof ValueSet;
}

const VERB =
  /%(?<flags>[-+ 0#]*)(?<width>\d{0,3})(?:\.(?<precision>\d{0,3}))?(?:\[(?<argument>\d{1,3})\])?(?<verb>[a-zA-Z%])/g;

function format(template: string, args: readonly Value[]): string | Unknown {
  let next = 0;
  let unknown: Unknown | undefined;
  const used = new Set<number>();
  const result = template.replace(VERB, (written, ...match: unknown[]) => {
    const groups = match.at(-1) as Readonly<Record<string, string | undefined>>;
    if (groups.verb === '%') return '%';
    const index = groups.argument === undefined ? next : Number(groups.argument) - 1;
    next = index + 1;
    used.add(index);
    if (index >= args.length) fail(`${quote(template)} names more values than it is given`);
    const value = verbText(groups.verb ?? '', groups.precision, groups.flags ?? '', args[index] ?? null);
    if (value === undefined)
      unknown = new Unknown(`refgate does not compute the verb ${quote(written)} of \`format\``, written);
    return padded(value ?? '', groups.flags ?? '', Number(groups.width ?? 0), groups.verb === 'd');
  });
  if (template.replaceAll('%%', '').endsWith('%')) fail(`${quote(template)} ends in the middle of a verb`);
  if (used.size < args.length) fail(`${quote(template)} names fewer values than it is given`);
  return unknown ?? result;
}

/** The text of one value under one verb, or nothing when the verb is out of reach. */
function verbText(
  verb: string,
  precision: string | undefined,
  flags: string,
  value: Value,
): string | undefined {
  if (/[+ #]/.test(flags)) return undefined;
  if (precision !== undefined && verb !== 's') return undefined;
  switch (verb) {
    case 's': {
      const full = value === null ? fail('`%s` does not take null') : toText(value);
      return precision === undefined ? full : letters(full).slice(0, Number(precision)).join('');
    }
    case 'v':
      return generalText(value);
    case 'd':
      return toText(toInteger(value));
    case 't':
      return String(toBool(value));
    case 'q':
      return jsonText(toText(value));
    default:
      return undefined;
  }
}

/** `%v`: a number with as few digits as it needs, with an exponent from a million up. */
function generalText(value: Value): string {
  if (value === null) return 'null';
  if (isMap(value) || isListed(value)) return jsonText(value);
  if (typeof value !== 'number') return toText(value);
  const [, mantissa = '', sign = '', exponent = ''] =
    /^(.*)e([-+])(\d+)$/.exec(toNumber(value).toExponential()) ?? [];
  const power = Number(`${sign}${exponent}`);
  return power >= -4 && power < 6 ? toText(value) : `${mantissa}e${sign}${exponent.padStart(2, '0')}`;
}

function padded(value: string, flags: string, width: number, isNumber: boolean): string {
  const missing = Math.max(0, width - letters(value).length);
  if (flags.includes('-')) return value + ' '.repeat(missing);
  if (flags.includes('0') && isNumber && value.startsWith('-'))
    return `-${'0'.repeat(missing)}${value.slice(1)}`;
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + value;
}
