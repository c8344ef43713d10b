import { OPERATOR_NAMES, operator, type BaseOperator } from '../../../policies/trust/index';
import { sortOf } from '../../support/operators';
import { pick } from '../../support/random-gitlab';
import { chooser, seedFor } from '../../support/seed';
import { rounds } from '../../support/rounds';

const PLAIN = { wildcards: false, variables: false };

const POOLS = {
  number: '0 1 5 5.0 05 -3 4.5 4.50 1e2 100 0.001 -0.5 +7 .5 99999999999999999999 abc 1e999 10 11'.split(' '),
  date: [
    ...'2020-01-01 2020-01-01T00:00:00Z 1577836800 1577836800.001 2020-01-01T00:00:00.001Z 0 1'.split(' '),
    ...'1969-12-31T23:59:59Z 9999-12-31T23:59:59Z 2021-06-01T12:00:00+02:00 253402300800 tomorrow'.split(' '),
  ],
  network: [
    ...'10.0.0.0/8 10.0.0.0/9 10.128.0.0/9 10.1.2.3 10.1.2.0/24 0.0.0.0/0 255.255.255.255 11.0.0.0 9.9.9.9'.split(
      ' ',
    ),
    ...'::/0 2001:db8::/32 2001:db8::1 ::1 ::ffff:10.1.2.3 ffff::/16 home'.split(' '),
  ],
} as const;

const ROWS = OPERATOR_NAMES.map((name) => [name, sortOf(name)] as const).filter(
  (row): row is [BaseOperator, keyof typeof POOLS] => Object.hasOwn(POOLS, row[1]),
);

test('numbers, dates and addresses have landmarks, texts have none', () => {
  expect(OPERATOR_NAMES.filter((name) => operator(name).landmarks !== undefined)).toEqual(
    ROWS.map(([name]) => name),
  );
  expect(operator('NumericEquals').landmarks?.(['5', '4.5', 'abc', '5.0'])).toEqual([
    'x',
    '4.5',
    '5',
    '0',
    '4.75',
    '6',
  ]);
  expect(operator('DateEquals').landmarks?.(['2020-01-01'])).toEqual([
    'x',
    '2020-01-01',
    '2019-12-31T23:59:59Z',
    '2020-01-01T00:00:01Z',
  ]);
  expect(operator('IpAddress').landmarks?.(['10.0.0.0/8', '10.0.0.0/9'])).toEqual([
    'x',
    '0.0.0.0',
    '10.0.0.0',
    '10.128.0.0',
  ]);
  // A number that nobody can write out.
  expect(operator('NumericEquals').landmarks?.(['1e999'])).toBeUndefined();
});

const LISTS = rounds({ short: 800, long: 3_000 });

test('whatever the text, all operators of its family judge it as they judge one landmark', () => {
  const seed = seedFor('landmarks');
  const choose = chooser(seed);
  const families = Object.keys(POOLS) as (keyof typeof POOLS)[];
  let compared = 0;
  for (let i = 0; i < LISTS; i += 1) {
    const family = pick(choose, families);
    const values = Array.from({ length: choose(5) }, () => pick<string>(choose, POOLS[family]));
    const names = ROWS.filter(([, own]) => own === family).map(([name]) => name);
    const landmarks = operator(names[0] as BaseOperator).landmarks?.(values);
    if (landmarks === undefined) continue;
    const tests = names.flatMap((name) =>
      [values, ...values.map((value) => [value])].flatMap((list) => {
        const compiled = operator(name).compile(list, PLAIN);
        return compiled.ok ? [compiled.test] : [];
      }),
    );
    const answers = (text: string): string => tests.map((judge) => judge(text, () => undefined)).join();
    const known = new Set(landmarks.map(answers));
    for (const text of POOLS[family]) {
      compared += 1;
      if (!known.has(answers(text)))
        throw new Error(
          `seed ${seed}: ${text} is like no landmark of ${JSON.stringify({ values, landmarks })}`,
        );
    }
  }
  expect(compared).toBeGreaterThan(LISTS * 7);
});
