import { Cursor } from './cursor';
import {
  ELEMENT,
  type BinaryOperator,
  type Expression,
  type ForClause,
  type ObjectEntry,
} from './expression';
import { templateOf, type ExpressionGrammar } from './parse-template';
import { exactNumber, numberText, type Unknown } from './value';

/** From the loosest to the tightest. Within a row the longer spelling comes first. */
const OPERATORS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const GRAMMAR: ExpressionGrammar = { expressionAt, forVariablesAt };

/**
 * Parses what stands between `${` and `}`, or after `=` in a `.tf` file.
 * @throws {RefgateError} `ERR_TERRAFORM`: not an expression, or nested too deep
 */
export function parseExpression(text: string): Expression {
  const cursor = new Cursor(text);
  const expression = expressionAt(cursor);
  cursor.skip();
  if (!cursor.done) cursor.fail('the end of the expression');
  return expression;
}

/**
 * Parses a string of Terraform's JSON syntax: text with `${…}` and `%{…}` in it. A string that is one `${…}` and nothing else is
 * that expression itself, whatever its type.
 * @throws {RefgateError} `ERR_TERRAFORM`
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function parseTemplate(text: string): Expression {
  if (!text.includes('${') && !text.includes('%{')) return { kind: 'literal', value: text };
  return templateOf(new Cursor(text), 'bare', GRAMMAR);
}

/** The expression that starts at the cursor, up to where it cannot go on. */
export function expressionAt(cursor: Cursor): Expression {
  return cursor.nested(cursor.newlines, () => {
    cursor.skip();
    const start = cursor.at;
    const test = cursor.mark(binaryAt(cursor, 0), start);
    cursor.skip();
    if (!cursor.take('?')) return test;
    const yes = expressionAt(cursor);
    cursor.expect(':');
    return cursor.mark({ kind: 'conditional', test, yes, no: expressionAt(cursor) }, start);
  });
}

function binaryAt(cursor: Cursor, level: number): Expression {
  const operators = OPERATORS[level];
  if (operators === undefined) return unaryAt(cursor);
  let left = binaryAt(cursor, level + 1);
  for (;;) {
    cursor.skip();
    const operator = operators.find((candidate) => cursor.peek(candidate));
    if (operator === undefined || cursor.peek('=>')) return left;
    cursor.take(operator);
    left = { kind: 'binary', operator, left, right: binaryAt(cursor, level + 1) };
  }
}

function unaryAt(cursor: Cursor): Expression {
  cursor.skip();
  for (const operator of ['-', '!'] as const) {
    if (cursor.take(operator)) {
      return cursor.nested(cursor.newlines, () => ({ kind: 'unary', operator, operand: unaryAt(cursor) }));
    }
  }
  const start = cursor.at;
  return cursor.mark(stepsAt(cursor, termAt(cursor)), start);
}

/** Attributes, indexes and splats after a term. */
function stepsAt(cursor: Cursor, term: Expression): Expression {
  let of = term;
  for (;;) {
    if (cursor.peek('...')) return of;
    if (cursor.take('.')) {
      if (cursor.take('*')) return { kind: 'splat', of, each: attributeStepsAt(cursor) };
      of = attributeAt(cursor, of);
    } else if (cursor.take('[')) {
      if (cursor.take('*]')) {
        return { kind: 'splat', of, each: stepsAt(cursor, { kind: 'reference', name: ELEMENT }) };
      }
      const index = cursor.nested(true, () => {
        const inner = expressionAt(cursor);
        cursor.expect(']');
        return inner;
      });
      of = { kind: 'index', of, index };
    } else return of;
  }
}

/** After `.*` only attributes belong to every element. */
function attributeStepsAt(cursor: Cursor): Expression {
  let of: Expression = { kind: 'reference', name: ELEMENT };
  while (!cursor.peek('...') && cursor.take('.')) of = attributeAt(cursor, of);
  return of;
}

function attributeAt(cursor: Cursor, of: Expression): Expression {
  const digits = digitsAt(cursor);
  if (digits !== '') return { kind: 'index', of, index: { kind: 'literal', value: Number(digits) } };
  return { kind: 'attribute', of, name: cursor.identifier() ?? cursor.fail('the name of an attribute') };
}

function termAt(cursor: Cursor): Expression {
  cursor.skip();
  if (cursor.take('(')) {
    return cursor.nested(true, () => {
      const inner = expressionAt(cursor);
      cursor.expect(')');
      return inner;
    });
  }
  if (cursor.take('[')) return cursor.nested(true, () => listAt(cursor));
  if (cursor.take('{')) return objectOrForAt(cursor);
  if (cursor.take('"')) return templateOf(cursor, 'quoted', GRAMMAR);
  if (cursor.peek('<<')) return templateOf(cursor, 'heredoc', GRAMMAR);
  const number = numberAt(cursor);
  if (number !== undefined) return { kind: 'literal', value: number };
  const name = cursor.identifier();
  if (name === undefined) cursor.fail('a value');
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
  if (name === 'null') return { kind: 'literal', value: null };
  return callAt(cursor, name) ?? { kind: 'reference', name };
}

/** `name(…)`, also `provider::aws::name(…)`. */
function callAt(cursor: Cursor, first: string): Expression | undefined {
  let name = first;
  while (cursor.take('::')) name += `::${cursor.identifier() ?? cursor.fail('the name of a function')}`;
  if (!cursor.take('(')) return name === first ? undefined : cursor.fail('`(`');
  return cursor.nested(true, () => {
    const args: Expression[] = [];
    for (;;) {
      cursor.skip();
      if (cursor.take(')')) return { kind: 'call', name, args, expand: false };
      args.push(expressionAt(cursor));
      cursor.skip();
      if (cursor.take('...')) {
        cursor.expect(')');
        return { kind: 'call', name, args, expand: true };
      }
      if (!cursor.take(',') && !cursor.peek(')')) cursor.fail('`,` or `)`');
    }
  });
}

function listAt(cursor: Cursor): Expression {
  cursor.skip();
  if (cursor.takeWord('for')) {
    const clause = forClauseAt(cursor);
    const result = expressionAt(cursor);
    const test = forTestAt(cursor);
    cursor.expect(']');
    return { kind: 'for', ...clause, result, grouped: false, test };
  }
  const items: Expression[] = [];
  for (;;) {
    cursor.skip();
    if (cursor.take(']')) return { kind: 'list', items };
    items.push(expressionAt(cursor));
    cursor.skip();
    if (!cursor.take(',') && !cursor.peek(']')) cursor.fail('`,` or `]`');
  }
}

function objectOrForAt(cursor: Cursor): Expression {
  const start = cursor.at;
  const isFor = cursor.nested(true, () => {
    cursor.skip();
    return cursor.takeWord('for');
  });
  if (!isFor) {
    cursor.at = start;
    return cursor.nested(false, () => objectAt(cursor));
  }
  return cursor.nested(true, () => {
    const clause = forClauseAt(cursor);
    const resultKey = expressionAt(cursor);
    cursor.expect('=>');
    const result = expressionAt(cursor);
    cursor.skip();
    const grouped = cursor.take('...');
    const test = forTestAt(cursor);
    cursor.expect('}');
    return { kind: 'for', ...clause, resultKey, result, grouped, test };
  });
}

function objectAt(cursor: Cursor): Expression {
  const entries: ObjectEntry[] = [];
  for (;;) {
    cursor.nested(true, () => cursor.skip());
    if (cursor.take('}')) return { kind: 'object', entries };
    const start = cursor.at;
    const name = cursor.identifier();
    cursor.skip();
    const bare = name !== undefined && (cursor.peek('=') || cursor.peek(':')) && !cursor.peek('==');
    if (!bare) cursor.at = start;
    const key: Expression = bare
      ? cursor.mark({ kind: 'literal', value: name }, start)
      : expressionAt(cursor);
    cursor.skip();
    if (!cursor.take('=') && !cursor.take(':')) cursor.fail('`=` or `:`');
    entries.push({ key, value: expressionAt(cursor) });
    cursor.skip();
    const parted = cursor.take(',') || cursor.peek('\n') || cursor.peek('}');
    if (!parted) cursor.fail('`,`, a line break or `}`');
  }
}

/** `k, v in collection :`, after the word `for`. */
function forClauseAt(cursor: Cursor): ForClause {
  const clause = forVariablesAt(cursor);
  cursor.expect(':');
  return clause;
}

/** `k, v in collection`, after the word `for`; also in a `%{for …}` directive. */
function forVariablesAt(cursor: Cursor): ForClause {
  cursor.skip();
  const first = cursor.identifier() ?? cursor.fail('the name of a variable');
  cursor.skip();
  const second = cursor.take(',') ? (cursor.skip(), cursor.identifier()) : undefined;
  cursor.skip();
  if (!cursor.takeWord('in')) cursor.fail('`in`');
  const collection = expressionAt(cursor);
  return second === undefined
    ? { valueName: first, collection }
    : { keyName: first, valueName: second, collection };
}

function forTestAt(cursor: Cursor): Expression | undefined {
  cursor.skip();
  return cursor.takeWord('if') ? expressionAt(cursor) : undefined;
}

function numberAt(cursor: Cursor): number | Unknown | undefined {
  const start = cursor.at;
  if (digitsAt(cursor) === '') return undefined;
  const whole = cursor.at;
  if (!cursor.take('.') || digitsAt(cursor) === '') cursor.at = whole;
  const mantissa = cursor.at;
  if (cursor.take('e') || cursor.take('E')) {
    if (!cursor.take('+')) cursor.take('-');
    if (digitsAt(cursor) === '') cursor.at = mantissa;
  }
  const text = cursor.text.slice(start, cursor.at);
  const value = Number(text);
  if (!Number.isFinite(value)) return cursor.fail('a number of an ordinary size');
  const held = Number.isInteger(value) && numberText(value) === withoutExponent(text);
  return held ? value : exactNumber(value);
}

/** `1.5e3` → `1500`; of a fraction, anything that is not a whole number. */
function withoutExponent(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const zeros = Number(exponent) - fraction.length;
  return `${whole}${fraction}${zeros < 0 ? `e${zeros}` : '0'.repeat(zeros)}`.replace(/^0+(?=\d)/, '');
}

function digitsAt(cursor: Cursor): string {
  const start = cursor.at;
  while (cursor.text.charAt(cursor.at) >= '0' && cursor.text.charAt(cursor.at) <= '9') cursor.at += 1;
  return cursor.text.slice(start, cursor.at);
}
