import { quote } from '../../errors';
import { projectPathProblem } from '../../gitlab/paths';
import type { Fault } from '../fault';

/** A group obeys the rules of whatever stands in front of a project's name. */
export function groupPathFault(path: string): Fault | undefined {
  const problem = path === '' ? undefined : projectPathProblem(`${path}/project`);
  if (path !== '' && problem === undefined) return undefined;
  const bare = path.replace(/^https?:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, '');
  const isUsable = bare !== path && bare !== '' && projectPathProblem(`${bare}/project`) === undefined;
  return {
    code: 'ERR_VARIABLE',
    message: `no group can have the path ${quote(path)}`,
    expected: 'the full path of a group, such as `acme/platform`',
    fix: isUsable ? `write ${quote(bare)}` : undefined,
  };
}
