import {
  GROUP_ANSWER,
  VARIABLES_ANSWER,
  type GroupVariablesAnswer,
  type ProjectAnswer,
  type VariablesAnswers,
} from '../../policies/index';
import type { GitlabClient } from './client';
import { ancestors } from './read-people';

/** Reads the CI/CD variables of projects and of their groups, each group once. Of values only ARNs of roles are kept. */
export class VariablesReader {
  readonly #client: GitlabClient;
  readonly #groups = new Map<string, Promise<GroupVariablesAnswer>>();

  constructor(client: GitlabClient) {
    this.#client = client;
  }

  /**
   * One request, two for each group that was not asked about yet, and one for each further page.
   * @throws RefgateError `ERR_GITLAB`
   */
  async read({ id, namespace }: ProjectAnswer): Promise<VariablesAnswers> {
    const groups = namespace.kind === 'group' ? ancestors(namespace.full_path ?? '') : [];
    const [variables, ...ofGroups] = await Promise.all([
      this.#client.list(`/projects/${id}/variables`, VARIABLES_ANSWER),
      ...groups.map((group) => this.#ofGroup(group)),
    ]);
    return { variables, groups: ofGroups };
  }

  #ofGroup(path: string): Promise<GroupVariablesAnswer> {
    const known = this.#groups.get(path) ?? this.#readGroup(path);
    this.#groups.set(path, known);
    return known;
  }

  async #readGroup(path: string): Promise<GroupVariablesAnswer> {
    const [group, variables] = await Promise.all([
      this.#client.get(groupPath(path), GROUP_ANSWER, WITHOUT_PROJECTS),
      this.#client.list(`${groupPath(path)}/variables`, VARIABLES_ANSWER),
    ]);
    return { path, id: group.kind === 'seen' ? String(group.value.id) : undefined, variables };
  }
}

/** The requests for a project before any is sent. */
export function variablesRequests(at: string, path: string): readonly string[] {
  return [
    `${at}/variables?per_page=100`,
    ...ancestors(path.slice(0, Math.max(0, path.lastIndexOf('/')))).flatMap((group) => [
      `${groupPath(group)}?${new URLSearchParams(WITHOUT_PROJECTS).toString()}`,
      `${groupPath(group)}/variables?per_page=100`,
    ]),
  ];
}

const WITHOUT_PROJECTS = { with_projects: 'false' };
const groupPath = (path: string): string => `/groups/${encodeURIComponent(path)}`;
