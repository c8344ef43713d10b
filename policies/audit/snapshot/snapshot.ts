import type { Instance, Project } from '../../gitlab/index';
import type { MintRule, ProjectRights } from '../../mint/index';

/**
 * What was seen of a GitLab instance: projects with their ids, protection rules and settings, and what became of paths. Written by whatever
 * reads the instance, read by the audit. Every part that could not be seen says so; nothing is filled with a default.
 */
export interface GitlabSnapshot {
  /** The file it was read from. */
  readonly file: string;
  readonly instance: Instance;
  /** When it was taken: ISO 8601, UTC. */
  readonly takenAt?: string;
  /** Full paths of groups of which every project was listed; `all`: of the whole instance. Outside of them a missing project proves nothing. */
  readonly listed: 'all' | readonly string[];
  readonly projects: readonly SeenProject[];
  readonly groups: readonly SeenGroup[];
  /** What GitLab answered about paths that no listed project has. */
  readonly paths: readonly SeenPath[];
}

/** A project of a snapshot. What could not be seen of it is in `notSeen`, and unknown in the rest. */
export interface SeenProject extends Project {
  readonly id: string;
  readonly namespaceId: string;
  readonly defaultBranch?: string;
  readonly archived: boolean;
  /** Names of all branches; absent = not listed. */
  readonly branches?: readonly string[];
  readonly notSeen: readonly NotSeenPart[];
  readonly protectedBranches: readonly MintRule[] | 'unknown';
  readonly protectedTags: readonly MintRule[] | 'unknown';
  /** Who may deploy, what a merge needs, and which keys push. */
  readonly rights: SeenRights;
  /** Everyone who can push or has a custom role; absent = not read. */
  readonly members?: readonly SeenMember[];
  /** Its own CI/CD variables; absent = not read. */
  readonly variables?: readonly SeenVariable[];
}

/** A CI/CD variable. Of its value only the ARN of a role is known. */
export interface SeenVariable {
  readonly key: string;
  /** `*`: every environment. */
  readonly scope: string;
  readonly type: string;
  readonly protected: boolean;
  readonly masked: boolean;
  /** Absent where the release of GitLab does not tell. */
  readonly hidden?: boolean;
  readonly raw?: boolean;
  readonly roleArn?: string;
}

/** What of the rights in a project is not in its protection rules. */
export type SeenRights = Omit<ProjectRights, 'protectedBranches' | 'protectedTags'>;

/** Someone who can push to a project, or whose custom role may let him. */
export interface SeenMember {
  readonly username: string;
  /** `none`: less than Developer. Of a custom role the one that it is based on. */
  readonly role: 'none' | 'developer' | 'maintainer' | 'owner';
  /** Name of a custom role: what it allows beside that role is not known. */
  readonly customRole?: string;
}

/** A part of a project that the account which took the snapshot could not read. */
export interface NotSeenPart {
  readonly part: string;
  readonly reason: string;
}

export interface SeenGroup {
  readonly id: string;
  readonly path: string;
  /** Its own CI/CD variables; absent = not read. */
  readonly variables?: readonly SeenVariable[];
}

/**
 * A path that a trust policy or the declaration names. `free`: GitLab has nothing there, so any user who may create it can claim it.
 * `redirects`: GitLab leads to a project that was renamed or moved; the path can be claimed, and then no longer redirects.
 * @see https://docs.gitlab.com/user/project/repository/#repository-path-changes
 */
export interface SeenPath {
  readonly path: string;
  readonly state: 'free' | 'redirects';
  /** Id of the project that it redirects to. */
  readonly to?: string;
}

/** Whether a snapshot would have listed a path. Paths of GitLab are compared without case. */
export function isListed(snapshot: Pick<GitlabSnapshot, 'listed'>, path: string): boolean {
  if (snapshot.listed === 'all') return true;
  const lower = path.toLowerCase();
  return snapshot.listed.some(
    (group) => lower === group.toLowerCase() || lower.startsWith(`${group.toLowerCase()}/`),
  );
}
