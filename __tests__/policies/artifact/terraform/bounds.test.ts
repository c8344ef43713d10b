import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { Unknown } from '../../../../policies/artifact/terraform/value';
import { NOTHING } from '../../../../policies/artifact/terraform/variable';

const value = (text: string): unknown => evaluate(parseExpression(text), NOTHING, new Budget(1_000_000));
const LONG = 'a'.repeat(4_000);

test('a pattern on which a backtracking matcher takes exponential time gives its answer', () => {
  expect(value(`regexall("(a*)*b", "${LONG}")`)).toEqual([]);
  expect(value(`replace("${LONG}", "/${'(a?)'.repeat(28)}X/", "b")`)).toBe(LONG);
  expect(value(`join("", regexall("[a-z]*[a-z]*X", "${LONG}"))`)).toBe('');
});

test.each([
  ['a pattern with counted repetitions inside counted repetitions', '"((a{99}){99}){99}"', '"a"'],
  ['a long pattern on a long text', `"${'a?'.repeat(2_000)}"`, `"${LONG.repeat(5)}"`],
])('%s is not computed', (_, pattern, subject) => {
  expect(value(`regexall(${pattern}, ${subject})`)).toBeInstanceOf(Unknown);
});

test('aliases that unfold to too much are not computed, and the rest of the run goes on', () => {
  const levels = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg'])
    levels.push(`${name}: &${name} [${Array<string>(9).fill(`*${before}`).join(',')}]`);
  expect(value(`yamldecode("${levels.join('\\n')}")`)).toBeInstanceOf(Unknown);
});
