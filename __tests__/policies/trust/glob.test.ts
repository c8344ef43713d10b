import { compileGlob, parsePattern } from '../../../policies/trust/index';
import { globMatches, type Glob } from '../../support/naive-values';

const compile = (pattern: string) =>
  compileGlob(parsePattern(pattern, { wildcards: true, variables: false }));

function words(alphabet: string, longest: number): string[] {
  const all = [''];
  for (let from = 0, length = 1; length <= longest; length += 1) {
    const to = all.length;
    for (const word of all.slice(from, to)) all.push(...[...alphabet].map((c) => word + c));
    from = to;
  }
  return all;
}

test('every pattern of up to five of `a b * ?` agrees with plain recursion on every text of up to six of `a b`', () => {
  const texts = words('ab', 6);
  const wrong: string[] = [];
  for (const pattern of words('ab*?', 5)) {
    const test = compile(pattern);
    const glob: Glob = [...pattern].map((c) => (c === '*' || c === '?' ? { wild: c } : c));
    for (const text of texts) {
      if (test(text) !== globMatches(glob, text)) wrong.push(`${pattern} on ${text}`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['a middle run may not use what the end needs', 'ab*ab*ab', 'abab', false],
  ['it fits when there is room', 'ab*ab*ab', 'ababab', true],
  ['first and last run may not overlap', 'aba*aba', 'ababa', false],
  ['a star matches nothing', 'main*', 'main', true],
  ['a star crosses `/`, `:` and line ends', 'a*z', 'a/:\n\u2028z', true],
  ['`?` is one UTF-16 code unit: a surrogate pair needs two', 'a?b', 'a𐐀b', false],
  ['two of them are enough', 'a??b', 'a𐐀b', true],
  ['`?` may split a pair', '?\udc00', '\ud801\udc00', true],
  ['`?` is never nothing', 'a?', 'a', false],
  ['brackets and backslashes mean themselves', '[a]\\d', '[a]\\d', true],
  ['so they match nothing else', '[a]\\d', 'a1', false],
  ['a dot is a dot', 'a.c', 'abc', false],
  ['matching is anchored at the start', 'main', 'xmain', false],
  ['matching is anchored at the end', 'main', 'main\n', false],
  ['case counts', 'Main', 'main', false],
  ['the empty pattern matches the empty text only', '', 'x', false],
  ['a NUL in the text is not a wildcard', 'a?', 'a\u0000', true],
  ['a NUL in the pattern is not a wildcard', '\u0000', 'x', false],
] as const)('%s: `%s` on `%s` is %s', (_note, pattern, text, expected) => {
  expect(compile(pattern)(text)).toBe(expected);
});

test('200 stars against 20,000 characters: the work is at most text × pattern, so it ends', () => {
  const pattern = `${'*a?b'.repeat(200)}c`;
  const text = 'aab'.repeat(6667);
  expect(compile(pattern)(text)).toBe(false);
  expect(compile(`${'*a?b'.repeat(200)}*`)(text)).toBe(true);
  expect(compile(`${'*'.repeat(200)}x`)(`${text}x`)).toBe(true);
});
