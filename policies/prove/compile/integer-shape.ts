import { either, oneOf, repeat, sequence, text, unitsBetween, type Shape } from '../../automata/index';
import { parseDecimal } from '../../trust/index';

/** Whole numbers from 0, written without sign, point, exponent or leading zero. */
export const INTEGERS: Shape = either('0', sequence(digits(1, 9), repeat(digits(0, 9))));

/** Where a decimal number stands among the whole ones: the last that is not above it, and the first that is not below it. */
export interface Place {
  readonly floor: bigint;
  readonly ceiling: bigint;
}

/** Longer numbers are nobody's id. */
const MAX_DIGITS = 60;

/** @returns `undefined` for what is no decimal number, and for one of too many digits */
export function placeOf(value: string): Place | undefined {
  const decimal = parseDecimal(value);
  if (decimal === undefined) return undefined;
  const { negative, digits: written, exponent } = decimal;
  if (written.length > MAX_DIGITS || Math.abs(exponent) > MAX_DIGITS) return undefined;
  const before = Math.max(0, exponent);
  const size = BigInt(written.slice(0, before).padEnd(before, '0') || '0');
  const isWhole = written.length <= before;
  const above = isWhole ? size : size + 1n;
  return negative ? { floor: -above, ceiling: -size } : { floor: size, ceiling: above };
}

/** The member of {@link INTEGERS} that a number is, as the only one of a list; none for what is no such number. */
export function asInteger(value: string): readonly string[] {
  const place = placeOf(value);
  return place === undefined || place.floor !== place.ceiling || place.floor < 0n
    ? []
    : [String(place.floor)];
}

/** The members of {@link INTEGERS} below a whole number. Cost: linear in its digits. */
export function integersBelow(end: bigint): Shape {
  const limit = String(end < 0n ? 0n : end);
  const ways: Shape[] = [];
  if (limit !== '0') ways.push(text('0'));
  for (let length = 1; length < limit.length; length += 1) {
    ways.push(sequence(digits(1, 9), ...Array.from({ length: length - 1 }, () => digits(0, 9))));
  }
  for (let at = 0; at < limit.length; at += 1) {
    const least = at === 0 ? 1 : 0;
    const most = Number(limit.charAt(at)) - 1;
    if (most < least) continue;
    const rest = Array.from({ length: limit.length - at - 1 }, () => digits(0, 9));
    ways.push(sequence(limit.slice(0, at), digits(least, most), ...rest));
  }
  return either(...ways);
}

function digits(first: number, last: number): Shape {
  return oneOf(unitsBetween(String(first), String(last)));
}
