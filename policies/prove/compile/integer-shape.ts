import { either, oneOf, repeat, sequence, text, unitsBetween, type Shape } from '../../automata/index';

/** Whole numbers from 0, written without sign, point, exponent or leading zero. */
export const INTEGERS: Shape = either('0', sequence(digits(1, 9), repeat(digits(0, 9))));

/** Whether a text is in {@link INTEGERS}. */
export function isInteger(value: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(value);
}

/** The members of {@link INTEGERS} below `limit`, itself one of them. Cost: linear in its digits. */
export function integersBelow(limit: string): Shape {
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
