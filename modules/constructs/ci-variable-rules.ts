import { Token } from 'cdktf';
import type { Problem } from '../../policies/index';
import { quote } from '../../policies/index';
import type { GitlabCiVariable, GitlabCiVariablesTarget } from './gitlab-ci-variables';

/**
 * What GitLab refuses when a CI/CD variable is written.
 * @see https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable
 */
export function variableProblems(variable: GitlabCiVariable): readonly Problem[] {
  return [
    ...keyProblems(variable.key),
    ...scopeProblems(variable),
    ...maskingProblems(variable),
    ...descriptionProblems(variable),
  ];
}

/** A variable lives in one place; in JavaScript nothing else says so. */
export function targetProblems(target: GitlabCiVariablesTarget): readonly Problem[] {
  const named = (['project', 'group'] as const).filter(
    (kind) => (target as Readonly<Record<string, unknown>>)[kind] !== undefined,
  );
  const text = named.length === 1 ? (target as Readonly<Record<string, unknown>>)[named[0] ?? ''] : undefined;
  if (typeof text === 'string' && text !== '') return [];
  return [
    problem(
      'the variables have no target',
      named.length === 0 ? 'none' : named.length === 1 ? quote(String(text)) : '`project` and `group`',
      'exactly one of `project` and `group`: an id or a full path, as a text',
      'name one',
    ),
  ];
}

/** Two variables of one key and scope in one place: the later one would take over the earlier one's value. */
export function twinVariableProblems(variables: readonly GitlabCiVariable[]): readonly Problem[] {
  const seen = new Set<string>();
  return variables.flatMap((variable) => {
    const identity = `${variable.key}\n${variable.environmentScope ?? '*'}`;
    if (!seen.has(identity)) {
      seen.add(identity);
      return [];
    }
    const scope = quote(variable.environmentScope ?? '*');
    return [
      problem(
        `variable ${quote(variable.key)} is declared twice for the environment scope ${scope}`,
        'two values',
        'one value for each key and scope',
        'give one of them another environment scope, or another key',
      ),
    ];
  });
}

function keyProblems(key: string): readonly Problem[] {
  if (Token.isUnresolved(key)) {
    const fix = 'write the key';
    return [problem('the key of a variable is a reference', 'a reference', 'a key that is known now', fix)];
  }
  if (/^[a-zA-Z0-9_]{1,255}$/.test(key)) return [];
  const expected = '1 to 255 letters, digits or `_`';
  return [
    problem(
      'this is no key for a CI/CD variable',
      quote(key),
      expected,
      `use ${quote(key.replace(/[^a-zA-Z0-9_]/g, '_'))}`,
    ),
  ];
}

function scopeProblems({ key, environmentScope: scope }: GitlabCiVariable): readonly Problem[] {
  if (scope === undefined || Token.isUnresolved(scope)) return [];
  if (/^[a-zA-Z0-9_/\\${}. *-]{1,255}$/.test(scope) && !/^\/|\/$/.test(scope)) return [];
  const expected = 'an environment name, `*`, or a name with `*`, such as `review/*`';
  return [
    problem(`variable ${quote(key)} has no valid environment scope`, quote(scope), expected, 'change it'),
  ];
}

function maskingProblems(variable: GitlabCiVariable): readonly Problem[] {
  const { key, masked = false, hidden = false, raw = false } = variable;
  const problems: Problem[] = [];
  if (hidden && !masked) {
    problems.push(
      problem(
        `variable ${quote(key)} is hidden but not masked`,
        '`hidden`',
        '`masked` with it',
        'set `masked` too',
      ),
    );
  }
  const value = variable.expectedValue ?? variable.value;
  if (!masked || Token.isUnresolved(value)) return problems;
  const message = `GitLab cannot mask the value of variable ${quote(key)}`;
  if (value.length < 8 || /\s/.test(value)) {
    const expected = 'at least 8 characters without white space';
    problems.push(problem(message, `${value.length} characters`, expected, 'do not mask it'));
  } else if (!raw && !/^[a-zA-Z0-9_+=/@:.~-]+$/.test(value)) {
    const bad = [...new Set(value.replace(/[a-zA-Z0-9_+=/@:.~-]/g, ''))].map(quote).join(' ');
    problems.push(problem(message, bad, 'letters, digits and `_+=/@:.~-`', 'set `raw`, or do not mask it'));
  }
  return problems;
}

function descriptionProblems({ key, description = '' }: GitlabCiVariable): readonly Problem[] {
  if (Token.isUnresolved(description) || description.length <= 255) return [];
  const got = `${description.length} characters`;
  return [problem(`the description of variable ${quote(key)} is too long`, got, 'at most 255', 'shorten it')];
}

function problem(message: string, got: string, expected: string, fix: string): Problem {
  return { code: 'ERR_VARIABLE', message, got, expected, fix };
}
