import { CLOCK_SKEW_SECONDS, numericText, timeRefusal } from '../../../policies/context/token-times';

const times = { iat: 10_000, nbf: 9_995, exp: 13_600 };

test('the skew is five minutes', () => {
  expect(CLOCK_SKEW_SECONDS).toBe(300);
});

test.each([
  ['in time', 10_000],
  ['five minutes before it was issued', 9_700],
  ['the last second of the five minutes after it expired', 13_899],
])('%s', (_note, now) => {
  expect(timeRefusal(times, now)).toBeUndefined();
});

test.each([
  ['a second too early', times, 9_699, 'InvalidIdentityToken', 'Token issued in the future: 10000'],
  [
    'five minutes after it expired',
    times,
    13_900,
    'ExpiredTokenException',
    'Token expired: 13900 is after 13600, five minutes of skew allowed',
  ],
  [
    'not yet',
    { nbf: 10_000 },
    9_699,
    'InvalidIdentityToken',
    'Token not yet valid: 9699 is before 10000, five minutes of skew allowed',
  ],
  [
    'as text',
    { exp: '100' },
    400,
    'ExpiredTokenException',
    'Token expired: 400 is after 100, five minutes of skew allowed',
  ],
])('%s', (_note, claims, now, code, reason) => {
  expect(timeRefusal(claims, now)).toMatchObject({ code, reason });
});

test('with a clock `iat` and `exp` are required; without one nothing is', () => {
  expect(timeRefusal({}, 1e9)?.reason).toBe('Missing a required claim: iat');
  expect(timeRefusal({ iat: 1e9 }, 1e9)?.reason).toBe('Missing a required claim: exp');
  expect(timeRefusal({ exp: 1 }, undefined)).toBeUndefined();
});

test.each<[string, unknown]>([
  ['a fraction', 1.5],
  ['null', null],
  ['text that is not a number', 'soon'],
  ['the empty text', ''],
  ['a fraction as text', '1.5'],
  ['a boolean', true],
  ['a list', [1]],
  ['an object', {}],
  ['more than a number can hold', 2 ** 60],
])('%s is not a time, clock or not', (_note, value) => {
  for (const name of ['iat', 'nbf', 'exp']) {
    expect(timeRefusal({ [name]: value }, undefined)).toMatchObject({
      code: 'InvalidIdentityToken',
      reason: `Invalid timestamp in token claims. (\`${name}\`)`,
    });
  }
});

test('whole seconds as text, before 1970 as well', () => {
  expect(timeRefusal({ iat: '1', nbf: '-5', exp: '9999999999' }, 1000)).toBeUndefined();
});

test.each([
  [42, '42'],
  [0, '0'],
  [-7, '-7'],
  [1.5, '1.5'],
  [9_007_199_254_740_991, '9007199254740991'],
])('%p in decimal', (value, text) => {
  expect(numericText(value)).toBe(text);
});

test.each([1e21, 1e-7, 2 ** 53, Number.NaN, Infinity])('%p has no decimal text that is certain', (value) => {
  expect(numericText(value)).toBeUndefined();
});
