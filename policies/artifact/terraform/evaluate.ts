import { quote, unreachable } from '../../errors';
import type { Budget } from './budget';
import { settled } from './decide';
import { binaryValue, callValue, elementValue } from './evaluate-in-case';
import { negated, toBool } from './operators';
import { ELEMENT, type Expression, type TemplatePart } from './expression';
import { evaluateFor, forTemplate } from './evaluate-for';
import { ofOneType } from './one-type';
import { attribute } from './steps';
import { extend, type Scope } from './scope';
import {
  EMPTY_OBJECT,
  EMPTY_TUPLE,
  blank,
  compareText,
  composed,
  isList,
  orUnknown,
  untyped,
  untypedBool,
  textOfParts,
  toText,
  Unknown,
  type Value,
  ValueSet,
} from './value';

/**
 * The value of an expression. What cannot be known is an {@link Unknown}; what Terraform would refuse is an error.
 * Cost: bounded by the budget.
 * @throws {RefgateError} `ERR_TERRAFORM`: wrong types, missing attributes, budget spent
 */
export function evaluate(expression: Expression, scope: Scope, budget: Budget): Value {
  return budget.carry(
    budget.deeper(() =>
      budget.evaluating(
        () => orUnknown(() => valueOf(expression, scope, budget)),
        expression.kind === 'index' || expression.kind === 'attribute',
      ),
    ),
  );
}

function valueOf(expression: Expression, scope: Scope, budget: Budget): Value {
  const of = (inner: Expression): Value => evaluate(inner, scope, budget);
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string' ? composed(expression.value) : expression.value;
    case 'template':
      return templateValue(expression.parts, scope, budget);
    case 'list':
      return expression.items.length === 0 ? EMPTY_TUPLE : expression.items.map(of);
    case 'object':
      return expression.entries.length === 0
        ? EMPTY_OBJECT
        : objectValue(expression.entries.map(({ key, value }) => [of(key), of(value)]));
    case 'reference':
    case 'attribute':
      return referenceValue(expression, scope, budget);
    case 'index':
      return elementValue(expression, of, scope);
    case 'splat':
      return splatValue(of(expression.of), expression.each, scope, budget);
    case 'conditional':
      return conditionalValue(
        settled(expression.test, of(expression.test), scope),
        { value: () => of(expression.yes), isUntyped: isNull(expression.yes) },
        { value: () => of(expression.no), isUntyped: isNull(expression.no) },
      );
    case 'binary':
      return binaryValue(expression, of, scope);
    case 'unary': {
      const operand = of(expression.operand);
      if (expression.operator === '-') return negated(operand);
      return not(settled(expression.operand, operand, scope));
    }
    case 'call':
      return callValue(expression, of, scope, budget);
    case 'for':
      return evaluateFor(expression, scope, budget, evaluate);
    default:
      return unreachable(expression);
  }
}

/** `a.b.c`: the scope says how much of the chain names one thing, the rest are attributes of it. */
function referenceValue(expression: Expression, scope: Scope, budget: Budget): Value {
  const names: string[] = [];
  let root = expression;
  while (root.kind === 'attribute') {
    names.unshift(root.name);
    root = root.of;
  }
  if (root.kind === 'reference') {
    const { name } = root;
    const { value, used } = budget.aside(() => scope.find(name, names));
    return names.slice(used).reduce(attribute, value);
  }
  return names.reduce(attribute, evaluate(root, scope, budget));
}

function objectValue(entries: readonly (readonly [Value, Value])[]): Value {
  const unknown = entries.map(([key]) => key).find((key) => key instanceof Unknown);
  if (unknown !== undefined) return blank(unknown);
  const pairs = entries.map(([key, value]) => [toText(key), value] as const);
  const names = new Set<string>();
  for (const [name] of pairs) {
    // Terraform keeps the last one, and whoever wrote the first thinks that both count
    if (names.has(name))
      return new Unknown(
        `the member ${quote(name)} appears twice in one object, and only the last one counts; merge the two`,
      );
    names.add(name);
  }
  return new Map(pairs.toSorted(([a], [b]) => compareText(a, b)));
}

function templateValue(parts: readonly TemplatePart[], scope: Scope, budget: Budget): Value {
  let text = '';
  const before: (string | Unknown)[] = [];
  const add = (given: Value): void => {
    const value = untyped(given);
    if (value instanceof Unknown) {
      before.push(text, value);
      text = '';
    } else text += toText(value);
    budget.spend(Math.ceil(budget.carry(text).length / 1_000));
  };
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        add(part.text);
        break;
      case 'value':
        add(evaluate(part.expression, scope, budget));
        break;
      case 'if': {
        const test = settled(part.test, evaluate(part.test, scope, budget), scope);
        const side = (chosen: readonly TemplatePart[]): Value => templateValue(chosen, scope, budget);
        add(conditionalValue(test, { value: () => side(part.yes) }, { value: () => side(part.no) }));
        break;
      }
      case 'for':
        add(
          forTemplate(part.clause, scope, budget, evaluate, (inner) =>
            templateValue(part.body, inner, budget),
          ),
        );
        break;
      default:
        unreachable(part);
    }
  }
  return textOfParts([...before, text]);
}

/** One result of a conditional. */
interface Side {
  readonly value: () => Value;
  /** It is `null` itself, which goes with every type. */
  readonly isUntyped?: boolean;
}

function isNull(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.value === null;
}

/** Both results take one type, as Terraform demands. What the other result is counts even when it is not chosen. */
function conditionalValue(given: Value, yes: Side, no: Side): Value {
  const test = untypedBool(given);
  if (test instanceof Unknown) return blank(test);
  const [taken, left] = toBool(test) ? [yes, no] : [no, yes];
  const chosen = taken.value();
  if (chosen === null || chosen instanceof Unknown) return chosen;
  const other = left.isUntyped === true ? undefined : optional(left.value);
  return other === undefined ? chosen : ofOneType(chosen, other);
}

function optional(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function not(given: Value): Value {
  const operand = untypedBool(given);
  return operand instanceof Unknown ? blank(operand) : !toBool(operand);
}

function splatValue(of: Value, each: Expression, scope: Scope, budget: Budget): Value {
  if (of instanceof Unknown) return blank(of);
  const items = of === null ? [] : isList(of) ? of : of instanceof ValueSet ? of.items : [of];
  return items.map((item) => evaluate(each, extend(scope, { [ELEMENT]: item }), budget));
}
