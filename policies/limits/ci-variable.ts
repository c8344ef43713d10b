import { quote } from '../errors';
import type { Fault } from './fault';
import { writeFix } from './fix';

/** @see https://docs.gitlab.com/ci/variables/#define-a-cicd-variable-in-the-ui */
export const VARIABLE_KEY_PATTERN = '^[A-Za-z0-9_]{1,255}$';
/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/concerns/ci/maskable.rb */
const MASKABLE = /^[A-Za-z0-9_+=/@:.~-]{8,}$/;
const MASKABLE_RAW = /^\S{8,}$/;
/** @see https://docs.gitlab.com/api/project_level_variables/#create-a-variable */
const MAX_DESCRIPTION = 255;

export function variableKeyFault(key: string): Fault | undefined {
  const isAccepted = (text: string): boolean => new RegExp(VARIABLE_KEY_PATTERN).test(text);
  if (isAccepted(key)) return undefined;
  return {
    code: 'ERR_VARIABLE',
    message: `GitLab refuses the variable key ${quote(key)}`,
    expected: '1 to 255 letters, digits or `_`',
    fix: writeFix(key.replace(/[^A-Za-z0-9_]+/g, '_'), isAccepted),
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

/** @see https://docs.gitlab.com/ci/variables/#hide-a-cicd-variable */
export function hiddenFault(hidden: boolean, masked: boolean): Fault | undefined {
  if (!hidden || masked) return undefined;
  return {
    code: 'ERR_VARIABLE',
    message: 'a variable is hidden but not masked',
    expected: '`masked: true` with it',
    fix: 'add `masked: true`',
  };
}

export function variableDescriptionFault(description: string): Fault | undefined {
  if (description.length <= MAX_DESCRIPTION) return undefined;
  return {
    code: 'ERR_VARIABLE',
    message: 'the description of a variable is too long',
    got: `${description.length} characters`,
    expected: `at most ${MAX_DESCRIPTION}`,
  };
}
