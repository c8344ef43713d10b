import { exact, toNumber } from '../operators';
import { Unknown, fail, type Value } from '../value';
import { items, text } from './arguments';
import { ANY_NUMBER, whole, type FunctionTable } from './function';

/** @see https://developer.hashicorp.com/terraform/language/functions (numeric functions) */
export const NUMBER_FUNCTIONS: FunctionTable = {
  abs: whole(1, 1, ([value = null]) => Math.abs(toNumber(value))),
  ceil: whole(1, 1, ([value = null]) => Math.ceil(toNumber(value))),
  floor: whole(1, 1, ([value = null]) => Math.floor(toNumber(value))),
  max: whole(1, ANY_NUMBER, (args) => extreme(args, (a, b) => a > b)),
  min: whole(1, ANY_NUMBER, (args) => extreme(args, (a, b) => a < b)),
  parseint: whole(2, 2, (args) => {
    const [digits, base] = [text(args, 0), toNumber(args[1] ?? null)];
    const value = Number.parseInt(digits, base);
    const read =
      base <= 36 &&
      Number.isSafeInteger(value) &&
      value.toString(base) === digits.toLowerCase().replace(/^(-?)0+(?=.)/, '$1');
    return read ? value : fail('`parseint` got what is no whole number of this base');
  }),
  pow: whole(2, 2, ([base = null, power = null]) => exact(toNumber(base) ** toNumber(power))),
  signum: whole(1, 1, ([value = null]) => Math.sign(toNumber(value))),
  sum: whole(1, 1, ([list]) => {
    const all = items(list);
    if (all.length === 0) fail('`sum` takes a list that is not empty');
    return all.reduce<Value>(
      (total, item) => (total instanceof Unknown ? total : exact(toNumber(total) + toNumber(item))),
      0,
    );
  }),
};

function extreme(args: readonly Value[], better: (a: number, b: number) => boolean): number {
  return args.map(toNumber).reduce((best, next) => (better(next, best) ? next : best));
}
