import type { ITerraformDependable, TerraformProvider } from 'cdktf';
import type { Grant, Partition } from '../../policies/index';
import type { IGitlabOidcProvider } from './gitlab-oidc-provider';
import type { RolePermissions } from './role-permissions';

/**
 * The quotas of one role, where the account has raised them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export interface RoleQuotas {
  /** Characters of a trust policy (`ACLSizePerRole`). @default 2048 */
  readonly trustPolicySize?: number;
  /** Managed policies of one role. @default 10 */
  readonly managedPolicies?: number;
}

/** Whom the role admits, and what IAM has to know of it. */
export interface GitlabRoleProps {
  /** The OIDC provider of the grant's issuer, in the account of the role. */
  readonly provider: IGitlabOidcProvider;
  /** Whose tokens may assume the role: exactly these. */
  readonly grant: Grant;
  /** `RoleName`: 1 to 64 letters, digits or characters of `+=,.@-_`. */
  readonly name: string;
  /** @default `/` */
  readonly path?: string;
  /** @default none */
  readonly description?: string;
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default none: the role may do nothing */
  readonly permissions?: RolePermissions;
  /**
   * Longest session that a job may ask for, in seconds; 3,600 to 43,200.
   * @default 3600
   */
  readonly maxSessionSeconds?: number;
  /**
   * Whether Terraform, when it deletes the role, first detaches policies that it did not attach.
   * @default false
   */
  readonly forceDetachPolicies?: boolean;
  /**
   * What the account's quotas are, where they were raised.
   * @default 2,048 characters of trust policy, 10 managed policies
   */
  readonly quotas?: RoleQuotas;
  /**
   * Partition of the account: how long the provider's ARN is, where it is a reference.
   * @default aws
   */
  readonly partition?: Partition;
  /**
   * What must exist and hold before the role is written, such as a project's guard and protection rules.
   * @default nothing but the provider
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** @default the stack's only `aws` provider */
  readonly awsProvider?: TerraformProvider;
}
