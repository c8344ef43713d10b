import type { PulledProject, Starter } from '../../policies/index';
import { gitlabClient, pullProjects, type GitlabApiOptions } from '../inputs/gitlab-api';
import type { Terminal } from '../output/terminal';

/** Whether there is a token to ask GitLab with. */
export function hasGitlabToken({ GITLAB_TOKEN: token }: Terminal['env']): boolean {
  return token !== undefined && token.trim() !== '';
}

/**
 * The project of a first declaration as GitLab has it; `undefined` when the user of the token cannot see it, which is told.
 * @throws RefgateError when GitLab does not answer, or the id is that of another project
 */
export async function projectFromGitlab(
  { gitlabUrl, projectPath: path, projectId: id }: Pick<Starter, 'gitlabUrl' | 'projectPath' | 'projectId'>,
  options: GitlabApiOptions,
  terminal: Terminal,
): Promise<PulledProject | undefined> {
  const { quote, RefgateError } = await import('../../policies/index');
  const client = await gitlabClient(gitlabUrl, options, terminal);
  const [answer] = await pullProjects(client, [{ path, id }]);
  if (answer?.kind !== 'seen') {
    terminal.err(`${answer?.reason}; its ids and rules are as you say\n`);
    return undefined;
  }
  const { project } = answer;
  if (id === undefined || project.path.toLowerCase() === path.toLowerCase()) return project;
  throw new RefgateError({
    code: 'ERR_USAGE',
    message: `the project with the id ${id} is ${quote(project.path)}, not ${quote(path)}`,
    fix: 'correct `--project-id` or `--project`',
  });
}

/** A first declaration with what GitLab says of its project. */
export interface FilledStarter {
  readonly text: string;
  /** What the user has to know: what was not seen, what has no word in a declaration, what is to be set in GitLab. */
  readonly remarks: readonly string[];
}

/**
 * Fills a first declaration. Components of `sub` that the file asks for and GitLab does not have yet stay: they are to be set.
 * @throws RefgateError when the branch that deploys is not protected in GitLab
 */
export async function fillStarter(
  text: string,
  branch: string,
  project: PulledProject,
): Promise<FilledStarter> {
  const { inline, isProtected, projectReferences, updateDeclaration } = await import('../../policies/index');
  if (project.branches !== undefined && !isProtected(project.branches, branch))
    throw await unprotected(branch, project);
  const [reference] = projectReferences(text);
  const key = reference?.key ?? '';
  const wanted = /^ {4}sub_claim: (\[.*?\])/m.exec(text)?.[1];
  const { subClaim } = project;
  const toSet = wanted !== undefined && subClaim !== undefined && inline(subClaim) !== wanted;
  const filled = updateDeclaration(
    text,
    new Map([[key, toSet ? { ...project, subClaim: undefined } : project]]),
  );
  const remarks = [
    ...project.unseen.map(({ reason }) => reason),
    ...project.notes,
    ...(toSet
      ? [
          `GitLab has the components of \`sub\` ${inline(subClaim)}: set ${wanted} in the project, as the file says`,
        ]
      : []),
  ];
  return { text: filled.text, remarks };
}

async function unprotected(branch: string, { path, branches = new Map() }: PulledProject): Promise<Error> {
  const { quote, RefgateError } = await import('../../policies/index');
  const names = [...branches.keys()].map(quote).join(', ');
  return new RefgateError({
    code: 'ERR_USAGE',
    message: `the branch ${quote(branch)} of ${quote(path)} is not protected in GitLab`,
    got: names === '' ? 'no protected branch' : `the protected branches ${names}`,
    fix: 'protect it, or name another with `--branch`; `--offline` does not ask GitLab',
  });
}
