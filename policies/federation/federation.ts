import type { Position } from '../errors';
import type { RawClaims } from '../gitlab/claims';
import type { Instance } from '../gitlab/instance';
import type { Pipeline } from '../gitlab/pipeline';
import type { Project } from '../gitlab/project';
import type { Grant } from '../grant/grant';

/** What `federation.yaml` declares, checked and with every reference resolved. Lists and maps keep the order of the file. */
export interface Federation {
  /** The file it was read from, as the user named it. */
  readonly file: string;
  readonly instance: Instance;
  /** The one audience: registered at the provider, demanded by every role, asked for by every job. */
  readonly audience: string;
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
  /** Key of the role; absent = every role. */
  readonly role?: string;
  readonly reason: string;
  readonly position: Position;
}

/** A project under its key in the file. */
export interface DeclaredProject extends Project {
  readonly key: string;
  readonly position: Position;
}

export type Partition = 'aws' | 'aws-us-gov' | 'aws-cn';

export interface Account {
  readonly key: string;
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  readonly partition: Partition;
  /** An OIDC provider that exists already and is only referred to; absent = this stack creates it. */
  readonly existingProvider?: { readonly arn: string } | { readonly lookup: true };
  readonly position: Position;
}

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
  readonly variables: readonly RoleVariable[];
  readonly position: Position;
}

export interface Permissions {
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** Inline policies by name: the document as the user wrote it. */
  readonly inline: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
}

/** A GitLab CI/CD variable that carries the role's ARN, or a literal value, into the projects that the role trusts. */
export interface RoleVariable {
  readonly key: string;
  /** Key of the declared project; absent = every project that the role's trust names. */
  readonly project?: string;
  /** What it holds. @default the role's ARN */
  readonly value:
    | { readonly kind: 'role_arn' | 'region' | 'account_id' }
    | { readonly kind: 'literal'; readonly text: string };
  /** Environment scope. @default `*` */
  readonly environment: string;
  readonly protected: boolean;
  readonly masked: boolean;
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

/** An entry of `prove:`: something that must hold for every token there is. */
export type ProofObligation =
  | {
      readonly kind: 'only';
      readonly role: string;
      readonly only: 'protected_refs';
      readonly position: Position;
    }
  | {
      readonly kind: 'never';
      readonly role: string;
      readonly never: readonly NeverKind[];
      readonly position: Position;
    }
  | { readonly kind: 'implies'; readonly roles: readonly [string, string]; readonly position: Position }
  | { readonly kind: 'disjoint'; readonly roles: readonly [string, string]; readonly position: Position }
  | { readonly kind: 'equivalent'; readonly roles: readonly [string, string]; readonly position: Position };

export const NEVER_KINDS = ['fork', 'impostor', 'merge_request', 'tag', 'branch', 'unprotected'] as const;
export type NeverKind = (typeof NEVER_KINDS)[number];
