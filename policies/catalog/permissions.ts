import type { RolePermissions } from './check-input';

/** Managed policies of AWS that let a role take over the account, or nearly. */
const ADMINISTRATOR = /:iam::aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;
const READ_ONLY = /:iam::aws:policy\/(.*\/)?(\w*ReadOnly\w*|ViewOnlyAccess|SecurityAudit)$/;
const READ_ACTION = /^[a-z0-9-]+:(get|list|describe|batchget|head|lookup|search|view|query|scan)/i;

/** What in a role's permissions gives it the account: a managed policy or an inline one; a boundary keeps it in bounds. */
export function administratorGrant(permissions: RolePermissions | undefined): string | undefined {
  if (permissions === undefined || permissions.boundary !== undefined) return undefined;
  return (
    permissions.managed.find((arn) => ADMINISTRATOR.test(arn)) ??
    Object.entries(permissions.inline).find(([, document]) => allowed(document).some(isEverything))?.[0]
  );
}

/** Whether the permissions are known and only read. */
export function isReadOnly(permissions: RolePermissions | undefined): boolean {
  if (permissions === undefined) return false;
  const inline = Object.values(permissions.inline).flatMap(allowed);
  return (
    permissions.managed.every((arn) => isReadOnlyPolicy(arn) || Object.hasOwn(permissions.inline, arn)) &&
    inline.every((action) => READ_ACTION.test(action))
  );
}

/** Whether the ARN is that of a managed policy of AWS for reading alone. */
export function isReadOnlyPolicy(arn: string): boolean {
  return READ_ONLY.test(arn);
}

function isEverything(action: string): boolean {
  return /^(\*|\*:\*|iam:\*)$/i.test(action);
}

/** The actions of the Allow statements of a policy; `NotAction` counts as everything. */
function allowed(document: unknown): readonly string[] {
  const raw = (document as { readonly Statement?: unknown } | null | undefined)?.Statement;
  const statements = (Array.isArray(raw) ? raw : [raw]) as readonly (Record<string, unknown> | undefined)[];
  return statements.flatMap((statement) => {
    if (statement === undefined || statement === null || statement.Effect !== 'Allow') return [];
    if (statement.NotAction !== undefined) return ['*'];
    return [statement.Action].flat().filter((action): action is string => typeof action === 'string');
  });
}
