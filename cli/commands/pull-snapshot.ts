import type { GitlabClient, ProjectName } from '../../net/index';
import type { PulledProject } from '../../policies/index';
import { pullProjects, type PulledOrHidden } from '../inputs/gitlab-api';
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
  onProgress: (done: number, total: number) => void,
): Promise<PulledGroups> {
  const { listGroupProjects } = await import('../../net/index');
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
    const answers = await pullProjects(client, names, (done) => onProgress(done, names.length));
    for (const each of answers) if (each.kind === 'seen') projects.set(each.project.id, each.project);
    const reasons = answers.flatMap((each) => (each.kind === 'hidden' ? [each.reason] : []));
    hidden.push(...reasons);
    if (reasons.length === 0) listed.push(group);
  }
  return { projects: [...projects.values()], listed, hidden };
}

/**
 * Writes what was seen as the snapshot that `refgate audit` reads.
 * @throws RefgateError when the components of `sub` of a project were not seen: its tokens would be a guess
 */
export async function writeSnapshot(
  file: string,
  { projects, listed }: PulledGroups,
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
    answer.kind === 'seen' && answer.redirected ? [{ path: name.path, to: answer.project.id }] : [],
  );
  const { url, issuer } = around;
  const text = snapshotText({ url, issuer, takenAt: new Date().toISOString(), listed, projects, redirects });
  readGitlabSnapshot(text, file);
  await writeTo(file, text, terminal);
}
