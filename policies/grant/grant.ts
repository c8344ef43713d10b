import type { DeploymentTier, PipelineSource, Project, Runner } from '../gitlab/index';

/** The refs a grant means: a name, or a name with `*` (any run of characters, `/` and nothing included). */
export interface RefPattern {
  readonly type: 'branch' | 'tag';
  readonly pattern: string;
}

/**
 * What one entry of a role's `trust` means: a token of this project, for one of these refs, under all of these conditions.
 * Everything omitted of a rule leaves the rule as it is; there is no default ref, project or audience.
 */
export interface GrantRule {
  readonly project: Project;
  /** At least one. */
  readonly refs: readonly RefPattern[];
  /** `true`: only where the token says `ref_protected`. */
  readonly protected: boolean;
  /** Only these pipeline sources; absent = every source. */
  readonly sources?: readonly PipelineSource[];
  /** Only jobs on such a runner; absent = any runner. */
  readonly runner?: Runner;
  /** Only jobs of such an environment; needs `environment_protected` or `deployment_tier` among the `sub` components. */
  readonly environment?: { readonly protected?: boolean; readonly tier?: DeploymentTier };
}

/** The intent behind one role's trust policy. */
export interface Grant {
  /** The token's `iss`. */
  readonly issuer: string;
  readonly audience: string;
  readonly rules: readonly GrantRule[];
}
