/** A GitLab role that a protection rule names. */
export type AccessLevel = 'no one' | 'developer' | 'maintainer' | 'admin';

export interface CloudProtectedBranch {
  readonly name: string;
  readonly push: AccessLevel;
  readonly merge: AccessLevel;
  readonly allowForcePush?: boolean;
}

export interface CloudProtectedTag {
  readonly name: string;
  readonly create: AccessLevel;
}

/** A project as the GitLab API would describe it. */
export interface CloudProject {
  readonly id: number;
  readonly namespaceId: number;
  readonly pathWithNamespace: string;
  readonly subClaimComponents: readonly string[];
  readonly defaultBranch: string;
  readonly protectedBranches: readonly CloudProtectedBranch[];
  readonly protectedTags: readonly CloudProtectedTag[];
  /** Further attributes of `data.gitlab_project`, in Terraform's spelling; they win over the derived ones. */
  readonly attributes?: Readonly<Record<string, boolean | number | string | null>>;
}

/** An identity provider that exists in the AWS account before Terraform runs. */
export interface CloudOidcProvider {
  readonly url: string;
  readonly clientIds: readonly string[];
}

/**
 * What the stub AWS and GitLab answer: the part of the world that Terraform reads and did not make.
 *
 * JSON only, so that it can be handed to the provider process in a file.
 */
export interface Cloud {
  readonly account: string;
  readonly partition: string;
  readonly oidcProviders: readonly CloudOidcProvider[];
  /** Quota on the characters of a trust policy, white space not counted. */
  readonly trustPolicyQuota: number;
  readonly gitlabUrl: string;
  readonly gitlabVersion: string;
  readonly projects: readonly CloudProject[];
}

const API_PROJECT: CloudProject = {
  id: 101,
  namespaceId: 12,
  pathWithNamespace: 'acme/platform/api',
  subClaimComponents: ['project_path', 'ref_type', 'ref'],
  defaultBranch: 'main',
  protectedBranches: [{ name: 'main', push: 'maintainer', merge: 'maintainer' }],
  protectedTags: [],
};

/** An account without identity providers, and one GitLab project. */
export const DEFAULT_CLOUD: Cloud = {
  account: '111122223333',
  partition: 'aws',
  oidcProviders: [],
  trustPolicyQuota: 2048,
  gitlabUrl: 'https://gitlab.com',
  gitlabVersion: '18.6.1-ee',
  projects: [API_PROJECT],
};

/** A project that is like the default one but for what is given. */
export function cloudProject(changes: Partial<CloudProject> = {}): CloudProject {
  return { ...API_PROJECT, ...changes };
}

/** Looks a project up as the GitLab API does: by number or by full path. */
export function findProject(cloud: Cloud, idOrPath: string): CloudProject | undefined {
  return cloud.projects.find(
    ({ id, pathWithNamespace }) => String(id) === idOrPath || pathWithNamespace === idOrPath,
  );
}
