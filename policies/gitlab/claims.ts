import type { Runner } from './pipeline-values';
/**
 * The payload of a GitLab CI ID token.
 *
 * Numbers that identify something are strings in the token (`project_id: "101"`), and `ref_protected` and
 * `environment_protected` are the strings `"true"` and `"false"`, not booleans. Every claim has its row in the claims table.
 *
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb
 */
export interface IdTokenClaims {
  readonly iss: string;
  readonly sub: string;
  /** What the job asked for: one string, or a list. GitLab sends no `azp`. */
  readonly aud: string | readonly string[];
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
  /** The *source* project: differs from `job_project_*` only for fork merge requests run in the parent. */
  readonly namespace_id: string;
  readonly namespace_path: string;
  readonly project_id: string;
  readonly project_path: string;
  /** The project that runs the pipeline. */
  readonly job_project_id?: string;
  readonly job_project_path?: string;
  readonly job_namespace_id?: string;
  readonly job_namespace_path?: string;
  /** The source project again, by names that say so. */
  readonly source_project_id?: string;
  readonly source_project_path?: string;
  readonly source_namespace_id?: string;
  readonly source_namespace_path?: string;
  readonly user_id: string;
  readonly user_login: string;
  readonly user_email: string;
  /** Lower-case access level in the source project; `null` for a user who is not a member of it. */
  readonly user_access_level: string | null;
  readonly pipeline_id: string;
  readonly pipeline_source: string;
  readonly job_id: string;
  readonly job_source?: string;
  /** Only in jobs that a security policy injected. */
  readonly job_config?: { readonly url: string; readonly sha: string };
  /** Short name; the *source branch* in a merge request pipeline. */
  readonly ref: string;
  readonly ref_type: 'branch' | 'tag';
  readonly ref_path: string;
  readonly ref_protected: 'true' | 'false';
  readonly environment?: string;
  readonly environment_protected?: 'true' | 'false';
  readonly deployment_tier?: string;
  readonly environment_action?: string;
  readonly runner_id?: number;
  readonly runner_environment?: Runner;
  readonly sha: string;
  readonly ci_config_ref_uri: string | null;
  readonly ci_config_sha: string | null;
  readonly project_visibility: string;
}
