import * as fc from 'fast-check';
import { RefgateError, readTerraformJson } from '../../../../policies/index';
import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { jsonText } from '../../../../policies/artifact/terraform/functions/encoding';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { parseTemplate } from '../../../../policies/artifact/terraform/parse-expression';
import { Unknown, findUnknown, fromJson, toJson } from '../../../../policies/artifact/terraform/value';
import { NOTHING } from '../../../../policies/artifact/terraform/variable';
import { seedFor } from '../../../support/seed';
import { rounds } from '../../../support/rounds';

const RUN = { seed: seedFor('terraform'), numRuns: rounds({ short: 500, long: 2_000 }) };
const value = (text: string): unknown => toJson(evaluate(parseTemplate(text), NOTHING, new Budget(100_000)));

/** Text in which something of the language is likely. */
const WORDS = [
  '${',
  '$${',
  '%{',
  '%%{',
  '}',
  '"',
  '\\',
  '(',
  ')',
  '[',
  ']',
  '{',
  '*',
  '.',
  '...',
  ',',
  ':',
  '?',
  '=',
  '=>',
  '==',
  '!',
  '-',
  '&&',
  '||',
  '~',
  '\n',
  ' ',
  '#',
  '//',
  '/*',
  '*/',
  '<<E\n',
  '\nE\n',
  'for',
  'in',
  'if',
  'else',
  'endif',
  'endfor',
  'x',
  'var.a',
  'null',
  'true',
  '1',
  '.5',
  'e9',
  'jsonencode',
  'try',
  'join',
  'é',
  '\u0000',
  '😀',
  'true ? 1 : 2',
  '[for k, v in {} : k => v]',
];
const soup = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...WORDS) }, fc.string()), { maxLength: 30 })
  .map((parts) => parts.join(''));

/** @throws whatever is not a RefgateError */
function survives(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RefgateError)) throw error;
  }
}

test('no text makes the parsers or the evaluator fail otherwise than with a RefgateError', () => {
  fc.assert(
    fc.property(soup, (text) => {
      survives(() => evaluate(parseExpression(text), NOTHING, new Budget(10_000)));
      survives(() => value(text));
    }),
    RUN,
  );
});

const escapedText = (text: string): string => text.split('${').join('$${').split('%{').join('%%{');

test('escaped text is itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), soup), (text) => {
      expect(value(escapedText(text))).toBe(text);
    }),
    RUN,
  );
});

test('a JSON string, escaped, is a quoted string of the language', () => {
  const plain = fc.string().map((text) => text.replace(/[\b\f]/g, ''));
  fc.assert(
    fc.property(plain, (text) => {
      const quoted = escapedText(JSON.stringify(text));
      expect(evaluate(parseExpression(quoted), NOTHING, new Budget(10_000))).toBe(text);
    }),
    RUN,
  );
});

test('jsonencode writes JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
      fc.pre(findUnknown(fromJson(json)) === undefined);
      const positive = (_: string, inner: unknown): unknown => (inner === 0 ? 0 : inner);
      expect(JSON.parse(jsonText(fromJson(json)))).toEqual(JSON.parse(JSON.stringify(json, positive)));
    }),
    { ...RUN, numRuns: RUN.numRuns / 4 },
  );
});

test('any JSON is read or refused with a RefgateError', () => {
  const body = fc.dictionary(
    fc.constantFrom('resource', 'data', 'module', 'provider', 'locals', 'variable', 'output'),
    fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('aws_iam_role', 'aws', 'x'),
        fc.oneof(
          fc.jsonValue(),
          fc.dictionary(fc.constantFrom('r', 'source', 'assume_role_policy'), fc.oneof(fc.jsonValue(), soup)),
        ),
      ),
    ),
  );
  fc.assert(
    fc.property(fc.oneof(body, fc.jsonValue()), (json) => survives(() => readTerraformJson(json))),
    { ...RUN, numRuns: RUN.numRuns / 4 },
  );
});

const DEEP = 50_000;

test.each([
  ['parentheses', `${'('.repeat(DEEP)}1`],
  ['lists', '['.repeat(DEEP)],
  ['objects', '{a='.repeat(DEEP)],
  ['templates', '"${'.repeat(DEEP)],
  ['negations', '!'.repeat(DEEP)],
  ['conditionals', 'true ? '.repeat(DEEP)],
  ['a sum', `1${'+1'.repeat(DEEP)}`],
  ['attributes', `x${'.a'.repeat(DEEP)}`],
  ['indexes', `x${'[0]'.repeat(DEEP)}`],
  ['calls', 'f('.repeat(DEEP)],
  ['for', '[for a in '.repeat(DEEP)],
])('%s nested deep are refused, without a stack overflow', (_, text) => {
  survives(() => evaluate(parseExpression(text), NOTHING, new Budget(1_000_000)));
});

test('directives nested deep are refused', () => {
  expect(() => value('%{ if true }'.repeat(DEEP))).toThrow(/nests more than 200 levels deep/);
});

test.each([
  [
    'a chain of locals',
    Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`l${i}`, `\${local.l${i + 1}}`])),
  ],
  [
    'a doubling',
    Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`l${i}`, `\${local.l${i + 1}}\${local.l${i + 1}}`]).concat([
        ['l60', 'xxxxxxxxxx'],
      ]),
    ),
  ],
  [
    'lists that double with every level',
    Object.fromEntries([
      ...Array.from({ length: 60 }, (_, i): [string, string] => [
        `l${i}`,
        `\${[local.l${i + 1}, local.l${i + 1}]}`,
      ]),
      ['l60', '${[1]}'],
    ]),
  ],
  [
    'concatenations that double',
    Object.fromEntries([
      ...Array.from({ length: 60 }, (_, i): [string, string] => [
        `l${i}`,
        `\${concat(local.l${i + 1}, local.l${i + 1})}`,
      ]),
      ['l60', '${[1]}'],
    ]),
  ],
  [
    'replacements that double',
    Object.fromEntries([
      ...Array.from({ length: 60 }, (_, i): [string, string] => [
        `l${i}`,
        `\${replace(local.l${i + 1}, "a", local.l${i + 1})}`,
      ]),
      ['l60', 'aaaa'],
    ]),
  ],
  [
    'loops in loops',
    {
      l0: '${length(flatten([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]))}',
    },
  ],
])('%s ends at the budget', (_, locals) => {
  const resource = { aws_iam_role: { r: { assume_role_policy: '${local.l0}' } } };
  const { unresolved } = readTerraformJson({ locals, resource });
  expect(unresolved[0]?.reason).toMatch(/too many steps|too large|more than \d+ levels deep/);
});

test('deep JSON is refused with its place', () => {
  expect(() => readTerraformJson('['.repeat(100_000), { file: 'x.json' })).toThrow(
    'ERR_JSON: the JSON nests more than 500 levels deep (x.json:1:501)',
  );
});

test('what is unknown stays unknown in every operation', () => {
  for (const text of [
    'x + 1',
    '!x',
    'x ? 1 : 2',
    '"a${x}"',
    'x.a',
    'x[0]',
    'x[*].a',
    '[for a in x : a]',
    'jsonencode([x])',
    'try(x, 1)',
  ]) {
    expect(evaluate(parseExpression(text), NOTHING, new Budget(1_000))).toBeInstanceOf(Unknown);
  }
  expect(evaluate(parseExpression('x && false'), NOTHING, new Budget(1_000))).toBe(false);
});
