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

/**
 * Where a request for the role must come from: one value of every list that is given. No token tells it, so that whether a token can assume
 * the role depends on the request.
 */
export interface RequestConditions {
  /** Public addresses or CIDR ranges of callers: `aws:SourceIp`. */
  readonly sourceIp?: readonly string[];
  /** Ids of VPCs from which callers use a VPC endpoint: `aws:SourceVpc`. */
  readonly sourceVpc?: readonly string[];
  /** Ids of VPC endpoints that callers use: `aws:SourceVpce`. */
  readonly sourceVpce?: readonly string[];
}

/** The one principal of AWS that can assume a role without a token, for emergencies. */
export interface BreakGlass {
  /** ARN of an IAM user or role; of the root of an account only with `accountRoot`. */
  readonly principal: string;
  /**
   * Whether the caller must have signed in with MFA. Credentials of a role never contain it, so that a role demands `false`.
   * @default true
   */
  readonly mfa?: boolean;
  /** Whether a whole account is meant: every user and role in it whose permissions allow it. @default false */
  readonly accountRoot?: boolean;
}

/** The intent behind one role's trust policy. */
export interface Grant {
  /** The token's `iss`. */
  readonly issuer: string;
  readonly audience: string;
  readonly rules: readonly GrantRule[];
  /** What every token's request must meet beside the rules; absent = any request. */
  readonly request?: RequestConditions;
  /** Who else can assume the role; absent = no one. The conditions on the request do not apply. */
  readonly breakGlass?: BreakGlass;
}
