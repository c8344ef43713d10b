import { RE2JS } from 're2js';
import { allowedStrings, SPECIAL } from '../../../policies/artifact/allowed-strings';
import { excludedByRegex, formsOfRegex } from '../../../policies/artifact/regex-forms';
import { rounds } from '../../support/rounds';
import { chooser, seedFor, type Choose } from '../../support/seed';

const plain = { without: SPECIAL };
const any = { without: '' };

test.each<[pattern: string, forms: unknown]>([
  ['^acme/[a-z0-9_.-]+$', [['acme/', plain]]],
  ['^acme/.*$', [['acme/', any]]],
  ['^acme/', [['acme/', any]]],
  ['-deploy$', [[any, '-deploy']]],
  ['^(main|release/.+)$', [['main'], ['release/', any]]],
  ['^main$|^v\\d+$', [['main'], ['v', plain]]],
  [
    '^(?:dev|prod)-(?P<name>[a-z]+)$',
    [
      ['dev-', plain],
      ['prod-', plain],
    ],
  ],
  ['^a?b$', [['b'], ['ab']]],
  ['^[[:alpha:]]+$', [[plain]]],
  ['^[^*]+$', [[{ without: '*' }]]],
  ['^[!-/]$', [[{ without: '?' }]]],
  ['acme', [[any, 'acme', any]]],
])('%s is found in strings of the form %j', (pattern, forms) => {
  expect(formsOfRegex(pattern, false).forms).toEqual(forms);
});

test.each(['(?i)^main$', '[[:punct:]]', '\\pL', '\\x2a', '^a', '(', 'a**', '\\'])(
  'nothing narrower than it may be is said of %s',
  (pattern) => {
    expect(formsOfRegex(pattern, false).forms ?? [[any]]).toEqual(pattern === '^a' ? [['a', any]] : [[any]]);
  },
);

test.each([
  ['[*?]', '*?'],
  ['\\*|\\$', '*$'],
  ['[^a-z]', SPECIAL],
  ['.*[*].*', ''],
  ['^[*]$', ''],
  ['[*]{2}', ''],
])('a string in which %s is not found is without %j', (pattern, characters) => {
  expect(excludedByRegex(pattern)).toBe(characters);
});

const ATOMS = [
  'a',
  'b',
  '/',
  '\\*',
  '[ab]',
  '[^a]',
  '[a*]',
  '.',
  '\\w',
  '(a|b)',
  '(?:ab|\\?)',
  '^',
  '$',
  '\\.',
  '[!-/]',
  '[]*]',
  '(a(b|/)?)',
  ':',
];
const QUANTIFIERS = ['', '', '', '', '*', '+', '?', '{2}', '{0,2}', '+?', '{1,}'];
const LETTERS = ['a', 'b', '/', '*', '?', '$', '.', ':', '&', '!'];
const pick = <T>(choose: Choose, from: readonly T[]): T => from[choose(from.length)] as T;

function randomPattern(choose: Choose): string {
  const sequence = (): string =>
    Array.from({ length: 1 + choose(5) }, () => pick(choose, ATOMS) + pick(choose, QUANTIFIERS)).join('');
  const body = choose(4) === 0 ? `${sequence()}|${sequence()}` : sequence();
  return `${choose(2) === 0 ? '^' : ''}${body}${choose(2) === 0 ? '$' : ''}`;
}

test('a random string in which a random expression is found has one of its forms', () => {
  const choose = chooser(seedFor('regex forms'));
  let matched = 0;
  let limited = 0;
  for (let round = rounds({ short: 1_500, long: 60_000 }); round > 0; round -= 1) {
    const pattern = randomPattern(choose);
    let compiled: RE2JS;
    try {
      compiled = RE2JS.compile(pattern);
    } catch {
      continue;
    }
    const found = allowedStrings(formsOfRegex(pattern, false), () => false);
    const all = allowedStrings(formsOfRegex(pattern, true), () => false);
    const excluded = excludedByRegex(pattern);
    if (found.forms?.some((form) => form.length > 1) === true) limited += 1;
    for (let tries = 12; tries > 0; tries -= 1) {
      const text = Array.from({ length: choose(7) }, () => pick(choose, LETTERS)).join('');
      const isFound = compiled.matcher(text).find();
      const words = JSON.stringify({ pattern, text, forms: found.forms, excluded });
      if (isFound) matched += 1;
      if (isFound && found.refuses(text)) throw new Error(`found and refused: ${words}`);
      if (compiled.matcher(text).matches() && all.refuses(text))
        throw new Error(`matched and refused: ${words}`);
      if (!isFound && [...excluded].some((one) => text.includes(one))) throw new Error(`excluded: ${words}`);
    }
  }
  expect(matched).toBeGreaterThan(1_000);
  expect(limited).toBeGreaterThan(200);
});
