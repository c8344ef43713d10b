import {
  APPROVALS_ANSWER,
  APPROVAL_RULES_ANSWER,
  DEPLOY_KEYS_ANSWER,
  MEMBERS_ANSWER,
  PROTECTED_ENVIRONMENTS_ANSWER,
  TRIGGERS_ANSWER,
  type ApiAnswer,
  type PeopleAnswers,
  type ProjectAnswer,
  type ProtectedEnvironmentAnswer,
} from '../../policies/index';
import type { GitlabClient } from './client';

const LISTS = ['approval_rules', 'deploy_keys', 'triggers', 'members/all'] as const;

/** Reads who can mint tokens of projects. What a group says is asked for once, however many projects it holds. */
export class PeopleReader {
  readonly #client: GitlabClient;
  readonly #groups = new Map<string, Promise<ApiAnswer<readonly ProtectedEnvironmentAnswer[]>>>();

  constructor(client: GitlabClient) {
    this.#client = client;
  }

  /**
   * Five requests, one for each group that holds the project and was not asked about yet, and one for each further page.
   * @throws RefgateError `ERR_GITLAB`
   */
  async read({ id, namespace }: ProjectAnswer): Promise<PeopleAnswers> {
    const at = `/projects/${id}`;
    const groups = namespace.kind === 'group' ? ancestors(namespace.full_path ?? '') : [];
    const [approvals, approvalRules, deployKeys, triggers, members, ...environments] = await Promise.all([
      this.#client.get(`${at}/approvals`, APPROVALS_ANSWER),
      this.#client.list(`${at}/${LISTS[0]}`, APPROVAL_RULES_ANSWER),
      this.#client.list(`${at}/${LISTS[1]}`, DEPLOY_KEYS_ANSWER),
      this.#client.list(`${at}/${LISTS[2]}`, TRIGGERS_ANSWER),
      this.#client.list(`${at}/${LISTS[3]}`, MEMBERS_ANSWER),
      ...groups.map((group) => this.#ofGroup(group)),
    ]);
    const groupEnvironments = groups.map((group, place) => ({
      group,
      answer: environments[place] as ApiAnswer<readonly ProtectedEnvironmentAnswer[]>,
    }));
    return { approvals, approvalRules, deployKeys, triggers, members, groupEnvironments };
  }

  #ofGroup(group: string): Promise<ApiAnswer<readonly ProtectedEnvironmentAnswer[]>> {
    const known =
      this.#groups.get(group) ?? this.#client.list(groupEnvironments(group), PROTECTED_ENVIRONMENTS_ANSWER);
    this.#groups.set(group, known);
    return known;
  }
}

/** The requests for a project before any is sent. Which groups hold it is known by its answer, or by its path. */
export function peopleRequests(at: string, path: string): readonly string[] {
  return [
    `${at}/approvals`,
    ...LISTS.map((list) => `${at}/${list}?per_page=100`),
    ...ancestors(path.slice(0, Math.max(0, path.lastIndexOf('/')))).map(
      (group) => `${groupEnvironments(group)}?per_page=100`,
    ),
  ];
}

const groupEnvironments = (group: string): string =>
  `/groups/${encodeURIComponent(group)}/protected_environments`;

/** `a`, `a/b` and `a/b/c` of `a/b/c`. */
export function ancestors(path: string): readonly string[] {
  if (path === '') return [];
  const steps = path.split('/');
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}
