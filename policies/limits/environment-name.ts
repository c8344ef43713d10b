import { quote } from '../errors';
import type { Fault } from './fault';

/** @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/regex.rb */
const MAX_LENGTH = 255;
export const ENVIRONMENT_SCOPE_PATTERN = '^[A-Za-z0-9_/${}. *-]+$';
const NAME_PATTERN = '^[A-Za-z0-9_/${}. -]+$';

/** @see https://docs.gitlab.com/ci/yaml/#environmentname */
export function environmentNameFault(name: string): Fault | undefined {
  if (isEnvironment(name, NAME_PATTERN)) return undefined;
  return {
    code: 'ERR_PIPELINE',
    message: `GitLab refuses the environment name ${quote(name)}`,
    expected: 'letters, digits, spaces and `_/${}.-`, without a `/` at either end',
  };
}

/** The environments that get a variable. @see https://docs.gitlab.com/ci/environments/#limit-the-environment-scope-of-a-cicd-variable */
export function environmentScopeFault(scope: string): Fault | undefined {
  if (isEnvironment(scope, ENVIRONMENT_SCOPE_PATTERN)) return undefined;
  return {
    code: 'ERR_VARIABLE',
    message: `GitLab refuses the environment scope ${quote(scope)}`,
    expected: 'letters, digits, spaces, `_/${}.-` and `*`, without a `/` at either end',
  };
}

function isEnvironment(text: string, pattern: string): boolean {
  return new RegExp(pattern).test(text) && !/^\/|\/$/.test(text) && text.length <= MAX_LENGTH;
}
