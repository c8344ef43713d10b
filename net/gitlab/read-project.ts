import {
  PROJECT_ANSWER,
  PROTECTED_BRANCHES_ANSWER,
  PROTECTED_ENVIRONMENTS_ANSWER,
  PROTECTED_TAGS_ANSWER,
  type ProjectAnswers,
} from '../../policies/index';
import type { GitlabClient } from './client';

/** How a project is named in a request. */
export interface ProjectName {
  readonly path: string;
  /** Decimal digits. With an id the path is not asked for: another project may have it now. */
  readonly id?: string;
}

/** What GitLab answered about a project. */
export type ProjectRead =
  /** `redirected`: the path is an earlier one of the project. */
  | { readonly kind: 'seen'; readonly answers: ProjectAnswers; readonly redirected: boolean }
  | { readonly kind: 'hidden'; readonly status: 403 | 404; readonly reason: string };

/**
 * The project, its protection rules and its settings: four requests, and one for each further page.
 * @throws RefgateError `ERR_GITLAB`
 */
export async function readProject(client: GitlabClient, name: ProjectName): Promise<ProjectRead> {
  const found = await client.get(projectPath(name), PROJECT_ANSWER);
  if (found.kind === 'hidden') return found;
  const at = `/projects/${found.value.id}`;
  const [branches, tags, environments] = await Promise.all([
    client.list(`${at}/protected_branches`, PROTECTED_BRANCHES_ANSWER),
    client.list(`${at}/protected_tags`, PROTECTED_TAGS_ANSWER),
    client.list(`${at}/protected_environments`, PROTECTED_ENVIRONMENTS_ANSWER),
  ]);
  return {
    kind: 'seen',
    answers: { project: found.value, branches, tags, environments },
    redirected: found.redirected,
  };
}

/** The requests for a project before any is sent; `<id>` where the answer tells it. */
export function projectRequests(name: ProjectName): readonly string[] {
  const at = `/projects/${name.id ?? '<id>'}`;
  return [
    projectPath(name),
    ...['protected_branches', 'protected_tags', 'protected_environments'].map(
      (list) => `${at}/${list}?per_page=100`,
    ),
  ];
}

const projectPath = ({ id, path }: ProjectName): string => `/projects/${id ?? encodeURIComponent(path)}`;
