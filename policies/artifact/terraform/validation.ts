import { RefgateError } from '../../errors';
import { ANY_STRING, allowedStrings, bothOf, type AllowedStrings } from '../allowed-strings';
import { nestedBlocks, type Block } from './block';
import { Budget } from './budget';
import { evaluate } from './evaluate';
import type { Expression } from './expression';
import { parseTemplate } from './parse-expression';
import { extend, type Scope } from './scope';
import { CONDITION_STEPS, StringCondition } from './string-condition';
import type { TypeConstraint } from './type-constraint';
import { Unknown, type Value } from './value';

/** Nothing else than the variable is known to its conditions: what another value decides narrows nothing. */
const NOWHERE: Scope = {
  find: (root) => ({ value: new Unknown(`\`${root}\` is not known here`, root), used: 0 }),
};

/** A condition about one string, which `subject` is the name of. */
interface OneCondition {
  readonly expression: Expression;
  /** Whether an expression is the string. */
  readonly isSubject: (expression: Expression) => boolean;
  /** The scope in which the string has a value. */
  readonly given: (value: Value) => Scope;
}

/**
 * What the `validation` blocks of a variable allow: of a string, the string itself; of a list or a set of strings, each of its elements.
 * Terraform stops where a condition does not hold, also for a value that is known only on apply: what needs the variable is not made then.
 * Nothing where the type is another one, or the conditions say nothing.
 * @see https://developer.hashicorp.com/terraform/language/validate#input-variable-validation
 */
export function validatedStrings(
  name: string,
  block: Block,
  type: TypeConstraint,
): AllowedStrings | undefined {
  const isList = (type.kind === 'list' || type.kind === 'set') && type.element.kind === 'string';
  if (type.kind !== 'string' && !isList) return undefined;
  const isVariable = (expression: Expression): boolean =>
    expression.kind === 'attribute' &&
    expression.of.kind === 'reference' &&
    expression.of.name === 'var' &&
    expression.name === name;
  const written = nestedBlocks(block.body, 'validation').flatMap(({ condition }) => parsed(condition) ?? []);
  const conditions = isList
    ? written.flatMap((expression) => elementConditions(expression, isVariable))
    : written.map((expression): OneCondition => ({
        expression,
        isSubject: asString(isVariable),
        given: ofVariable(name),
      }));
  const described = conditions
    .map(({ expression, isSubject }) => new StringCondition(isSubject, NOWHERE).holds(expression))
    .reduce(bothOf, ANY_STRING);
  if (conditions.length === 0) return undefined;
  const fails = (value: Value): boolean => conditions.some((condition) => isFalse(condition, value));
  // a variable that is null is the empty string in a policy document
  return allowedStrings(described, (text) => fails(text) && (text !== '' || fails(null)));
}

function parsed(condition: unknown): Expression | undefined {
  if (typeof condition !== 'string') return undefined;
  try {
    return parseTemplate(condition);
  } catch (error) {
    if (error instanceof RefgateError) return undefined;
    throw error;
  }
}

function ofVariable(name: string): OneCondition['given'] {
  return (value) => ({
    find: (root, names) =>
      root === 'var' && names[0] === name ? { value, used: 1 } : NOWHERE.find(root, names),
  });
}

/** What every element of a list has to be: `alltrue([for element in list : …])`, and `!contains(list, …)`. */
function elementConditions(
  expression: Expression,
  isVariable: (expression: Expression) => boolean,
): readonly OneCondition[] {
  const isList = (one: Expression | undefined): boolean =>
    one !== undefined &&
    (isVariable(one) || (one.kind === 'call' && SAME_ELEMENTS.has(one.name) && isList(one.args[0])));
  if (expression.kind === 'binary' && expression.operator === '&&')
    return [expression.left, expression.right].flatMap((side) => elementConditions(side, isVariable));
  if (expression.kind === 'call' && expression.name === 'alltrue') {
    const [list] = expression.args;
    if (list?.kind !== 'for' || list.resultKey !== undefined || list.test !== undefined) return [];
    if (!isList(list.collection)) return [];
    return [elementCondition(list.result, list.valueName)];
  }
  const inner = expression.kind === 'unary' && expression.operator === '!' ? expression.operand : undefined;
  if (inner?.kind === 'call' && inner.name === 'contains' && isList(inner.args[0])) {
    const [, right] = inner.args;
    if (right === undefined) return [];
    const left: Expression = { kind: 'reference', name: EACH };
    return [elementCondition({ kind: 'binary', operator: '!=', left, right }, EACH)];
  }
  return [];
}

/** No identifier can be written like this. */
const EACH = '*each';

/** Functions of which every element of the argument is one of the result. */
const SAME_ELEMENTS = new Set(['toset', 'tolist', 'sort', 'distinct', 'nonsensitive', 'reverse']);

function elementCondition(expression: Expression, element: string): OneCondition {
  return {
    expression,
    isSubject: asString((one) => one.kind === 'reference' && one.name === element),
    given: (value) => extend(NOWHERE, { [element]: value }),
  };
}

/** The string itself, also within functions that do not change a string. */
function asString(isSubject: (expression: Expression) => boolean): (expression: Expression) => boolean {
  return (expression) => {
    if (isSubject(expression)) return true;
    const [only, ...others] = expression.kind === 'call' ? expression.args : [];
    return (
      expression.kind === 'call' &&
      (expression.name === 'tostring' || expression.name === 'nonsensitive') &&
      only !== undefined &&
      others.length === 0 &&
      asString(isSubject)(only)
    );
  };
}

/** Whether a condition is known to fail. One that cannot be computed says nothing. */
function isFalse({ expression, given }: OneCondition, value: Value): boolean {
  try {
    return evaluate(expression, given(value), new Budget(CONDITION_STEPS)) === false;
  } catch (error) {
    if (error instanceof RefgateError) return false;
    throw error;
  }
}
