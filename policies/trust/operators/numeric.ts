import type { Ordering } from './landmarks';
import type { CompiledValues } from './compiled-values';

/** An exact decimal: no rounding, however many digits. The value is ±0.`digits` × 10^`exponent`; zero has no digits. */
export interface Decimal {
  readonly negative: boolean;
  /** Neither first nor last is `0`. */
  readonly digits: string;
  readonly exponent: number;
}

/** How two ordered values must stand to each other. */
export type Comparison = 'equals' | 'less' | 'less_or_equal' | 'greater' | 'greater_or_equal';

/** Whether `order` (negative, zero or positive) satisfies the comparison. */
function satisfies(order: number, comparison: Comparison): boolean {
  switch (comparison) {
    case 'equals':
      return order === 0;
    case 'less':
      return order < 0;
    case 'less_or_equal':
      return order <= 0;
    case 'greater':
      return order > 0;
    case 'greater_or_equal':
      return order >= 0;
  }
}

/** How to compare, and what the values are called in a message. */
export interface OrderedTest<T> {
  readonly comparison: Comparison;
  readonly negated: boolean;
  readonly order: Pick<Ordering<T>, 'parse' | 'compare'>;
  readonly what: string;
}

/**
 * Compares a request value with each value of a list under one ordering. A request value that cannot be read satisfies negated
 * operators only.
 */
export function compileOrdered<T>(
  values: readonly string[],
  { comparison, negated, order: { parse, compare }, what }: OrderedTest<T>,
): CompiledValues {
  const wanted: T[] = [];
  for (const value of values) {
    const parsed = parse(value);
    if (parsed === undefined) return { ok: false, reason: `\`${value}\` is not ${what}` };
    wanted.push(parsed);
  }
  const test = (text: string): boolean => {
    const value = parse(text);
    const matched =
      value !== undefined && wanted.some((other) => satisfies(compare(value, other), comparison));
    return matched !== negated;
  };
  return { ok: true, test };
}

/** Decimal notation with an optional sign and exponent; leading zeroes are fine. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const all = whole + fraction;
  let start = 0;
  while (all[start] === '0') start += 1;
  let end = all.length;
  while (end > start && all[end - 1] === '0') end -= 1;
  if (start === end) return { negative: false, digits: '', exponent: 0 };
  return {
    negative: sign === '-',
    digits: all.slice(start, end),
    exponent: whole.length - start + Number(exponent),
  };
}

/** Negative, zero or positive, like `a - b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (signOf(a) !== signOf(b)) return signOf(a) - signOf(b);
  const sign = signOf(a);
  if (a.exponent !== b.exponent) return sign * (a.exponent - b.exponent);
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -sign : sign;
}

function signOf({ digits, negative }: Decimal): -1 | 0 | 1 {
  if (digits === '') return 0;
  return negative ? -1 : 1;
}

/** Beyond so many digits before or behind the point nobody writes a number. */
const MAX_DIGITS = 60;

/** A decimal strictly between two others, a whole number where there is one; `undefined` for numbers that are out of reach. */
export function decimalBetween(low: Decimal | undefined, high: Decimal | undefined): string | undefined {
  const ends = [low, high].flatMap((end) => end ?? []);
  if (ends.some(({ digits, exponent }) => Math.abs(exponent) + digits.length > MAX_DIGITS)) return undefined;
  const places = Math.max(0, ...ends.map(({ digits, exponent }) => digits.length - exponent)) + 1;
  const one = 10n ** BigInt(places);
  const scaled = ({ negative, digits, exponent }: Decimal): bigint => {
    const size = BigInt(digits === '' ? 0 : digits) * 10n ** BigInt(places + exponent - digits.length);
    return negative ? -size : size;
  };
  const floor = (value: bigint): bigint =>
    value < 0n && value % one !== 0n ? value / one - 1n : value / one;
  const from = low && scaled(low);
  const to = high && scaled(high);
  if (from === undefined) return to === undefined || to > 0n ? '0' : String(floor(to - 1n));
  const whole = floor(from) + 1n;
  if (to === undefined || whole * one < to) return String(whole);
  return scaledText((from + to) / 2n, places);
}

function scaledText(value: bigint, places: number): string {
  const size = String(value < 0n ? -value : value).padStart(places + 1, '0');
  return `${value < 0n ? '-' : ''}${size.slice(0, -places)}.${size.slice(-places)}`.replace(/0+$/, '');
}
