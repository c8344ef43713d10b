import type { GitlabOidcProviderProps } from './gitlab-oidc-provider-props';
import type { RoleQuotas } from './gitlab-role-props';
import type { Move } from './moved-block';
import type { StateBackend } from './state-backend';

/** How Terraform reaches one AWS account, and where it keeps that account's state. */
export interface AccountOptions {
  /**
   * A named profile of the AWS configuration files.
   * @default the credentials of the environment
   */
  readonly profile?: string;
  /**
   * A role that Terraform assumes in the account.
   * @default none
   */
  readonly assumeRole?: AssumeRoleOptions;
  /**
   * Where the state is kept.
   * @default none is declared: Terraform keeps a file beside the configuration
   */
  readonly backend?: StateBackend;
  /**
   * Stop a plan when a GitLab project is no longer what was proved. Terraform then reads the projects with `GITLAB_TOKEN`.
   * @default false
   */
  readonly guards?: boolean;
  /**
   * Keys of the projects whose protection rules this stack keeps as declared. A project belongs to one stack only.
   * @default none
   */
  readonly protect?: readonly string[];
  /**
   * Addresses of resources that exist already and are taken over by `import` blocks, such as `aws_iam_role.deploy`; `true` = the
   * provider, the roles, their policies and the variables, all of them.
   * @default none
   */
  readonly adopt?: true | readonly string[];
  /**
   * Resources whose address has changed, for example because a role got another key.
   * @default none
   */
  readonly moved?: readonly Move[];
  /**
   * More about the OIDC provider that the stack creates.
   * @default no thumbprints, no tags
   */
  readonly provider?: Pick<GitlabOidcProviderProps, 'thumbprints' | 'tags'>;
  /**
   * Quotas of the account, where they were raised.
   * @default those of a new account: 2,048 characters of trust policy, 10 managed policies on a role, 1,000 roles
   */
  readonly quotas?: AccountQuotas;
}

/**
 * The quotas of an AWS account that were raised.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export interface AccountQuotas extends RoleQuotas {
  /** Roles of the account, those of others included. @default 1000 */
  readonly roles?: number;
}

/** The role that Terraform itself assumes to work in an account. */
export interface AssumeRoleOptions {
  readonly roleArn: string;
  /** @default none */
  readonly externalId?: string;
  /** @default `refgate` */
  readonly sessionName?: string;
}
