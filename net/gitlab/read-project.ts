import {
  GROUP_PROJECTS_ANSWER,
  PROJECT_ANSWER,
  PROTECTED_BRANCHES_ANSWER,
  PROTECTED_ENVIRONMENTS_ANSWER,
  PROTECTED_TAGS_ANSWER,
  type ApiAnswer,
  type ProjectAnswers,
} from '../../policies/index';
import type { GitlabClient } from './client';
import { peopleRequests, type PeopleReader } from './read-people';
import { variablesRequests, type VariablesReader } from './read-variables';

/** How a project is named in a request. */
export interface ProjectName {
  readonly path: string;
  /** Decimal digits. With an id the path is not asked for: another project may have it now. */
  readonly id?: string;
}

/** What is read of a project beside its rules and settings. */
export interface AlsoRead {
  /** Who can mint its tokens. */
  readonly people?: PeopleReader;
  /** Its CI/CD variables, and those of the groups that hold it. */
  readonly variables?: VariablesReader;
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
export async function readProject(
  client: GitlabClient,
  name: ProjectName,
  { people, variables }: AlsoRead = {},
): Promise<ProjectRead> {
  const found = await client.get(projectPath(name), PROJECT_ANSWER);
  if (found.kind === 'hidden') return found;
  const at = `/projects/${found.value.id}`;
  const [branches, tags, environments, who, ci] = await Promise.all([
    client.list(`${at}/protected_branches`, PROTECTED_BRANCHES_ANSWER),
    client.list(`${at}/protected_tags`, PROTECTED_TAGS_ANSWER),
    client.list(`${at}/protected_environments`, PROTECTED_ENVIRONMENTS_ANSWER),
    people?.read(found.value),
    variables?.read(found.value),
  ]);
  return {
    kind: 'seen',
    answers: { project: found.value, branches, tags, environments, people: who, ciVariables: ci },
    redirected: found.redirected,
  };
}

/**
 * The projects of a group and of its subgroups, without those that are only shared with it.
 * @throws RefgateError `ERR_GITLAB`
 */
export async function listGroupProjects(
  client: GitlabClient,
  group: string,
): Promise<ApiAnswer<readonly ProjectName[]>> {
  const [path, query] = groupProjects(group);
  const answer = await client.list(path, GROUP_PROJECTS_ANSWER, query);
  if (answer.kind === 'hidden') return answer;
  return {
    ...answer,
    value: answer.value.map((project) => ({ id: String(project.id), path: project.path_with_namespace })),
  };
}

/** The request for the projects of a group before it is sent. */
export function groupRequest(group: string): string {
  const [path, query] = groupProjects(group);
  return `${path}?${new URLSearchParams({ per_page: '100', ...query }).toString()}`;
}

function groupProjects(group: string): readonly [string, Readonly<Record<string, string>>] {
  const query = { include_subgroups: 'true', with_shared: 'false', order_by: 'id', sort: 'asc' };
  return [`/groups/${encodeURIComponent(group)}/projects`, query];
}

/** The requests for a project before any is sent; `<id>` where the answer tells it. */
export function projectRequests(
  name: ProjectName,
  {
    whoCanMint = false,
    variables = false,
  }: { readonly whoCanMint?: boolean; readonly variables?: boolean } = {},
): readonly string[] {
  const at = `/projects/${name.id ?? '<id>'}`;
  return [
    projectPath(name),
    ...['protected_branches', 'protected_tags', 'protected_environments'].map(
      (list) => `${at}/${list}?per_page=100`,
    ),
    ...(whoCanMint ? peopleRequests(at, name.path) : []),
    ...(variables ? variablesRequests(at, name.path) : []),
  ];
}

const projectPath = ({ id, path }: ProjectName): string => `/projects/${id ?? encodeURIComponent(path)}`;
