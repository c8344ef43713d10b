/** The GitLab that mints the tokens. */
export interface Instance {
  /** Web address, such as `https://gitlab.com` or `https://example.com/gitlab`; no trailing slash. */
  readonly url: string;
  /**
   * The token's `iss`: the address, unless the instance publishes its keys elsewhere (`ci_id_tokens_issuer_url`, GitLab 18.1).
   * @see https://docs.gitlab.com/ci/cloud_services/aws/#configure-a-non-public-gitlab-instance
   */
  readonly issuer: string;
  /** Release, such as `18.9`. Absent = the newest that refgate knows. */
  readonly version?: GitlabVersion;
  /** Whether the fix of HackerOne report 3137660 is in: a fork's merge request run in the parent names the fork. @default true */
  readonly forkSubjectFix?: boolean;
  /**
   * Whether a job of a project on a path that another project had gets an ID token. Absent = not known: both are possible. GitLab.com refuses
   * since 19.1, but not for paths that became free before.
   */
  readonly reusedPaths?: ReusedPaths;
}

/** What a GitLab does with ID tokens of projects on reused paths: its setting `block_jwt_for_reclaimed_paths`. */
export const REUSED_PATHS = ['refused', 'accepted'] as const;
export type ReusedPaths = (typeof REUSED_PATHS)[number];

/** A GitLab release: `{ major: 18, minor: 9 }`. */
export interface GitlabVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest release whose claims are modelled. */
const NEWEST: GitlabVersion = { major: 19, minor: 1 };

/** Whether the instance has reached a release. */
export function atLeast(instance: Instance, major: number, minor: number): boolean {
  const { version = NEWEST } = instance;
  return version.major > major || (version.major === major && version.minor >= minor);
}

/** Parses `18.9` or `18.9.2`; `undefined` when it is not a release number. */
export function parseVersion(text: string): GitlabVersion | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})(?:\.\d{1,4})?$/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/**
 * The GitLab behind a registered provider: no `iss` of a GitLab ends in a slash, whatever the provider's URL.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/config/settings.rb
 */
export function instanceUrl(registered: string): string {
  return registered.replace(/\/+$/, '');
}
