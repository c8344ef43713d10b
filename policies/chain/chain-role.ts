import type { CompiledPermissions, CompiledPolicy } from '../evaluate/index';
import { compilePermissions, compilePolicy } from '../evaluate/index';
import { parsePermissions, type Policy } from '../trust/index';
import { awsManagedPolicy } from './aws-managed';
import type { RoleIdentity } from './role-identity';

/** A role as chains see it: who it is, whom it trusts and what it can do. */
export interface ChainRole extends RoleIdentity {
  /** Unique among the roles of a question. */
  readonly key: string;
  /** Absent where it cannot be read. */
  readonly trust?: Policy;
  readonly permissions: ChainPermissions;
  /** Whether a statement that is not in `trust` may ask for the name of a session. @default false */
  readonly fixesSessionName?: boolean;
}

/** The permissions of a role, as far as they are known. */
export interface ChainPermissions {
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  readonly inline: readonly { readonly name?: string; readonly document: unknown }[];
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  /** Why the list is not known to be complete. */
  readonly unread?: readonly string[];
}

/** The documents of managed policies by their ARNs, as the inputs hold them. */
export type PolicyDocuments = ReadonlyMap<string, unknown>;

/** A role made ready for many questions. */
export interface CompiledRole extends RoleIdentity {
  readonly key: string;
  readonly trust?: CompiledPolicy;
  readonly granted: readonly CompiledPermissions[];
  /** Policies that are attached and whose statements are unknown. */
  readonly unknown: readonly UnknownPolicy[];
  readonly boundary?: CompiledPermissions | UnknownPolicy;
  /** Whether a caller chooses the name of a session of the role: no statement of its trust policy asks for one. */
  readonly choosesSessionName: boolean;
  /** The name of the session that calls, where it is known. */
  readonly sessionName?: string;
}

/** A policy whose statements are not known here. */
export interface UnknownPolicy {
  readonly name: string;
  /** Whether it may hold a Deny. */
  readonly mayDeny: boolean;
}

/** Compiles a role. Cost: linear in its policies. */
export function compileRole(role: ChainRole, documents: PolicyDocuments): CompiledRole {
  const {
    key,
    address,
    arn,
    name,
    account,
    sharedAccount,
    uniqueId,
    notArns,
    trust,
    permissions,
    fixesSessionName = false,
  } = role;
  const granted: CompiledPermissions[] = [];
  const unknown: UnknownPolicy[] = (permissions.unread ?? []).map((reason) => ({
    name: reason,
    mayDeny: true,
  }));
  const add = (read: CompiledPermissions | UnknownPolicy): void => {
    if ('answer' in read) granted.push(read);
    else unknown.push(read);
  };
  for (const policy of permissions.managed) add(managed(policy, documents));
  for (const { name: title = 'an inline policy', document } of permissions.inline)
    add(compiled(document, title));
  const { boundary } = permissions;
  return {
    key,
    address,
    arn,
    name,
    account,
    sharedAccount,
    uniqueId,
    notArns,
    trust: trust === undefined ? undefined : compilePolicy(trust),
    granted,
    unknown,
    boundary: boundary === undefined ? undefined : managed(boundary, documents),
    choosesSessionName:
      !fixesSessionName &&
      trust !== undefined &&
      trust.statements.every(({ conditions }) =>
        conditions.every((condition) => condition.key.toLowerCase() !== 'sts:rolesessionname'),
      ),
  };
}

function managed(arn: string, documents: PolicyDocuments): CompiledPermissions | UnknownPolicy {
  const own = documents.get(arn);
  if (own !== undefined) return compiled(own, arn);
  const known = awsManagedPolicy(arn);
  if (known === undefined) return { name: arn, mayDeny: !/:iam::aws:policy\//.test(arn) };
  return compiled(known, arn);
}

function compiled(document: unknown, name: string): CompiledPermissions | UnknownPolicy {
  const parsed = parsePermissions(document);
  return parsed.ok ? compilePermissions(parsed.policy) : { name, mayDeny: true };
}
