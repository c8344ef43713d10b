import type { Federation } from '../federation/index';
import type { Instance, Project } from '../gitlab/index';
import type { GitlabSnapshot } from './snapshot/snapshot';

/** What is known of the GitLab whose tokens are audited: a snapshot before a declaration, since it is what is there. */
export interface GitlabView {
  readonly source: 'snapshot' | 'declaration' | 'none';
  /** Absent: every GitLab that a role trusts is taken for itself, with no project known. */
  readonly instance?: Instance;
  readonly projects: readonly Project[];
  readonly snapshot?: GitlabSnapshot;
  /** Projects by full path in lower case. */
  readonly byPath: ReadonlyMap<string, Project>;
  readonly byId: ReadonlyMap<string, Project>;
}

export function gitlabView(
  federation: Federation | undefined,
  snapshot: GitlabSnapshot | undefined,
): GitlabView {
  const projects = snapshot?.projects ?? [...(federation?.projects.values() ?? [])];
  return {
    source: snapshot !== undefined ? 'snapshot' : federation !== undefined ? 'declaration' : 'none',
    instance: instanceOf(federation, snapshot),
    projects,
    snapshot,
    byPath: new Map(projects.map((project) => [project.path.toLowerCase(), project])),
    byId: new Map(projects.flatMap((project) => (project.id === undefined ? [] : [[project.id, project]]))),
  };
}

/** What the snapshot does not tell of its instance is taken from the declaration of the same one. */
function instanceOf(
  federation: Federation | undefined,
  snapshot: GitlabSnapshot | undefined,
): Instance | undefined {
  const declared = federation?.instance;
  if (snapshot === undefined) return declared;
  const { instance } = snapshot;
  if (declared === undefined || declared.issuer !== instance.issuer) return instance;
  return {
    ...instance,
    version: instance.version ?? declared.version,
    reusedPaths: instance.reusedPaths ?? declared.reusedPaths,
    forkSubjectFix: instance.forkSubjectFix ?? declared.forkSubjectFix,
  };
}
