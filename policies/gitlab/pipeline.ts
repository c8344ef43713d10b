import type { Instance } from './instance';
import type { DeploymentTier, EnvironmentAction, PipelineSource, Runner } from './pipeline-values';
import type { Project } from './project';

/** What a pipeline runs for. */
export type PipelineTarget =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'merge_request'; readonly mergeRequest: MergeRequest };

/**
 * The three pipelines of a merge request: of its source branch, of the result of merging it, and of that result in a merge train.
 * @see https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/
 */
export const MERGE_REQUEST_PIPELINES = ['detached', 'merged_results', 'train'] as const;

/** A merge request whose pipeline runs on the internal ref `refs/merge-requests/<iid>/…`. */
export interface MergeRequest {
  /** Source branch: what the claims call `ref`. */
  readonly from: string;
  /** Target branch. */
  readonly into: string;
  /** The project that the source branch lives in, when it is a fork. */
  readonly fork?: Project;
  readonly kind: (typeof MERGE_REQUEST_PIPELINES)[number];
  /** Whether the user who runs it may push or merge to the target branch; absent = unknown. */
  readonly userMayPushTarget?: boolean;
}

/** The environment a job deploys to. The author of the CI file chooses name and tier. */
export interface JobEnvironment {
  readonly name: string;
  readonly tier: DeploymentTier;
  /** Absent = as the project's protected environments say. */
  readonly protected?: boolean;
  readonly action: EnvironmentAction;
}

/** A pipeline's job that asks for an ID token: the unit that refgate simulates. */
export interface Pipeline {
  readonly instance: Instance;
  /** The project that runs the pipeline. */
  readonly project: Project;
  readonly target: PipelineTarget;
  /** What started it. A child pipeline has `parent_pipeline` and inherits its parent's target. */
  readonly source: PipelineSource;
  readonly environment?: JobEnvironment;
  /** `aud:` of the job's `id_tokens` entry. */
  readonly audience: string | readonly string[];
  /** Whether the project's repository is still empty: then every branch counts as protected once the default branch is. */
  readonly emptyRepository?: boolean;
  /**
   * Whether another project held this path before. GitLab.com then refuses to mint a token unless `sub` begins with `project_id`.
   * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/oidc_burned_path_error.rb
   */
  readonly reclaimedPath?: boolean;
  /** Says what is known of the ref's protection when the project's rules are unknown; absent = both are possible. */
  readonly refProtected?: boolean;
  /** The security policy that put the job into the pipeline; it changes neither `sub` nor `ref_protected`. */
  readonly policyJob?: {
    readonly kind: 'scan_execution_policy' | 'pipeline_execution_policy';
    readonly config: { readonly url: string; readonly sha: string };
  };
  readonly user?: Partial<User>;
  readonly runner?: Runner;
}

export interface User {
  readonly id: string;
  readonly login: string;
  readonly email: string;
  /** Level in the source project; `null` = no member. */
  readonly accessLevel: string | null;
}
