import { RefgateError, quote } from '../../errors';
import { BudgetExceeded, type Budget } from './budget';
import { settled } from './decide';
import type { Expression, ForClause, ForExpression } from './expression';
import { toBool } from './operators';
import { withElement, type Scope } from './scope';
import {
  PartialText,
  ResourceValue,
  Unknown,
  UnknownList,
  blank,
  textOfParts,
  ValueSet,
  compareText,
  fail,
  isList,
  isMap,
  kindOf,
  sortedKeys,
  toText,
  type Value,
} from './value';

/** Handed in, so that this file and the evaluator need not import each other. */
type Evaluate = (expression: Expression, scope: Scope, budget: Budget) => Value;

/** The elements that `for`, `for_each` and `dynamic` go through, in Terraform's order; `undefined` when that is not a collection. */
export function elementsOf(collection: Value): readonly (readonly [key: Value, value: Value])[] | undefined {
  if (isList(collection)) return collection.map((value, index) => [index, value]);
  if (collection instanceof ValueSet) return collection.items.map((value) => [value, value]);
  if (isMap(collection)) return sortedKeys(collection).map((key) => [key, collection.get(key) ?? null]);
  return undefined;
}

/** `[for …]` and `{for …}`. */
export function evaluateFor(
  expression: ForExpression,
  scope: Scope,
  budget: Budget,
  evaluate: Evaluate,
): Value {
  const scopes = scopesOf(expression, scope, budget, evaluate);
  if (scopes instanceof Unknown) return listOfUnknown(expression, scopes, scope, budget, evaluate);
  const results: (readonly [Value, Value])[] = [];
  for (const inner of scopes) {
    const { test } = expression;
    const keep = test === undefined ? true : settled(test, evaluate(test, inner, budget), inner);
    if (keep instanceof Unknown) return blank(keep);
    if (!toBool(keep)) continue;
    const key = expression.resultKey === undefined ? null : evaluate(expression.resultKey, inner, budget);
    if (key instanceof Unknown) return blank(key);
    results.push([key, evaluate(expression.result, inner, budget)]);
  }
  return expression.resultKey === undefined
    ? results.map(([, value]) => value)
    : objectOf(results, expression.grouped);
}

/** What a `for` makes of a collection that is not known: where every result is a string with a known part, a list of such strings. */
function listOfUnknown(
  list: ForExpression,
  why: Unknown,
  scope: Scope,
  budget: Budget,
  evaluate: Evaluate,
): Unknown {
  const { collection, resultKey, result } = list;
  const of = evaluate(collection, scope, budget);
  if (resultKey !== undefined || !(of instanceof Unknown) || of.expression === undefined) return why;
  // each of the elements, with what each of them can be
  const value = new Unknown(of.reason, `${of.expression}[*]`, of.allowed);
  const key = new Unknown(of.reason, of.expression);
  const inner = withElement(scope, list, [key, value]);
  try {
    const element = evaluate(result, inner, budget);
    return element instanceof PartialText ? new UnknownList(element, of.expression) : why;
  } catch (error) {
    // with other elements it may be one that Terraform takes
    if (error instanceof RefgateError && !(error instanceof BudgetExceeded)) return why;
    throw error;
  }
}

function objectOf(results: readonly (readonly [Value, Value])[], grouped: boolean): Value {
  const groups = new Map<string, Value[]>();
  for (const [key, value] of results) {
    const name = toText(key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else if (grouped) group.push(value);
    else fail(`two elements of a \`for\` have the key ${quote(name)}`);
  }
  const entries = [...groups].toSorted(([a], [b]) => compareText(a, b));
  return new Map(
    entries.map(([name, values]): [string, Value] => [name, grouped ? values : (values[0] ?? null)]),
  );
}

/** `%{for …}`: the bodies one after the other. */
export function forTemplate(
  clause: ForClause,
  scope: Scope,
  budget: Budget,
  evaluate: Evaluate,
  body: (inner: Scope) => Value,
): Value {
  const scopes = scopesOf(clause, scope, budget, evaluate);
  if (scopes instanceof Unknown) return scopes;
  const parts: (string | Unknown)[] = [];
  let size = 0;
  for (const inner of scopes) {
    const part = body(inner);
    parts.push(part instanceof Unknown ? part : toText(part));
    size += part instanceof Unknown ? 1 : toText(part).length;
    budget.spend(Math.ceil(size / 1_000));
  }
  return budget.carry(textOfParts(parts));
}

function scopesOf(
  clause: ForClause,
  scope: Scope,
  budget: Budget,
  evaluate: Evaluate,
): readonly Scope[] | Unknown {
  const collection = evaluate(clause.collection, scope, budget);
  if (collection instanceof Unknown) return blank(collection);
  if (collection instanceof ResourceValue) {
    return new Unknown(
      `not every attribute of \`${collection.address}\` is known before apply`,
      collection.address,
    );
  }
  const elements = elementsOf(collection) ?? fail(`a \`for\` cannot go through ${kindOf(collection)}`);
  return elements.map((element) => withElement(scope, clause, element));
}
