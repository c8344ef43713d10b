import { OPERATOR_NAMES, operator, parseOperator, type BaseOperator } from '../../../policies/trust/index';

/** The operators of the IAM User Guide, page "IAM JSON policy elements: Condition operators". */
const DOCUMENTED = `
  StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike
  NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals
  DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals
  Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike Null`;

test('the table has every documented operator and no other', () => {
  expect(OPERATOR_NAMES.toSorted()).toEqual(DOCUMENTED.trim().split(/\s+/).toSorted());
});

test('exactly the operators with `Not` in their name are negated', () => {
  expect(OPERATOR_NAMES.filter((name) => operator(name).negated)).toEqual(
    OPERATOR_NAMES.filter((name) => name.includes('Not')),
  );
});

test('exactly the String and ARN operators take policy variables', () => {
  expect(OPERATOR_NAMES.filter((name) => operator(name).variables)).toEqual(
    OPERATOR_NAMES.filter((name) => /^(String|Arn)/.test(name)),
  );
});

test('exactly the `Like` and ARN operators take wildcards', () => {
  expect(OPERATOR_NAMES.filter((name) => operator(name).wildcards)).toEqual(
    OPERATOR_NAMES.filter((name) => /Like$|^Arn/.test(name)),
  );
});

test('a row knows its own name', () => {
  for (const name of OPERATOR_NAMES) expect(operator(name).name).toBe(name);
});

test('every operator takes a quantifier, and `IfExists` but for `Null`', () => {
  for (const base of OPERATOR_NAMES) {
    for (const quantifier of [undefined, 'ForAllValues', 'ForAnyValue'] as const) {
      const prefix = quantifier === undefined ? '' : `${quantifier}:`;
      const form = (ifExists: boolean) =>
        quantifier === undefined ? { base, ifExists } : { base, ifExists, quantifier };
      expect(parseOperator(`${prefix}${base}`)).toEqual(form(false));
      expect(parseOperator(`${prefix}${base}IfExists`)).toEqual(base === 'Null' ? undefined : form(true));
    }
  }
});

test.each([
  'StringLik',
  'stringEquals',
  'STRINGEQUALS',
  'StringEqualsIfExist',
  'StringEqualsIfExistsIfExists',
  'IfExists',
  'ForAnyValue:',
  'ForAnyvalue:StringEquals',
  'ForAnyValue:ForAllValues:StringEquals',
  'ForAnyValue: StringEquals',
  'BinaryNotEquals',
  'BoolNotEquals',
  'ArnEqualsIgnoreCase',
  'constructor',
  '__proto__',
  'toString',
  '',
])('IAM has no operator `%s`', (name) => {
  expect(parseOperator(name)).toBeUndefined();
});

describe('a value that IAM would not store leaves the condition open', () => {
  test.each<[BaseOperator, string, string]>([
    ['NumericEquals', 'NaN', '`NaN` is not a decimal number'],
    ['NumericLessThan', '', '`` is not a decimal number'],
    ['NumericEquals', '0x10', '`0x10` is not a decimal number'],
    ['NumericEquals', '1,5', '`1,5` is not a decimal number'],
    ['NumericEquals', '.', '`.` is not a decimal number'],
    ['DateEquals', 'tomorrow', '`tomorrow` is not an ISO 8601 date or epoch second'],
    ['DateEquals', '2026-02-29', '`2026-02-29` is not an ISO 8601 date or epoch second'],
    ['DateEquals', '2026-01-01T24:00:00Z', '`2026-01-01T24:00:00Z` is not an ISO 8601 date or epoch second'],
    [
      'DateEquals',
      '2026-01-01T00:00:00+25:00',
      '`2026-01-01T00:00:00+25:00` is not an ISO 8601 date or epoch second',
    ],
    ['BinaryEquals', 'YQ', '`YQ` is not base64'],
    ['BinaryEquals', 'YR==', '`YR==` is not base64'],
    ['IpAddress', '192.0.2.0/33', '`192.0.2.0/33` is not an IP address or CIDR range'],
    ['IpAddress', '2001:db8::/129', '`2001:db8::/129` is not an IP address or CIDR range'],
    ['IpAddress', '::ffff:192.0.2.1', '`::ffff:192.0.2.1` is not an IP address or CIDR range'],
    ['IpAddress', '192.0.2.256', '`192.0.2.256` is not an IP address or CIDR range'],
    ['IpAddress', '1::2::3', '`1::2::3` is not an IP address or CIDR range'],
    ['NotIpAddress', '10.0.0.0/8/8', '`10.0.0.0/8/8` is not an IP address or CIDR range'],
    ['ArnLike', 'role/deploy', '`role/deploy` is not an ARN'],
    ['ArnLike', 'arn:aws:iam::111122223333', '`arn:aws:iam::111122223333` is not an ARN'],
    ['ArnEquals', 'a*n:aws:iam::111122223333:role/x', '`a*n:aws:iam::111122223333:role/x` is not an ARN'],
    [
      'ArnLike',
      'arn:aws:iam::1:role/${',
      '`arn:aws:iam::1:role/${` has a `${` that is not a policy variable',
    ],
    ['StringEquals', 'a${b', '`a${b` has a `${` that is not a policy variable'],
  ])('%s `%s`', (name, value, reason) => {
    const row = operator(name);
    expect(row.compile([value], { wildcards: row.wildcards, variables: row.variables })).toEqual({
      ok: false,
      reason,
    });
  });

  test('one bad value among good ones is enough', () => {
    const syntax = { wildcards: false, variables: false };
    expect(operator('NumericEquals').compile(['1', 'x'], syntax)).toEqual({
      ok: false,
      reason: '`x` is not a decimal number',
    });
  });
});
