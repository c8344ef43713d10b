import type { RequestContext } from '../context/index';
import {
  answerForMissingKey,
  operator,
  parsePattern,
  type Condition,
  type PatternSyntax,
  type Policy,
  type ValueTest,
  type VariableLookup,
} from '../trust/index';
import { all, any, type Holds } from './outcome';

/** What a condition is judged against. */
export interface ConditionRequest {
  /** Keys in lower case. */
  readonly context: RequestContext;
  /** Whether a key that the context lacks is filled with something nobody knows here. */
  readonly isUnknown?: (key: string) => boolean;
}

/** A condition made ready for many requests. */
export interface CompiledCondition {
  readonly condition: Condition;
  /** Key in lower case. */
  readonly key: string;
  readonly holds: (request: ConditionRequest) => Holds;
  /** Why it cannot be determined what the condition does, whatever the request; absent for a sound condition. */
  readonly defect?: string;
}

/**
 * Compiles one condition: its values are parsed once, each request then costs one look-up and one comparison.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function compileCondition(condition: Condition, version: Policy['version']): CompiledCondition {
  const key = condition.key.toLowerCase();
  const defective = (defect: string): CompiledCondition => ({
    condition,
    key,
    holds: () => 'unknown',
    defect,
  });
  const { form } = condition;
  if (form === undefined) return defective(`\`${condition.operator}\` is not a condition operator of IAM`);
  const row = operator(form.base);
  const syntax = { wildcards: row.wildcards, variables: row.variables && version === '2012-10-17' };
  const compiled = row.compile(condition.values, syntax);
  if (!compiled.ok) return defective(compiled.reason);
  const { test } = compiled;
  if (row.language.kind === 'presence') return { condition, key, holds: nullTest(key, test) };
  const whenMissing: Holds = answerForMissingKey(form);
  const variables = syntax.variables ? variableKeys(condition.values, syntax) : [];
  // `ForAllValues` over an empty list holds for a missing key only, negated or not.
  const everyValue = form.quantifier === 'ForAllValues' && condition.values.length === 0 ? () => false : test;
  const lookup = variables.length > 0 ? lookupIn : () => noVariables;
  const overValues = quantified(form.quantifier, everyValue, lookup);
  return {
    condition,
    key,
    holds: (request) => {
      const value = request.context.get(key);
      if (value === undefined) return request.isUnknown?.(key) === true ? 'unknown' : whenMissing;
      if (variables.some((name) => isUnknown(request, name))) return 'unknown';
      return overValues(value, request);
    },
  };
}

function isUnknown(request: ConditionRequest, key: string): boolean {
  return !request.context.has(key) && request.isUnknown?.(key) === true;
}

function variableKeys(values: readonly string[], syntax: PatternSyntax): readonly string[] {
  return values.flatMap((value) =>
    parsePattern(value, syntax).flatMap((token) => (token.kind === 'variable' ? [token.key] : [])),
  );
}

type OverValues = (value: string | readonly string[], request: ConditionRequest) => Holds;

function quantified(
  quantifier: 'ForAllValues' | 'ForAnyValue' | undefined,
  test: ValueTest,
  lookupFor: (request: ConditionRequest) => VariableLookup,
): OverValues {
  if (quantifier === undefined) {
    // A list never satisfies a scalar operator, not even a negated one.
    return (value, request) => (typeof value === 'string' ? toHolds(test(value, lookupFor(request))) : 'no');
  }
  const over = quantifier === 'ForAllValues' ? all : any;
  return (value, request) => {
    const lookup = lookupFor(request);
    const values = typeof value === 'string' ? [value] : value;
    return over(values.map((item) => toHolds(test(item, lookup))));
  };
}

function toHolds(answer: boolean | undefined): Holds {
  if (answer === undefined) return 'unknown';
  return answer ? 'yes' : 'no';
}

function nullTest(key: string, test: ValueTest): CompiledCondition['holds'] {
  return (request) => {
    if (isUnknown(request, key)) return 'unknown';
    return test(request.context.has(key) ? 'false' : 'true', noVariables) ? 'yes' : 'no';
  };
}

const noVariables: VariableLookup = () => undefined;

function lookupIn(request: ConditionRequest): VariableLookup {
  return (key) => request.context.get(key);
}
