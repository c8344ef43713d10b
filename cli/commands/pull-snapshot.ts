import type { GitlabClient, ProjectName } from '../../net/index';
import type { PulledProject, SnapshotParts } from '../../policies/index';
import { pullProjects, type PulledOrHidden, type PullOptions } from '../inputs/gitlab-api';
import type { Terminal } from '../output/terminal';
import { writeTo } from '../output/write-output';

/** The projects that were asked for already, with what was learned of them. */
export type Asked = readonly { readonly name: ProjectName; readonly answer: PulledOrHidden }[];

/** The projects of groups, beside those that were asked for already. */
export interface PulledGroups {
  readonly projects: readonly PulledProject[];
  /** Groups of which every project was seen. */
  readonly listed: readonly string[];
  /** What could not be seen, one sentence each. */
  readonly hidden: readonly string[];
}

/** Every project of groups and their subgroups. @throws RefgateError `ERR_GITLAB` */
export async function pullGroups(
  client: GitlabClient,
  groups: readonly string[],
  asked: Asked,
  options: Omit<PullOptions, 'onProgress'> & {
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<PulledGroups> {
  const { listGroupProjects, seesAll } = await import('../../net/index');
  const isWhole = seesAll(client);
  const projects = new Map(
    asked.flatMap(({ answer }) =>
      answer.kind === 'seen' ? [[answer.project.id, answer.project] as const] : [],
    ),
  );
  const listed: string[] = [];
  const hidden: string[] = [];
  for (const group of groups) {
    const answer = await listGroupProjects(client, group);
    if (answer.kind === 'hidden') {
      hidden.push(
        `cannot see the group \`${group}\`: GitLab answers ${answer.status}${answer.reason}; it does not exist, or the user of the token is not a member`,
      );
      continue;
    }
    const names = answer.value.filter(({ id }) => !projects.has(id ?? ''));
    const answers = await pullProjects(client, names, {
      ...options,
      onProgress: (done) => options.onProgress(done, names.length),
    });
    for (const each of answers) if (each.kind === 'seen') projects.set(each.project.id, each.project);
    const reasons = answers.flatMap((each) => (each.kind === 'hidden' ? [each.reason] : []));
    hidden.push(...reasons);
    if (!(await isWhole(group)))
      hidden.push(
        `cannot see every project of the group \`${group}\`: the user of the token is neither a member of it nor an administrator`,
      );
    else if (reasons.length === 0) listed.push(group);
  }
  return { projects: [...projects.values()], listed, hidden };
}

/** What became of paths, and the projects that were found under them. */
export interface PulledPaths extends Pick<PulledGroups, 'projects' | 'hidden'> {
  readonly paths: SnapshotParts['paths'];
}

/**
 * What GitLab answers about paths that something names and no project has that was seen. A path is free only where GitLab says that nobody has
 * its first part: 404 for the whole is also the answer about a project that the user of the token cannot see.
 * @throws RefgateError `ERR_GITLAB`
 */
export async function pullPaths(
  client: GitlabClient,
  named: { readonly projects: readonly string[]; readonly groups: readonly string[] },
  seen: Pick<PulledGroups, 'projects' | 'listed'>,
  also: Pick<PullOptions, 'people' | 'variables'>,
): Promise<PulledPaths> {
  const { namespaceExists } = await import('../../net/index');
  const known = new Set(seen.projects.map(({ path }) => path.toLowerCase()));
  const lacking = named.projects.filter((path) => !known.has(path.toLowerCase()));
  const answers = await pullProjects(
    client,
    lacking.map((path) => ({ path })),
    also,
  );
  const projects = new Map(seen.projects.map((project) => [project.id, project]));
  const paths: SnapshotParts['paths'][number][] = [];
  const hidden: string[] = [];
  const roots = new Map<string, boolean | 'unknown'>();
  const isFree = async (path: string): Promise<boolean> => {
    const root = path.split('/', 1)[0]?.toLowerCase() ?? '';
    const exists = roots.get(root) ?? (await namespaceExists(client, root));
    roots.set(root, exists);
    return exists === false;
  };
  for (const [place, answer] of answers.entries()) {
    const path = lacking[place] as string;
    if (answer.kind === 'seen') {
      const { project } = answer;
      if (!projects.has(project.id)) projects.set(project.id, project);
      if (project.path.toLowerCase() !== path.toLowerCase())
        paths.push({ path, state: 'redirects', to: project.id });
    } else if (await isFree(path)) paths.push({ path, state: 'free' });
    else if (!isWithin(seen.listed, path))
      hidden.push(`cannot see whether the path \`${path}\` is free: ${answer.reason}`);
  }
  for (const path of named.groups) {
    const isSeen = isWithin(seen.listed, path) || [...known].some((each) => isWithin([path], each));
    if (!isSeen && (await isFree(path))) paths.push({ path, state: 'free' });
  }
  return { projects: [...projects.values()], paths, hidden };
}

function isWithin(groups: readonly string[], path: string): boolean {
  const lower = path.toLowerCase();
  return groups.some((group) => lower === group.toLowerCase() || lower.startsWith(`${group.toLowerCase()}/`));
}

/** Declared paths that are no longer those of their projects, and that GitLab was not asked about by path. */
export function formerPaths(asked: Asked): readonly string[] {
  return asked.flatMap(({ name, answer }) =>
    name.id !== undefined &&
    (answer.kind !== 'seen' || answer.project.path.toLowerCase() !== name.path.toLowerCase())
      ? [name.path]
      : [],
  );
}

/**
 * Writes what was seen as the snapshot that `refgate audit` reads.
 * @throws RefgateError when the components of `sub` of a project were not seen: its tokens would be a guess
 */
export async function writeSnapshot(
  file: string,
  { projects, listed, paths }: Pick<SnapshotParts, 'projects' | 'listed' | 'paths'>,
  around: { readonly url: string; readonly issuer: string; readonly asked: Asked },
  terminal: Terminal,
): Promise<void> {
  const { readGitlabSnapshot, RefgateError, snapshotText } = await import('../../policies/index');
  const unknown = projects.filter(({ subClaim }) => subClaim === undefined);
  if (unknown.length > 0)
    throw new RefgateError(
      unknown.map(({ unseen }) => ({
        code: 'ERR_GITLAB',
        message: `no snapshot: ${unseen.find(({ part }) => part === 'sub_claim')?.reason}`,
        fix: 'give the user of the token that role',
      })),
    );
  const redirects = around.asked.flatMap(({ name, answer }) =>
    answer.kind === 'seen' && answer.redirected
      ? [{ path: name.path, state: 'redirects' as const, to: answer.project.id }]
      : [],
  );
  const all = [...new Map([...redirects, ...paths].map((each) => [each.path.toLowerCase(), each])).values()];
  const { url, issuer } = around;
  const takenAt = new Date().toISOString();
  const text = snapshotText({ url, issuer, takenAt, listed, projects, paths: all });
  readGitlabSnapshot(text, file);
  await writeTo(file, text, terminal);
}
