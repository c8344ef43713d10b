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
}

export interface AssumeRoleOptions {
  readonly roleArn: string;
  /** @default none */
  readonly externalId?: string;
  /** @default `refgate` */
  readonly sessionName?: string;
}
