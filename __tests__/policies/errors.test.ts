import { quote } from '../../policies/errors';

test.each([
  ['a zero-width space', 'a\u200bb', '`a\\u200bb`'],
  ['text that runs from right to left', 'ma\u202ein', '`ma\\u202ein`'],
  ['half a surrogate pair', '\ud800x', '`\\ud800x`'],
  ['a soft hyphen', 'x\u00adx', '`x\\u00adx`'],
  ['a format character beyond U+FFFF', '\u{e0001}', '`\\udb40\\udc01`'],
  ['a line break', 'a\nb', '`a\\u000ab`'],
  ['letters that everybody sees', 'é 日本 😀', '`é 日本 😀`'],
])('%s in a message is seen', (_note, text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test('a long text is cut', () => {
  expect(quote('x'.repeat(121))).toBe(`\`${'x'.repeat(117)}...\``);
});
