import { exact, operate, toInteger, toNumber } from '../operators';
import { type Unknown, exactNumber, fail, kindOf, type Value } from '../value';
import { items } from './arguments';
import { ANY_NUMBER, whole, type FunctionTable } from './function';

/** @see https://developer.hashicorp.com/terraform/language/functions (numeric functions) */
export const NUMBER_FUNCTIONS: FunctionTable = {
  abs: whole(1, 1, ([value = null]) => Math.abs(toNumber(value))),
  ceil: whole(1, 1, ([value = null]) => Math.ceil(toNumber(value)) || 0),
  floor: whole(1, 1, ([value = null]) => Math.floor(toNumber(value)) || 0),
  max: whole(1, ANY_NUMBER, (args) => extreme(args, (a, b) => a > b)),
  min: whole(1, ANY_NUMBER, (args) => extreme(args, (a, b) => a < b)),
  parseint: whole(2, 2, ([digits = null, base = null]) =>
    typeof digits === 'string'
      ? parseInteger(digits, toInteger(base))
      : fail(`\`parseint\` takes a string, got ${kindOf(digits)}`),
  ),
  pow: whole(2, 2, ([base = null, power = null]) => {
    const [of, to] = [toNumber(base), toNumber(power)];
    // Terraform computes powers with the 53 bits of a double, too
    return Number.isInteger(of) && Number.isInteger(to) ? exact(of ** to, of, to) : exact(Number.NaN);
  }),
  signum: whole(1, 1, ([value = null]) => Math.sign(toInteger(value)) || 0),
  sum: whole(1, 1, ([list]) => {
    const all = items(list);
    if (all.length === 0) fail('`sum` takes a list that is not empty');
    return all.reduce<Value>((total, item) => operate('+', total, item), 0);
  }),
};

function extreme(args: readonly Value[], better: (a: number, b: number) => boolean): number {
  return args.map(toNumber).reduce((best, next) => (better(next, best) ? next : best));
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Capital letters are digits of their own only where the base needs them. */
function parseInteger(text: string, base: number): number | Unknown {
  const [, sign = '', written = ''] = /^([-+]?)([0-9A-Za-z]+)$/.exec(text) ?? [];
  const digits = [...(base > 36 ? written : written.toLowerCase())].map((c) => DIGITS.indexOf(c));
  if (base < 2 || base > 62 || digits.length === 0 || digits.some((digit) => digit >= base))
    fail('`parseint` expected a whole number of this base');
  const value = digits.reduce((total, digit) => total * base + digit, 0);
  return exactNumber(value === 0 ? 0 : sign === '-' ? -value : value);
}
