import { RefgateError } from '../../errors';
import { Undecided } from '../cases';
import { BudgetExceeded, type Budget } from './budget';
import { callFunction } from './call';
import { decidedCan, decidedNull, decidedString, isOfType, leafOf, settled } from './decide';
import type { Expression } from './expression';
import { operate } from './operators';
import type { Scope } from './scope';
import { element } from './steps';
import { LooselyTyped, Unknown, untyped, isList, isMap, toText, type Value } from './value';

type Of<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;
type Evaluate = (expression: Expression) => Value;

/** `left operator right`: where both are needed and one is not known, the case decides. */
export function binaryValue(expression: Of<'binary'>, of: Evaluate, scope: Scope): Value {
  const { operator, left, right } = expression;
  const first = of(left);
  if (operator === '&&' || operator === '||') {
    const decided = settled(left, first, scope);
    try {
      return operate(operator, decided, settled(right, of(right), scope));
    } catch (error) {
      // what the first side decides does not depend on the other one
      if (error instanceof Undecided && decided === (operator === '||')) return decided;
      throw error;
    }
  }
  const second = of(right);
  const result = operate(operator, first, second);
  if (!(result instanceof Unknown) || !COMPARISONS.has(operator)) return result;
  if (operator !== '==' && operator !== '!=') return settled(expression, result, scope);
  for (const [side, value, other] of [
    [left, first, second],
    [right, second, first],
  ] as const) {
    if (!(value instanceof Unknown) || !isText(other) || !isOfType(value, [other])) continue;
    const text = toText(other);
    const answer = decidedString(side, value, scope, [text], true);
    return answer === undefined ? result : (answer.is === text) === (operator === '==');
  }
  return settled(expression, result, scope);
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** `of[index]`: where the index is not known, the case says which element it is. */
export function elementValue({ of: collection, index }: Of<'index'>, of: Evaluate, scope: Scope): Value {
  const [value, key] = [of(collection), untyped(of(index))];
  return (
    (key instanceof Unknown ? chosen(value, index, key, false, scope)?.value : undefined) ??
    element(value, key)
  );
}

/** The element of a known collection that the case chooses; without a value where it is none of them. */
function chosen(
  collection: Value,
  index: Expression,
  key: Unknown,
  open: boolean,
  scope: Scope,
): { readonly value?: Value } | undefined {
  const names = isMap(collection)
    ? [...collection.keys()]
    : isList(collection)
      ? collection.map((_, place) => String(place))
      : [];
  if (names.length === 0 || names.length > MAX_CHOICES) return undefined;
  if (leafOf(key) !== undefined && key.type !== (isMap(collection) ? 'string' : 'number')) return undefined;
  const asked: Expression =
    leafOf(key) === undefined ? { kind: 'call', name: 'tostring', args: [index], expand: false } : index;
  const answer = decidedString(asked, key, scope, names, open);
  if (answer === undefined) return undefined;
  return answer.is === undefined || !names.includes(answer.is)
    ? {}
    : { value: element(collection, answer.is) };
}

/** Of larger collections not every element is tried. */
const MAX_CHOICES = 32;

/** The value of a call: where an argument is not known, the case decides what comes out. */
export function callValue(call: Of<'call'>, of: Evaluate, scope: Scope, budget: Budget): Value {
  // what a case decides has a value in it: whether it has one at all is another question
  const isCaught = call.name === 'try' || call.name === 'can';
  const work = (): Value => callFunction(call, of, scope, budget);
  const result = isCaught && scope.outsideCases !== undefined ? scope.outsideCases(work) : work();
  if (!(result instanceof Unknown) || result instanceof LooselyTyped) return result;
  switch (call.name) {
    case 'lookup':
      return lookup(call, of, scope) ?? result;
    case 'coalesce':
      return coalesce(call.args, of, scope) ?? result;
    case 'try':
      return tryEach(call.args, of, scope, budget) ?? result;
    case 'contains':
      return contains(call, of, scope) ?? settled(call, result, scope);
    default:
      return PREDICATES.has(call.name) ? settled(call, result, scope) : result;
  }
}

const PREDICATES: ReadonlySet<string> = new Set([
  'alltrue',
  'anytrue',
  'can',
  'endswith',
  'startswith',
  'strcontains',
]);

function lookup({ args }: Of<'call'>, of: Evaluate, scope: Scope): Value | undefined {
  const [map, index, otherwise] = args;
  if (map === undefined || index === undefined) return undefined;
  const key = of(index);
  if (!(key instanceof Unknown)) return undefined;
  const found = chosen(of(map), index, key, otherwise !== undefined, scope);
  if (found === undefined) return undefined;
  const value = found.value ?? (otherwise === undefined ? undefined : of(otherwise));
  // elements and the default take one type
  return typeof value === 'string' || value instanceof Unknown ? value : undefined;
}

function contains({ args }: Of<'call'>, of: Evaluate, scope: Scope): Value | undefined {
  const [list, wanted] = args;
  if (list === undefined || wanted === undefined) return undefined;
  const [all, value] = [of(list), of(wanted)];
  if (
    !(value instanceof Unknown) ||
    !isList(all) ||
    all.length > MAX_CHOICES ||
    !all.every(isText) ||
    !isOfType(value, all)
  )
    return undefined;
  const texts = all.map(toText);
  const answer = decidedString(wanted, value, scope, texts, true);
  return answer === undefined ? undefined : answer.is !== undefined && texts.includes(answer.is);
}

/** The first argument that is not null or empty. One that is not known is the result where it is neither. */
function coalesce(args: readonly Expression[], of: Evaluate, scope: Scope): Value | undefined {
  for (const argument of args) {
    const value = of(argument);
    if (value === null || value === '') continue;
    // a number may be a string beside what is not known
    if (!(value instanceof Unknown)) return typeof value === 'string' ? value : undefined;
    const isNull = decidedNull(argument, scope);
    if (isNull === undefined) return undefined;
    if (!isNull) return value;
  }
  return undefined;
}

/** The first argument that has a value. A part of a value that is not known may not be there. */
function tryEach(args: readonly Expression[], of: Evaluate, scope: Scope, budget: Budget): Value | undefined {
  for (const argument of args) {
    try {
      const work = (): Value => of(argument);
      const { result: value, mayBeRefused } = budget.doubting(() =>
        scope.outsideCases === undefined ? work() : scope.outsideCases(work),
      );
      const isKnown = !(value instanceof Unknown) || leafOf(value) !== undefined;
      if (isKnown && !mayBeRefused) return value;
      const has = decidedCan(argument, scope);
      if (has === undefined) return undefined;
      if (has) return value;
    } catch (error) {
      if (!(error instanceof RefgateError) || error instanceof BudgetExceeded) throw error;
    }
  }
  return undefined;
}

function isText(value: Value): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
