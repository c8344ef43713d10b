import { quote } from '../errors';
import {
  answerForMissingKey,
  operator,
  WHY_MISSING_KEY_IS_OPEN,
  type Condition,
  type OperatorForm,
  type Principal,
} from '../trust/index';
import type { CompiledCondition } from './compile-condition';
import type { CompiledStatement } from './compile-policy';

/** What a statement says, in words: the same for every request, so it is put together once. */
export interface StatementText {
  readonly principal: string;
  readonly action: string;
  /** In the order of the statement's conditions. */
  readonly conditions: readonly ConditionText[];
}

export interface ConditionText {
  /** When it cannot be determined what the condition does, why. */
  readonly defect?: string;
  readonly key: string;
  /** `; the policy wants StringEquals …` */
  readonly wants: string;
  /** Whether a list can satisfy it. */
  readonly takesLists: boolean;
  /** Whether it is open what AWS makes of a missing key. */
  readonly openWhenMissing: boolean;
}

const texts = new WeakMap<CompiledStatement, StatementText>();

/** The words of a statement, made at the first call. */
export function textOf(compiled: CompiledStatement): StatementText {
  const known = texts.get(compiled);
  if (known !== undefined) return known;
  const { principal, action } = compiled.statement;
  const text = {
    principal: describePrincipal(principal),
    action: `${action.negated ? 'NotAction ' : ''}${list(action.actions)}`,
    conditions: compiled.conditions.map(conditionText),
  };
  texts.set(compiled, text);
  return text;
}

function conditionText({ condition, defect }: CompiledCondition): ConditionText {
  const wants = `; the policy wants ${condition.operator} ${list(condition.values)}`;
  const { form } = condition;
  const openWhenMissing =
    form !== undefined && !asksForPresence(form) && answerForMissingKey(form) === 'unknown';
  const text = { key: quote(condition.key), wants, takesLists: takesLists(condition), openWhenMissing };
  return defect === undefined ? text : { ...text, defect };
}

/** `Null` looks at no value. */
function asksForPresence({ base }: OperatorForm): boolean {
  return operator(base).language.kind === 'presence';
}

function takesLists({ form }: Condition): boolean {
  return form === undefined || form.quantifier !== undefined || asksForPresence(form);
}

/** What a condition was compared with in one request. */
export function describeComparison(
  text: ConditionText,
  got: string | readonly string[] | undefined,
  unknown: boolean,
): string {
  const { defect, key, wants, openWhenMissing } = text;
  if (defect !== undefined) return defect;
  if (unknown && got === undefined && openWhenMissing)
    return `the token gives no ${key}${wants}: ${WHY_MISSING_KEY_IS_OPEN}`;
  if (unknown) return `${key} is filled from the request, which is not known here${wants}`;
  if (got === undefined) return `the token gives no ${key}${wants}`;
  if (typeof got === 'string') return `${key} is ${quote(got)}${wants}`;
  const note = text.takesLists
    ? ''
    : ' (a list never satisfies an operator without ForAnyValue or ForAllValues)';
  return `${key} is the list ${list(got)}${wants}${note}`;
}

function describePrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'everyone':
      return '`*`';
    case 'not_principal':
      return '`NotPrincipal`, which IAM does not accept in a trust policy';
    case 'listed':
      return list([...principal.federated, ...principal.aws, ...principal.other]);
  }
}

function list(values: readonly string[]): string {
  if (values.length === 0) return 'an empty list';
  const shown = values.slice(0, 5).map(quote).join(' or ');
  return values.length > 5 ? `${shown} or ${values.length - 5} more` : shown;
}
