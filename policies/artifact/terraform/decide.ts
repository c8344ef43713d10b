import type { Expression } from './expression';
import { expressionText, rootsOf } from './expression-text';
import type { Answer, Question } from './question';
import type { Scope } from './scope';
import { PartialText, Unknown, UnknownList, blank, untypedBool, type Value } from './value';

const TRUE = 'true';

/**
 * Whether a test that is not known holds, in the case that is looked at; nothing where no cases are looked at.
 * @throws {Undecided} where the case does not decide it
 */
function decidedBool(test: Expression, value: Unknown, scope: Scope): boolean | undefined {
  const isBool = value.type === 'bool' || leafOf(value) === undefined;
  // the text `1` is a bool, too: what a string is as one is a question of its own
  const asked: Expression = isBool ? test : { kind: 'call', name: 'tobool', args: [test], expand: false };
  const answer = ask(asked, isBool ? value : blank(value), scope, { values: [TRUE, 'false'], open: false });
  return answer === undefined ? undefined : answer.is === TRUE;
}

/** A test as the case that is looked at has it. */
export function settled(test: Expression, given: Value, scope: Scope): Value {
  const value = untypedBool(given);
  return value instanceof Unknown ? (decidedBool(test, value, scope) ?? value) : value;
}

/**
 * Which of some strings a value is, in the case that is looked at; nothing where no cases are looked at.
 * @param open whether it may be another one
 * @throws {Undecided} where the case does not decide it
 */
export function decidedString(
  expression: Expression,
  value: Unknown,
  scope: Scope,
  values: readonly string[],
  open: boolean,
): Answer | undefined {
  return ask(expression, value, scope, { values, open });
}

/** The literals that are asked about have the type of the variable: else two of them may have one text. */
export function isOfType(value: Unknown, literals: readonly Value[]): boolean {
  return (
    value.type !== undefined && literals.every((literal) => typeof literal === TYPES[value.type ?? 'string'])
  );
}

const TYPES = { string: 'string', number: 'number', bool: 'boolean' } as const;

/** Whether an expression that is not known has a value at all, as `try` asks. @throws {Undecided} */
export function decidedCan(expression: Expression, scope: Scope): boolean | undefined {
  const call: Expression = { kind: 'call', name: 'can', args: [expression], expand: false };
  return decidedBool(call, new Unknown(''), scope);
}

/** Whether a value that is not known is null, as `coalesce` asks. @throws {Undecided} */
export function decidedNull(expression: Expression, scope: Scope): boolean | undefined {
  const right: Expression = { kind: 'literal', value: null };
  const test: Expression = { kind: 'binary', operator: '==', left: expression, right };
  return decidedBool(test, new Unknown(''), scope);
}

function ask(
  expression: Expression,
  value: Unknown,
  scope: Scope,
  { values, open }: Pick<Question, 'values' | 'open'>,
): Answer | undefined {
  return scope.decide?.({
    leaf: leafOf(value),
    text: expressionText(expression),
    roots: rootsOf(expression),
    values,
    open,
    refuses: value.allowed?.refuses,
  });
}

/** A variable has one value wherever it is passed on to. */
export function leafOf(value: Value): string | undefined {
  if (!(value instanceof Unknown) || value instanceof PartialText || value instanceof UnknownList)
    return undefined;
  const { expression, computed } = value;
  return computed !== true && expression !== undefined && VARIABLE.test(expression) ? expression : undefined;
}

const VARIABLE = /^(?:module\.[\w-]+(?:\[[^\]]*\])?\.)*var\.[\w-]+$/;
