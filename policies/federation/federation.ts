import type { AccessLevel, Instance, Pipeline, Project } from '../gitlab/index';
import type { Position } from '../errors';
import type { RawClaims } from '../context/index';
import type { Grant, ProofObligation } from '../grant/index';
import type { Partition } from '../arn';

/** What `federation.yaml` declares, checked and with every reference resolved. Lists and maps keep the order of the file. */
export interface Federation {
  /** The file it was read from, as the user named it. */
  readonly file: string;
  readonly instance: Instance;
  /** What a role demands, and its jobs ask for, unless the role or its account has an audience of its own. */
  readonly audience: string;
  /** Whether a plan stops when a project is no longer what was proved. */
  readonly guards: boolean;
  readonly projects: ReadonlyMap<string, DeclaredProject>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly table: readonly TableRow[];
  readonly prove: readonly ProofObligation[];
  readonly suppress: readonly AcceptedFinding[];
}

/** A finding of the catalog that is known and accepted. */
export interface AcceptedFinding {
  /** Id of the check. */
  readonly check: string;
  /** Key of the role, or address of one that is declared elsewhere; absent = every role. */
  readonly role?: string;
  readonly reason: string;
  readonly position: Position;
}

/** A project under its key in the file. */
export interface DeclaredProject extends Project {
  readonly key: string;
  /** Key of the account whose stack keeps the protection rules as declared; absent = nobody's does. */
  readonly protectFrom?: string;
  /** Who may deploy to protected environments, where the declaration says so. */
  readonly environmentRules?: readonly EnvironmentRule[];
  readonly position: Position;
}

/** A protected environment and who may deploy to it. */
export interface EnvironmentRule {
  readonly name: string;
  readonly deploy: Exclude<AccessLevel, 'no_one'>;
}

/** An AWS account as it is declared, and how Terraform reaches it. */
export interface Account {
  readonly key: string;
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  readonly partition: Partition;
  /** What the account's roles demand unless they have their own; absent = the federation's. */
  readonly audience?: string;
  /** An OIDC provider that exists already and is only referred to; absent = this stack creates it. */
  readonly existingProvider?: { readonly arn: string } | { readonly lookup: true };
  /** More about the provider that the stack creates. */
  readonly createdProvider?: {
    /** SHA-1 fingerprints in lower-case hexadecimal digits. */
    readonly thumbprints?: readonly string[];
    readonly tags?: Readonly<Record<string, string>>;
  };
  /** A named profile of the AWS configuration files; absent = the credentials of the environment. */
  readonly profile?: string;
  /** A role that Terraform assumes in the account. */
  readonly assumeRole?: AssumeRole;
  /** Where the stack's state is kept; absent = nowhere declared. */
  readonly backend?: StateBackend;
  /** Quotas that were raised. */
  readonly quotas: AccountQuotas;
  /** Addresses of resources that exist already and are taken over; `true` = all that can be. */
  readonly adopt: true | readonly string[];
  /** Resources whose address has changed. */
  readonly moved: readonly Move[];
  readonly position: Position;
}

export interface AssumeRole {
  readonly roleArn: string;
  readonly externalId?: string;
  readonly sessionName?: string;
}

/** Where Terraform keeps the state of a stack. Credentials have no place in it. */
export type StateBackend =
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly key: string;
      readonly region: string;
      readonly useLockfile?: boolean;
      readonly dynamodbTable?: string;
      readonly kmsKeyId?: string;
      readonly profile?: string;
    }
  | { readonly kind: 'http'; readonly address: string; readonly lockAddress?: string }
  | {
      readonly kind: 'cloud';
      readonly organization: string;
      readonly workspace: string;
      readonly hostname?: string;
    };

/** What an account allows, where it is not the default. */
export interface AccountQuotas {
  /** Characters of a trust policy. */
  readonly trustPolicySize?: number;
  /** Managed policies of one role. */
  readonly managedPolicies?: number;
  /** Roles of the account. */
  readonly roles?: number;
}

export interface Move {
  readonly from: string;
  readonly to: string;
}

/** An IAM role as it is declared: whom it admits, what it may do, and which variables carry its ARN. */
export interface Role {
  /** Key in the file: the name in tables, reports and Terraform addresses. */
  readonly key: string;
  /** `RoleName` in AWS. */
  readonly name: string;
  readonly account: Account;
  readonly grant: Grant;
  readonly permissions: Permissions;
  readonly path: string;
  readonly description?: string;
  /** Seconds. */
  readonly maxSessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether Terraform, when it deletes the role, detaches policies that it did not attach. */
  readonly forceDetach: boolean;
  readonly variables: readonly RoleVariable[];
  readonly position: Position;
}

/** What a role may do once it is assumed. */
export interface Permissions {
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** Inline policies by name: the document as the user wrote it. */
  readonly inline: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
}

/** A GitLab CI/CD variable that carries the role's ARN, or a literal value, into projects or a group. */
export interface RoleVariable {
  readonly key: string;
  /** Key of the declared project; absent, and no group = every project that the role's trust names. */
  readonly project?: string;
  /** Full path of a group that gets it instead. */
  readonly group?: string;
  /** What it holds. @default the role's ARN */
  readonly value:
    | { readonly kind: 'role_arn' | 'region' | 'account_id' }
    | { readonly kind: 'literal'; readonly text: string };
  /** Environment scope. @default `*` */
  readonly environment: string;
  readonly protected: boolean;
  readonly masked: boolean;
  /** Never shown again in GitLab; only with `masked`. */
  readonly hidden: boolean;
  readonly raw: boolean;
  readonly description?: string;
  readonly position: Position;
}

/** A row of the table: a simulated pipeline (or a raw token), and the roles that it may assume. Every other role must refuse. */
export interface TableRow {
  /** Short text for tables: `api branch main`, or the user's own `note`. */
  readonly label: string;
  readonly note?: string;
  readonly token:
    | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
    | { readonly kind: 'claims'; readonly claims: RawClaims };
  /** Keys of roles, as declared. */
  readonly assumes: readonly string[];
  readonly position: Position;
}
