import type { Problem } from '../errors';
import { quote } from '../errors';

/** Names that GitLab's own routes take, so that no project can have them. */
const RESERVED_PROJECT_NAMES: ReadonlySet<string> = new Set([
  '-',
  'badges',
  'blame',
  'blob',
  'builds',
  'commits',
  'create',
  'create_dir',
  'edit',
  'files',
  'find_file',
  'new',
  'preview',
  'raw',
  'refs',
  'tree',
  'update',
  'wikis',
]);

const MAX_SEGMENT_LENGTH = 255;
const MAX_SEGMENTS = 21;

/**
 * @returns why no project can have this full path, or `undefined` when one can
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/path_regex.rb
 * @see https://docs.gitlab.com/user/reserved_names/
 */
export function projectPathProblem(path: string): Problem | undefined {
  const problem = (reason: string, fix?: string): Problem => ({
    code: 'ERR_PROJECT_PATH',
    message: `project path ${quote(path)} cannot exist: ${reason}`,
    expected: 'the full path of a project, such as `acme/platform/api`',
    fix: fix ?? 'copy it from the address of the project',
  });
  if (/^https?:\/\//i.test(path)) {
    return problem('it is a URL', 'write only what follows the host in the address of the project');
  }
  if (path.startsWith('/') || path.endsWith('/')) {
    const near = path.replace(/^\/+|\/+$/g, '');
    const isPath = projectPathProblem(near) === undefined && quote(near) === `\`${near}\``;
    return problem('it begins or ends with `/`', isPath ? `write ${quote(near)}` : undefined);
  }
  const segments = path.split('/');
  if (segments.length < 2)
    return problem('it names no group or user', 'write the group in front: `group/project`');
  if (segments.length > MAX_SEGMENTS) return problem('groups nest at most 20 levels deep');
  for (const [index, segment] of segments.entries()) {
    const reason = segmentProblem(segment, index === segments.length - 1);
    if (reason !== undefined) return problem(reason);
  }
  return undefined;
}

function segmentProblem(segment: string, isProject: boolean): string | undefined {
  if (segment === '') return 'it has two slashes in a row';
  if (segment.length > MAX_SEGMENT_LENGTH) return `a part is longer than ${MAX_SEGMENT_LENGTH} characters`;
  if (isProject && RESERVED_PROJECT_NAMES.has(segment)) return `${quote(segment)} is reserved by GitLab`;
  const foreign = /[^A-Za-z0-9_.-]/.exec(segment);
  if (foreign !== null)
    return `${quote(foreign[0])} is not allowed, only letters, digits, \`_\`, \`-\` and \`.\``;
  if (segment.startsWith('-')) return `${quote(segment)} starts with \`-\``;
  if (/\.(git|atom)$/i.test(segment)) return `${quote(segment)} ends in \`.git\` or \`.atom\``;
  if (!isProject && segment.endsWith('.')) return `the group ${quote(segment)} ends in \`.\``;
  return undefined;
}
