import type { EnvironmentRight } from '../mint/index';
import type { VariableAnswer, ApiAnswer } from './answers';
import type { PulledPeople, PulledProject } from './pulled-project';

/** What a snapshot of a GitLab instance is written from. */
export interface SnapshotParts {
  /** Web address of the instance. */
  readonly url: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** Full paths of groups of which every project is among `projects`. */
  readonly listed: readonly string[];
  readonly projects: readonly PulledProject[];
  /** Paths that lead to a project that was renamed or moved, and paths that nobody has. */
  readonly paths: readonly {
    readonly path: string;
    readonly state: 'redirects' | 'free';
    /** Id of the project that it leads to. */
    readonly to?: string;
  }[];
}

/**
 * The snapshot that the audit reads, as JSON: sorted, so that the same instance gives the same text. A part that was not seen is `null`.
 * @see gitlab-snapshot.schema.json
 */
export function snapshotText({ url, issuer, takenAt, listed, projects, paths }: SnapshotParts): string {
  const groups = new Map<
    string,
    { readonly id: string; readonly path: string; readonly variables?: readonly object[] | null }
  >([
    ...projects.flatMap(({ group }) => (group === undefined ? [] : [[group.id, group] as const])),
    ...projects.flatMap(({ ciVariables }) =>
      (ciVariables?.groups ?? []).flatMap(({ id, path, variables }) =>
        id === undefined ? [] : [[id, { id, path, variables: variablesOf(variables) }] as const],
      ),
    ),
  ]);
  const snapshot = {
    refgate_gitlab_snapshot: 1,
    gitlab: { url, issuer: issuer === url ? undefined : issuer },
    taken_at: takenAt,
    listed: listed.toSorted(),
    projects: projects.toSorted((one, other) => Number(one.id) - Number(other.id)).map(projectOf),
    groups: [...groups.values()]
      .toSorted((one, other) => Number(one.id) - Number(other.id))
      .map(({ id, path, variables }) => ({ id: Number(id), path, variables })),
    paths: paths
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ path, state, to }) => ({ path, state, to: to === undefined ? undefined : Number(to) })),
  };
  return `${JSON.stringify(snapshot, undefined, 2)}\n`;
}

function projectOf(project: PulledProject): object {
  const { branches, tags, environments, named, people, ciVariables } = project;
  const unseen = [
    ...project.unseen,
    ...(ciVariables?.variables.kind === 'hidden'
      ? [
          {
            part: 'variables',
            reason: `GitLab answers ${ciVariables.variables.status}; ${NEEDED_FOR_VARIABLES}`,
          },
        ]
      : []),
  ];
  return {
    id: Number(project.id),
    path: project.path,
    namespace_id: Number(project.namespaceId),
    default_branch: project.defaultBranch ?? null,
    visibility: project.visibility,
    archived: project.archived,
    protected_branches:
      branches === undefined
        ? null
        : [...branches].map(([name, rule]) => ({
            name,
            ...rule,
            push_by: named.push.get(name),
            merge_by: named.merge.get(name),
          })),
    protected_tags:
      tags === undefined
        ? null
        : [...tags].map(([name, rule]) => ({ name, ...rule, create_by: named.create.get(name) })),
    protected_environments: environments === undefined ? null : [...environments.keys()],
    environment_rules: project.environmentRules?.map(environmentOf) ?? null,
    own_deployment_approval: project.ownApproval ?? null,
    ...(people !== undefined && peopleParts(people)),
    ...(ciVariables !== undefined && { variables: variablesOf(ciVariables.variables) }),
    protect_merge_request_pipelines: project.protectMergeRequestPipelines ?? null,
    sub_claim: project.subClaim,
    not_seen: unseen.length === 0 ? undefined : unseen.map(({ part, reason }) => ({ part, reason })),
  };
}

/** @see https://docs.gitlab.com/ci/variables/#for-a-project */
const NEEDED_FOR_VARIABLES = 'the role Maintainer is needed';

function variablesOf(answer: ApiAnswer<readonly VariableAnswer[]>): readonly object[] | null {
  if (answer.kind === 'hidden') return null;
  const all = answer.value.map(({ key, environment_scope: scope, variable_type: type, ...variable }) => ({
    key,
    environment_scope: scope ?? '*',
    type,
    protected: variable.protected,
    masked: variable.masked,
    hidden: variable.hidden ?? undefined,
    raw: variable.raw ?? undefined,
    role_arn: variable.role_arn,
  }));
  const nameOf = ({ key, environment_scope: scope }: (typeof all)[number]): string => `${key}\n${scope}`;
  return all.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function environmentOf({
  name,
  deploy,
  deployBy,
  approvals,
  approve,
  approveBy,
  atLeast,
}: EnvironmentRight): object {
  return {
    name,
    deploy,
    deploy_by: deployBy,
    approvals,
    approve,
    approve_by: approveBy,
    incomplete: atLeast,
  };
}

function peopleParts({
  mergeRequests,
  deployKeys,
  triggerTokens,
  members,
  groupEnvironments,
}: PulledPeople): object {
  return {
    group_environment_rules: groupEnvironments?.map(environmentOf) ?? null,
    merge_request_approvals:
      mergeRequests === undefined
        ? null
        : {
            approvals: mergeRequests.approvals,
            by_author: mergeRequests.byAuthor,
            rules: mergeRequests.rules,
            incomplete: mergeRequests.atLeast,
          },
    deploy_keys: deployKeys?.toSorted() ?? null,
    trigger_tokens: triggerTokens?.toSorted() ?? null,
    members: members?.map(({ customRole, ...member }) => ({ ...member, custom_role: customRole })) ?? null,
  };
}
