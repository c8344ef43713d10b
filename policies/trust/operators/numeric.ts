import type { CompiledValues } from './operator';

/** An exact decimal: no rounding, however many digits. */
interface Decimal {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/** How two ordered values must stand to each other. */
export type Comparison = 'equals' | 'not_equals' | 'less' | 'less_or_equal' | 'greater' | 'greater_or_equal';

/** Whether `order` (negative, zero or positive) satisfies the comparison. */
export function satisfies(order: number, comparison: Comparison): boolean {
  switch (comparison) {
    case 'equals':
      return order === 0;
    case 'not_equals':
      return order !== 0;
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

/**
 * Compares a request value with each value of a list under one ordering. A request value that cannot be read satisfies
 * `not_equals` only.
 */
export function compileOrdered<T>(
  values: readonly string[],
  comparison: Comparison,
  parse: (text: string) => T | undefined,
  compare: (a: T, b: T) => number,
  what: string,
): CompiledValues {
  const wanted: T[] = [];
  for (const value of values) {
    const parsed = parse(value);
    if (parsed === undefined) return { ok: false, reason: `\`${value}\` is no ${what}` };
    wanted.push(parsed);
  }
  const test = (text: string): boolean => {
    const value = parse(text);
    if (value === undefined) return comparison === 'not_equals';
    return comparison === 'not_equals'
      ? wanted.every((other) => compare(value, other) !== 0)
      : wanted.some((other) => satisfies(compare(value, other), comparison));
  };
  return { ok: true, test };
}

/** Decimal notation with an optional sign; leading zeroes are fine. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = { whole: whole.replace(/^0+/, ''), fraction: fraction.replace(/0+$/, '') };
  return { negative: sign === '-' && (digits.whole !== '' || digits.fraction !== ''), ...digits };
}

/** Negative, zero or positive, like `a - b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const sign = a.negative ? -1 : 1;
  if (a.whole.length !== b.whole.length) return sign * (a.whole.length - b.whole.length);
  if (a.whole !== b.whole) return a.whole < b.whole ? -sign : sign;
  if (a.fraction === b.fraction) return 0;
  const width = Math.max(a.fraction.length, b.fraction.length);
  return a.fraction.padEnd(width, '0') < b.fraction.padEnd(width, '0') ? -sign : sign;
}
