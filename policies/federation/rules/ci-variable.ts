import { quote } from '../../errors';
import type { Fault } from '../fault';

/** @see https://docs.gitlab.com/ci/variables/#define-a-cicd-variable-in-the-ui */
export const VARIABLE_KEY_PATTERN = '^[A-Za-z0-9_]{1,255}$';
/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/has_environment_scope.rb */
export const ENVIRONMENT_SCOPE_PATTERN = '^[A-Za-z0-9_/${}. *-]+$';
/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/ci/maskable.rb */
const MASKABLE = /^[A-Za-z0-9_+=/@:.~-]{8,}$/;
const MASKABLE_RAW = /^\S{8,}$/;

export function variableKeyFault(key: string): Fault | undefined {
  if (new RegExp(VARIABLE_KEY_PATTERN).test(key)) return undefined;
  return {
    code: 'ERR_VARIABLE',
    message: `GitLab refuses the variable key ${quote(key)}`,
    expected: '1 to 255 letters, digits or `_`',
    fix: key === '' || key.length > 255 ? undefined : `write ${quote(key.replace(/[^A-Za-z0-9_]+/g, '_'))}`,
  };
}

export function environmentScopeFault(scope: string): Fault | undefined {
  if (new RegExp(ENVIRONMENT_SCOPE_PATTERN).test(scope) && !/^\/|\/$/.test(scope) && scope.length <= 255) {
    return undefined;
  }
  return {
    code: 'ERR_VARIABLE',
    message: `GitLab refuses the environment scope ${quote(scope)}`,
    expected: 'letters, digits, spaces, `_/${}.-` and `*`, without a `/` at either end',
  };
}

/** Whether GitLab would mask this value. `raw` = the variable is not expanded; the rule is then a wider one. */
export function maskFault(value: string, raw: boolean): Fault | undefined {
  if ((raw ? MASKABLE_RAW : MASKABLE).test(value)) return undefined;
  const got =
    value.length < 8
      ? `${value.length} characters`
      : quote(/\s/.exec(value)?.[0] ?? /[^A-Za-z0-9_+=/@:.~-]/.exec(value)?.[0] ?? value);
  return {
    code: 'ERR_VARIABLE',
    message: `GitLab cannot mask the value ${quote(value)}`,
    got,
    expected: raw ? 'at least 8 characters without a space' : 'at least 8 letters, digits or `_+=/@:.~-`',
    fix: !raw && MASKABLE_RAW.test(value) ? 'add `raw: true`, or remove `masked`' : 'remove `masked`',
  };
}
