/**
 * How single values compare, written a second time and in the plainest way: nothing of `policies/` is used here, so that a
 * mistake there cannot hide behind the same mistake here.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/docs/iam-evaluation.md (recordings of AWS)
 */

/** A pattern, one entry for each UTF-16 code unit or wildcard. */
export type Glob = readonly (string | { readonly wild: '*' | '?' })[];

/** By the book: recursion over what is left of pattern and text, remembering what was seen. */
export function globMatches(glob: Glob, text: string): boolean {
  const seen = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (text.length + 1) + j;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const head = glob[i];
    let result: boolean;
    if (head === undefined) result = j === text.length;
    else if (typeof head === 'string') result = text[j] === head && from(i + 1, j + 1);
    else if (head.wild === '?') result = j < text.length && from(i + 1, j + 1);
    else result = from(i + 1, j) || (j < text.length && from(i, j + 1));
    seen.set(key, result);
    return result;
  };
  return from(0, 0);
}

/** Cuts at the first five literal colons; `undefined` when that does not make an ARN. */
export function arnParts(glob: Glob): readonly Glob[] | undefined {
  const parts: (string | { readonly wild: '*' | '?' })[][] = [[]];
  for (const item of glob) {
    if (item === ':' && parts.length < 6) parts.push([]);
    else parts[parts.length - 1]!.push(item);
  }
  return parts.length === 6 && parts[0]!.every((c) => typeof c === 'string') && parts[0]!.join('') === 'arn'
    ? parts
    : undefined;
}

/** An exact fraction. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

export function readNumber(text: string): Fraction | undefined {
  const lower = text.toLowerCase();
  const [mantissa = '', power, more] = lower.split('e');
  if (more !== undefined || (power !== undefined && !isDigits(power.replace(/^[+-]/, '')))) return undefined;
  const unsigned = mantissa.replace(/^[+-]/, '');
  const [whole = '', fraction = '', extra] = unsigned.split('.');
  if (extra !== undefined || whole + fraction === '' || !isDigits(`0${whole}${fraction}`)) return undefined;
  const digits = BigInt(whole + fraction) * (mantissa.startsWith('-') ? -1n : 1n);
  const shift = Number(power ?? '0') - fraction.length;
  return shift >= 0
    ? { over: digits * 10n ** BigInt(shift), under: 1n }
    : { over: digits, under: 10n ** BigInt(-shift) };
}

function isDigits(text: string): boolean {
  return text !== '' && [...text].every((c) => '0123456789'.includes(c));
}

export function compareNumbers(a: Fraction, b: Fraction): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Milliseconds since 1970. Thirteen digits of epoch seconds reach past the year 300,000: more are taken for no date. */
export function readDate(text: string): number | undefined {
  const epoch = text.startsWith('+') ? text.slice(1) : text;
  const [seconds = '', fraction, none] = epoch.split('.');
  if (
    isDigits(seconds) &&
    seconds.length <= 13 &&
    none === undefined &&
    (fraction === undefined || isDigits(fraction))
  ) {
    return Number(seconds) * 1000 + Number(`${fraction ?? ''}000`.slice(0, 3));
  }
  const [day = '', clock, extra] = text.split('T');
  if (extra !== undefined || !/^\d\d\d\d-\d\d-\d\d$/.test(day)) return undefined;
  const midnight = new Date(`${day}T00:00:00.000Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return undefined;
  if (clock === undefined) return midnight.getTime();
  const zoned = /^(.*?)(Z|[+-]\d\d:?\d\d)?$/.exec(clock)!;
  const time = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/.exec(zoned[1]!);
  if (time === null) return undefined;
  const [hours, minutes, secs] = [time[1], time[2], time[3] ?? '0'].map(Number) as [number, number, number];
  if (hours > 23 || minutes > 59 || secs > 59) return undefined;
  let offset = 0;
  if (zoned[2] !== undefined && zoned[2] !== 'Z') {
    const digits = zoned[2].replace(/\D/g, '');
    const [h, m] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
    if (h > 23 || m > 59) return undefined;
    offset = (h * 60 + m) * (zoned[2].startsWith('-') ? -1 : 1);
  }
  const ms = Number(`${time[4] ?? ''}000`.slice(0, 3));
  return midnight.getTime() + ((hours * 60 + minutes - offset) * 60 + secs) * 1000 + ms;
}

/** The bytes, when the text is base64 as it would be written. */
export function readBytes(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.toString('hex') : undefined;
}

/** An address as a string of 32 or 128 binary digits. */
function bitsOf(text: string): string | undefined {
  const binary = (numbers: readonly number[], width: number): string =>
    numbers.map((n) => n.toString(2).padStart(width, '0')).join('');
  const octets = text.split('.');
  if (!text.includes(':')) {
    return octets.length === 4 && octets.every((octet) => isDigits(octet) && Number(octet) <= 255)
      ? binary(octets.map(Number), 8)
      : undefined;
  }
  let groups = text;
  if (text.includes('.')) {
    const colon = text.lastIndexOf(':');
    const tail = bitsOf(text.slice(colon + 1));
    if (tail === undefined) return undefined;
    const group = (from: number): string => parseInt(tail.slice(from, from + 16), 2).toString(16);
    groups = `${text.slice(0, colon + 1)}${group(0)}:${group(16)}`;
  }
  const [left = '', right, more] = groups.split('::');
  if (more !== undefined) return undefined;
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const gap = 8 - head.length - tail.length;
  if (right === undefined ? gap !== 0 : gap < 1) return undefined;
  const all = [...head, ...Array.from({ length: gap }, () => '0'), ...tail];
  return all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? binary(
        all.map((group) => parseInt(group, 16)),
        16,
      )
    : undefined;
}

const MAPPED = '0'.repeat(80) + '1'.repeat(16);

/** An address of a request; an IPv4-mapped one is an IPv4 address. */
export function readAddress(text: string): string | undefined {
  const bits = bitsOf(text);
  return bits?.length === 128 && bits.startsWith(MAPPED) ? bits.slice(96) : bits;
}

/** A network of a policy, as the test whether an address lies in it. */
export function readNetwork(text: string): ((bits: string) => boolean) | undefined {
  const [host = '', length, extra] = text.split('/');
  const bits = host.includes(':') && host.includes('.') ? undefined : bitsOf(host);
  if (bits === undefined || extra !== undefined) return undefined;
  const digits = length?.replace(/^\+/, '');
  if (digits !== undefined && (!isDigits(digits) || Number(digits) > bits.length)) return undefined;
  const prefix = digits === undefined ? bits.length : Number(digits);
  if (bits.length === 128 && bits.slice(prefix).includes('1')) return () => false;
  return (address) => address.length === bits.length && address.startsWith(bits.slice(0, prefix));
}
