import { Budget } from '../../../../policies/artifact/terraform/budget';
import { evaluate } from '../../../../policies/artifact/terraform/evaluate';
import { parseExpression } from '../../../../policies/artifact/terraform/parse-expression';
import { Unknown, type Value } from '../../../../policies/artifact/terraform/value';

function valueOf(text: string): Value {
  const scope = { find: (name: string) => ({ value: new Unknown(name), used: 0 }) };
  return evaluate(parseExpression(text), scope, new Budget(10_000));
}

/** What `terraform console` 1.11 says of each is false. */
test.each([
  'can(zipmap(["a", "b"], toset(["x", "y"])))',
  'can(setproduct(["a"]))',
  'can(setproduct([["a"]]...))',
  'can(join(""))',
  'can(join(true))',
  'can(element(["a", "b"], 1e21))',
])('Terraform refuses the call: %s', (text) => {
  expect(valueOf(text)).toBe(false);
});

test.each([
  'can(anytrue(setproduct(["a"], [])))',
  'can(setintersection([null], [["a"]]))',
  'can([core::alltrue([])])',
  'can(upper(join("", setunion(["a"], []))))',
])('whether Terraform refuses the call depends on types that are not kept: %s', (text) => {
  expect(valueOf(text)).toBeInstanceOf(Unknown);
});

test.each([
  ['can(zipmap(["a"], ["x"]))', true],
  ['can(join("", ["a"]))', true],
  ['can(element(["a", "b"], 3))', true],
  ['join("-", ["a"], ["b"])', 'a-b'],
  ['anytrue([true])', true],
])('what Terraform takes has its value: %s', (text, value) => {
  expect(valueOf(text)).toBe(value);
});
