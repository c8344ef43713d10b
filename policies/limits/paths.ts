import { projectPathProblem } from '../gitlab/index';
import { quote } from '../errors';
import type { Fault } from './fault';
import { writeFix } from './fix';
import { gitlabIdFault } from './gitlab-id';

export const PROJECT_PATH_PATTERN = '^[A-Za-z0-9_.][A-Za-z0-9_.-]*(/[A-Za-z0-9_.][A-Za-z0-9_.-]*)+$';

/** The full path of a project. */
export function projectPathFault(path: string): Fault | undefined {
  return projectPathProblem(path);
}

/** A group obeys the rules of whatever precedes the name of a project. */
export function groupPathFault(path: string): Fault | undefined {
  const isAccepted = (text: string): boolean =>
    text !== '' && projectPathProblem(`${text}/project`) === undefined;
  if (isAccepted(path)) return undefined;
  return {
    code: 'ERR_VARIABLE',
    message: `no group can have the path ${quote(path)}`,
    expected: 'the full path of a group, such as `acme/platform`',
    fix: writeFix(path.replace(/^https?:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, ''), isAccepted),
  };
}

/** What a variable's target can be written as: an id, or the full path. */
export function variableTargetFault(kind: 'project' | 'group', text: string): Fault | undefined {
  if (gitlabIdFault(text) === undefined) return undefined;
  if (kind === 'group') return groupPathFault(text);
  return projectPathProblem(text);
}
