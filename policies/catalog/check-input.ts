import type { Instance, Project } from '../gitlab/index';
import type { DeclaredRequest } from '../prove/index';
import type { KnownIssuers } from '../issuers/index';
import type { Policy } from '../trust/index';

/** A registered OIDC provider, as far as it is known. */
export interface KnownProvider {
  /** The registered URL. */
  readonly issuer: string;
  /** Twelve digits. */
  readonly account?: string;
  /** Registered client ids; absent = not known. */
  readonly clientIds?: readonly string[];
}

/** What is known beside the policy's text. Everything that is omitted is unknown, never "none". */
export interface KnownFacts {
  /** The registered providers, of whatever issuer. */
  readonly providers?: readonly KnownProvider[];
  /** Account of the role: twelve digits. */
  readonly account?: string;
  /** Partition of the role, such as `aws-us-gov`. */
  readonly partition?: string;
  /** Seconds since 1970: conditions on the clock are decided at this time. @default they depend on the time */
  readonly now?: number;
  /** Key, name or Terraform address of the role: what suppressions name. */
  readonly role?: string;
  /** What tells a GitLab from other issuers. @default the declared GitLab, and the subjects of the policy itself */
  readonly issuers?: KnownIssuers;
  /** The declared GitLab. */
  readonly instance?: Instance;
  /** Every project that is declared. */
  readonly projects?: readonly Project[];
  /** What was declared of the role. What is declared of the request, or of a principal that needs no token, is not a finding. */
  readonly declared?: DeclaredRequest & { readonly breakGlass?: { readonly principal: string } };
  /** What the role may do. */
  readonly permissions?: RolePermissions;
  readonly maxSessionSeconds?: number;
  /** ARN of the role. */
  readonly arn?: string;
  /** The roles that a session of the role can become, or that it cannot be told of. */
  readonly leadsTo?: readonly ReachedRole[];
  /** The roles that an OIDC token can assume and whose sessions can become this one. */
  readonly reachedFrom?: readonly string[];
  /** Characters that a trust policy may have in the account. @default 2048 */
  readonly trustPolicyQuota?: number;
}

/** A role at the end of a chain. */
export interface ReachedRole {
  /** Its key. */
  readonly role: string;
  readonly arn?: string;
  /** Keys of the roles between, in order. */
  readonly through: readonly string[];
  readonly answer: 'yes' | 'cannot_tell';
  /** What it depends on, where it cannot be told. */
  readonly dependsOn?: readonly string[];
  /** What the caller has to give, such as the external ID. */
  readonly choosing?: readonly string[];
  readonly permissions: RolePermissions;
}

export interface RolePermissions {
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** Inline policies by name, as documents, and managed policies whose documents are known by ARN. */
  readonly inline: Readonly<Record<string, unknown>>;
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  /** Why there may be more of them. */
  readonly unread?: readonly string[];
}

/** What a check looks at: one role's trust policy and what is known around it. */
export interface CheckInput extends KnownFacts {
  readonly policy: Policy;
  /** The document that the policy was parsed from. */
  readonly document: unknown;
  /** Set on the input of a check that is about GitLab alone: the same with every issuer. */
  readonly whole?: CheckInput;
}
