import { Token } from 'cdktf';
import type { Problem } from '../../policies/index';
import { LIMITS, quote, variableIdentity } from '../../policies/index';
import type { GitlabCiVariable, GitlabCiVariablesTarget } from './gitlab-ci-variables-props';
import { refused } from './refused';

/** What GitLab refuses when CI/CD variables are written, each with its place in the props. */
export function variablesProblems(variables: readonly GitlabCiVariable[]): readonly Problem[] {
  return variables.flatMap((variable, index) =>
    [...variableProblems(variable), ...duplicateNameProblems(variables, index)].map((found) => ({
      pointer: `/variables/${index}`,
      ...found,
    })),
  );
}

/** A variable lives in one place; in JavaScript nothing else says so. */
export function targetProblems(target: GitlabCiVariablesTarget): readonly Problem[] {
  const entries = Object.entries(target as Readonly<Record<string, unknown>>);
  const named = (['project', 'group'] as const).filter((kind) =>
    entries.some(([key, value]) => key === kind && value !== undefined),
  );
  const [kind] = named;
  const text = kind === undefined ? undefined : entries.find(([key]) => key === kind)?.[1];
  if (named.length === 1 && kind !== undefined && typeof text === 'string' && text !== '')
    return refused(text, (place) => LIMITS.variableTarget(kind, place));
  return [
    problem(
      'the variables have no target',
      named.length === 0 ? 'none' : named.length === 1 ? quote(String(text)) : '`project` and `group`',
      'exactly one of `project` and `group`: an id or a full path, as a string',
      'name one',
    ),
  ];
}

function variableProblems(variable: GitlabCiVariable): readonly Problem[] {
  const { key, environmentScope, description, masked = false, hidden = false, raw = false } = variable;
  return [
    ...(Token.isUnresolved(key) ? [unknownKey()] : refused(key, LIMITS.variableKey)),
    ...refused(environmentScope, LIMITS.environmentScope),
    ...refused(hidden, (isHidden) => LIMITS.hidden(isHidden, masked)),
    ...(masked ? refused(variable.expectedValue ?? variable.value, (value) => LIMITS.mask(value, raw)) : []),
    ...refused(description, LIMITS.variableDescription),
  ];
}

/** Two variables that are one in GitLab: the later one would take over the value of the earlier one. */
function duplicateNameProblems(variables: readonly GitlabCiVariable[], index: number): readonly Problem[] {
  const identity = ({ key, environmentScope = '*' }: GitlabCiVariable): string =>
    variableIdentity('', key, environmentScope);
  const variable = variables[index];
  if (variable === undefined) return [];
  const first = variables.findIndex((other) => identity(other) === identity(variable));
  if (first === index) return [];
  const scope = quote(variable.environmentScope ?? '*');
  return [
    problem(
      `variable ${quote(variable.key)} is declared twice for the environment scope ${scope}`,
      'two values',
      'one value for each key and scope',
      'give one of them another environment scope, or another key',
    ),
  ];
}

function unknownKey(): Problem {
  const expected = 'a key that is known now';
  return problem('the key of a variable is a reference', 'a reference', expected, 'write the key');
}

function problem(message: string, got: string, expected: string, fix: string): Problem {
  return { code: 'ERR_VARIABLE', message, got, expected, fix };
}
