import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import type { Scope } from '../../../../policies/artifact/terraform/scope';
import { Unknown, type Value } from '../../../../policies/artifact/terraform/value';

const LOCALS: Readonly<Record<string, string>> = { a: '1', doubtful: 'tobool(var.s) || true' };
const scope: Scope = {
  find: (root, [name = '']) => ({
    value: root === 'local' ? of(LOCALS[name] ?? '') : new Unknown('no value', `${root}.${name}`),
    used: 1,
  }),
};
const budget = new Budget(100_000);
function of(text: string): Value {
  return evaluate(parseExpression(text), scope, budget);
}

test.each([
  'try(tobool(var.s) || true, false)',
  'try(!(tobool(var.s) && false), false)',
  'try(var.m["k"] == "x" && false ? 1 : 2, 3)',
  'can(var.m["k"] == "x" || true)',
  'can([tobool(var.s) || true])',
  'try({ a = tobool(var.s) || true, b = var.s }, 1)',
])('%s: a part that is not known may be refused, whatever comes out', (text) => {
  expect(of(text)).toBeInstanceOf(Unknown);
});

test.each([
  ['tobool(var.s) || true', true],
  ['try(local.a, 2)', 1],
  // another expression is refused by itself
  ['try(local.doubtful, false)', true],
  ['try([1, var.s][0], 2)', 1],
])('%s is known', (text, value) => {
  expect(of(text)).toEqual(value);
});
