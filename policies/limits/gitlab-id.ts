import { quote } from '../errors';
import type { Fault } from './fault';

/** Ids are 64-bit numbers above 0. @see https://docs.gitlab.com/api/rest/#id-vs-iid */
export const GITLAB_ID_PATTERN = '^[1-9][0-9]{0,18}$';

/** The id of a project, group or user, as a string of digits. */
export function gitlabIdFault(id: string): Fault | undefined {
  if (new RegExp(GITLAB_ID_PATTERN).test(id)) return undefined;
  return {
    code: 'ERR_PROJECT_ID',
    message: `${quote(id)} is not a GitLab id`,
    expected: 'a whole number above 0',
    fix: 'copy the number that GitLab shows',
  };
}
