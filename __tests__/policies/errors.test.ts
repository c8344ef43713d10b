import { quote, RefgateError, type Problem } from '../../policies/errors';

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

describe('the message of many problems', () => {
  const problem = (message: string, more: Partial<Problem> = {}): Problem => ({
    code: 'ERR_JSON',
    message,
    ...more,
  });
  const linesOf = (...problems: readonly Problem[]): readonly string[] =>
    new RefgateError(problems).message.split('\n');

  test.each([
    [20, 20, 'ERR_JSON: p20'],
    [21, 21, 'and 1 more problem'],
    [13_180, 21, 'and 13160 more problems'],
  ])('%i problems are %i lines', (count, lines, last) => {
    const problems = Array.from({ length: count }, (_, at) => problem(`p${at + 1}`));
    const found = linesOf(...problems);
    expect(found).toHaveLength(lines);
    expect(found.at(-1)).toBe(last);
    expect(new RefgateError(problems).problems).toHaveLength(count);
  });

  test('a long one is cut', () => {
    expect(linesOf(problem('x'.repeat(9_999)))[0]).toHaveLength(2003);
  });

  test.each<[part: string, given: Problem]>([
    ['message', problem('cannot read `a\n::error::x`')],
    ['got', problem('x', { got: '\r\n::error::x' })],
    ['expected', problem('x', { expected: 'y\u2028::error::x' })],
    ['fix', problem('x', { fix: '\u001b[31m\n::error::x' })],
    ['pointer', problem('x', { pointer: '/a\n::error::x' })],
    ['position', problem('x', { position: { file: 'a\n::error::x', line: 1, column: 1 } })],
  ])('each is one line, whatever its %s is', (_, given) => {
    const { message } = new RefgateError(given);
    expect(message).not.toMatch(/\p{Cc}|\p{Zl}/u);
    expect(message).toContain('::error::x');
  });
});
