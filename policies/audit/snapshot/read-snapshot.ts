import { RefgateError, quote, type Problem } from '../../errors';
import { parseVersion, type Instance } from '../../gitlab/index';
import type { EnvironmentRight } from '../../mint/index';
import { JsonPositions, escapePointer, parsePolicyText } from '../../trust/index';
import { SNAPSHOT_SCHEMA, type SnapshotFile } from './schema';
import type { GitlabSnapshot, SeenProject, SeenRights, SeenVariable } from './snapshot';

/** More problems of one file help nobody. */
const MAX_PROBLEMS = 10;

/**
 * Reads a snapshot of GitLab.
 * @throws {RefgateError} `ERR_JSON`: not JSON · `ERR_SCHEMA`: another shape, or two projects with the same id or path
 */
export function readGitlabSnapshot(text: string, file: string): GitlabSnapshot {
  const parsed = parsePolicyText(text, file);
  if (!parsed.ok) throw new RefgateError(parsed.problem);
  const result = SNAPSHOT_SCHEMA.safeParse(parsed.value);
  const positions = new JsonPositions(text, file);
  if (!result.success) {
    throw new RefgateError(
      result.error.issues.slice(0, MAX_PROBLEMS).map(({ path, message }): Problem => {
        const steps = path.map((step) => (typeof step === 'number' ? step : String(step)));
        return {
          code: 'ERR_SCHEMA',
          message: `invalid snapshot of GitLab: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
          pointer: steps.map((step) => `/${escapePointer(String(step))}`).join(''),
          position: positions.at(steps) ?? positions.at([]),
        };
      }),
    );
  }
  const { data } = result;
  const twins = twinProblems(data, positions);
  if (twins.length > 0) throw new RefgateError(twins.slice(0, MAX_PROBLEMS));
  return {
    file,
    instance: instanceOf(data, positions),
    takenAt: data.taken_at,
    listed: data.listed,
    projects: data.projects.map((project) => projectOf(withGroupNames(project, data))),
    groups: (data.groups ?? []).map(({ id, path, variables }) => ({
      id: String(id),
      path,
      ...(variables && { variables: variables.map(variableOf) }),
    })),
    paths: (data.paths ?? []).map(({ path, state, to }) => ({
      path,
      state,
      to: to === undefined ? undefined : String(to),
    })),
  };
}

function instanceOf({ gitlab }: SnapshotFile, positions: JsonPositions): Instance {
  const url = gitlab.url.replace(/\/+$/, '');
  const version = gitlab.version === undefined ? undefined : parseVersion(gitlab.version);
  if (gitlab.version !== undefined && version === undefined)
    throw new RefgateError({
      code: 'ERR_SCHEMA',
      message: `invalid snapshot of GitLab: invalid release ${quote(gitlab.version)}`,
      expected: 'a release such as `18.9`',
      position: positions.at(['gitlab', 'version']),
    });
  return {
    url,
    issuer: gitlab.issuer ?? url,
    version,
    reusedPaths: gitlab.reused_paths,
  };
}

function projectOf(project: ProjectFile): SeenProject {
  return {
    id: String(project.id),
    path: project.path,
    namespaceId: String(project.namespace_id),
    protectedBranches:
      project.protected_branches?.map(({ name, push, merge, push_by: pushBy, merge_by: mergeBy }) => ({
        pattern: name,
        push,
        merge,
        ...(pushBy !== undefined && { pushBy }),
        ...(mergeBy !== undefined && { mergeBy }),
      })) ?? 'unknown',
    protectedTags:
      project.protected_tags?.map(({ name, create, create_by: pushBy }) => ({
        pattern: name,
        push: create,
        merge: create,
        ...(pushBy !== undefined && { pushBy }),
      })) ?? 'unknown',
    protectedEnvironments: project.protected_environments ?? 'unknown',
    protectMergeRequestPipelines: project.protect_merge_request_pipelines ?? undefined,
    subClaim: project.sub_claim,
    visibility: project.visibility,
    defaultBranch: project.default_branch ?? undefined,
    archived: project.archived === true,
    branches: project.branches ?? undefined,
    notSeen: project.not_seen ?? [],
    rights: rightsOf(project),
    members: project.members?.map(({ custom_role: customRole, ...member }) => ({
      ...member,
      ...(customRole !== undefined && { customRole }),
    })),
    ...(project.variables && { variables: project.variables.map(variableOf) }),
  };
}

type ProjectFile = SnapshotFile['projects'][number];
type NamedFile = NonNullable<NonNullable<ProjectFile['protected_branches']>[number]['push_by']>;

function variableOf({
  environment_scope: scope,
  role_arn: roleArn,
  ...variable
}: NonNullable<ProjectFile['variables']>[number]): SeenVariable {
  return { ...variable, scope, ...(roleArn !== undefined && { roleArn }) };
}

/** The rules of a project, with the path of each group that they name by id alone and that the snapshot knows. */
function withGroupNames(project: ProjectFile, { groups = [] }: SnapshotFile): ProjectFile {
  const paths = new Map(groups.map(({ id, path }) => [String(id), path]));
  const named = (right: NamedFile | undefined): NamedFile | undefined =>
    right && {
      ...right,
      named: right.named.map((each) => {
        const [, id] = /(?:^|\()id (\d+)\)?$/.exec(each.name) ?? [];
        const path = each.kind === 'group' && id !== undefined ? paths.get(id) : undefined;
        return path === undefined ? each : { ...each, name: path };
      }),
    };
  const environment = (rule: NonNullable<ProjectFile['environment_rules']>[number]) => ({
    ...rule,
    deploy_by: named(rule.deploy_by),
    approve_by: named(rule.approve_by),
  });
  return {
    ...project,
    protected_branches:
      project.protected_branches?.map((rule) => ({
        ...rule,
        push_by: named(rule.push_by),
        merge_by: named(rule.merge_by),
      })) ?? null,
    protected_tags:
      project.protected_tags?.map((rule) => ({ ...rule, create_by: named(rule.create_by) })) ?? null,
    environment_rules: project.environment_rules?.map(environment),
    group_environment_rules: project.group_environment_rules?.map(environment),
  };
}

function rightsOf({
  environment_rules: environments,
  group_environment_rules: ofGroups,
  merge_request_approvals: merge,
  protected_environments: names,
  deploy_keys: deployKeys,
  trigger_tokens: triggerTokens,
  own_deployment_approval: ownApproval,
}: ProjectFile): SeenRights {
  return {
    environments: environments?.map(environmentOf) ?? (names?.length === 0 ? [] : 'unknown'),
    groupEnvironments: ofGroups?.map(environmentOf) ?? 'unknown',
    mergeRequests: merge
      ? {
          approvals: merge.approvals,
          byAuthor: merge.by_author,
          rules: merge.rules,
          ...(merge.incomplete !== undefined && { atLeast: merge.incomplete }),
        }
      : 'unknown',
    deployKeys: deployKeys ?? 'unknown',
    triggerTokens: triggerTokens ?? 'unknown',
    ownApproval: ownApproval ?? 'unknown',
  };
}

function environmentOf({
  deploy_by: deployBy,
  approve_by: approveBy,
  incomplete: atLeast,
  ...rule
}: NonNullable<ProjectFile['environment_rules']>[number]): EnvironmentRight {
  return {
    ...rule,
    ...(deployBy !== undefined && { deployBy }),
    ...(approveBy !== undefined && { approveBy }),
    ...(atLeast !== undefined && { atLeast }),
  };
}

/** Ids and paths that two projects have: which of them a token is of could not be told. */
function twinProblems({ projects }: SnapshotFile, positions: JsonPositions): readonly Problem[] {
  const seen = new Set<string>();
  return projects.flatMap(({ id, path }, index) =>
    ([`id ${id}`, `path ${path.toLowerCase()}`] as const).flatMap((key): Problem[] => {
      if (!seen.has(key)) {
        seen.add(key);
        return [];
      }
      return [
        {
          code: 'ERR_SCHEMA',
          message: `invalid snapshot of GitLab: two projects have the ${key.startsWith('id') ? 'id' : 'path'} ${quote(key.slice(key.indexOf(' ') + 1))}`,
          fix: 'list each project once',
          position: positions.at(['projects', index]),
        },
      ];
    }),
  );
}
