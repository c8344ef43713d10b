import { findProject, type AccessLevel, type Cloud, type CloudProject } from '../cloud';
import { textOf, type ValueObject } from '../value';
import type { DataSourceBehaviour, ReadAnswer } from './behaviour';

/** @see https://docs.gitlab.com/api/protected_branches/ (levels), https://docs.gitlab.com/api/access_requests/ (names) */
const DESCRIPTIONS: Readonly<Record<AccessLevel, string>> = {
  'no one': 'No one',
  developer: 'Developers + Maintainers',
  maintainer: 'Maintainers',
  admin: 'Administrators',
};

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/data-sources/project */
export const dataGitlabProject: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.gitlab_project',
  optionalComputed: [
    'ci_default_git_depth',
    'ci_id_token_sub_claim_components',
    'id',
    'path_with_namespace',
    'public_builds',
  ],
  validate: ({ id, path_with_namespace: path }) =>
    (id == null) === (path == null)
      ? [
          {
            summary: 'Invalid combination of arguments',
            detail: 'exactly one of `id,path_with_namespace` must be specified',
          },
        ]
      : [],
  read: (config, { cloud }) => {
    const asked = textOf(config['id']) ?? textOf(config['path_with_namespace']) ?? '';
    const project = findProject(cloud, asked);
    return project === undefined ? notFound(cloud, asked) : { found: projectAttributes(cloud, project) };
  },
};

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/data-sources/project_protected_branches */
export const dataGitlabProjectProtectedBranches: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.gitlab_project_protected_branches',
  read: (config, { cloud }) => {
    const asked = textOf(config['project_id']) ?? '';
    const project = findProject(cloud, asked);
    if (project === undefined) return notFound(cloud, asked);
    return { found: { id: project.id, protected_branches: project.protectedBranches.map(branchAttributes) } };
  },
};

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/data-sources/project_protected_tags */
export const dataGitlabProjectProtectedTags: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.gitlab_project_protected_tags',
  read: (config, { cloud }) => {
    const asked = textOf(config['project']) ?? '';
    const project = findProject(cloud, asked);
    if (project === undefined) return notFound(cloud, asked);
    const tags = project.protectedTags.map(({ name, create }, index) => ({
      tag: name,
      create_access_levels: [{ id: index + 1, ...accessLevel(create) }],
    }));
    return { found: { id: asked, protected_tags: tags } };
  },
};

/** @see https://registry.terraform.io/providers/gitlabhq/gitlab/latest/docs/data-sources/metadata */
export const dataGitlabMetadata: DataSourceBehaviour = {
  kind: 'data',
  type: 'data.gitlab_metadata',
  read: (_, { cloud }) => ({
    found: {
      id: '1',
      version: cloud.gitlabVersion,
      revision: '0123456789a',
      enterprise: cloud.gitlabVersion.endsWith('-ee'),
    },
  }),
};

function projectAttributes({ gitlabUrl }: Cloud, project: CloudProject): ValueObject {
  const url = `${gitlabUrl}/${project.pathWithNamespace}`;
  const path = project.pathWithNamespace.split('/').at(-1) ?? '';
  return {
    id: String(project.id),
    namespace_id: project.namespaceId,
    name: path,
    path,
    path_with_namespace: project.pathWithNamespace,
    ci_id_token_sub_claim_components: [...project.subClaimComponents],
    default_branch: project.defaultBranch,
    visibility_level: 'private',
    web_url: url,
    http_url_to_repo: `${url}.git`,
    ssh_url_to_repo: `git@${new URL(gitlabUrl).host}:${project.pathWithNamespace}.git`,
    ...project.attributes,
  };
}

function branchAttributes(rule: CloudProject['protectedBranches'][number], index: number): ValueObject {
  return {
    id: index + 1,
    name: rule.name,
    allow_force_push: rule.allowForcePush ?? false,
    code_owner_approval_required: false,
    push_access_levels: [{ ...accessLevel(rule.push), deploy_key_id: 0 }],
    merge_access_levels: [accessLevel(rule.merge)],
  };
}

function accessLevel(level: AccessLevel): ValueObject {
  return { access_level: level, access_level_description: DESCRIPTIONS[level], group_id: 0, user_id: 0 };
}

function notFound({ gitlabUrl }: Cloud, project: string): ReadAnswer {
  const url = `${gitlabUrl}/api/v4/projects/${project}`;
  return { problem: { summary: `GET ${url}: 404 {message: 404 Project Not Found}` } };
}
