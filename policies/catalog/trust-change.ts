import type { RolePermissions } from './check-input';
import { isFullDeny, namesAction, statementsOf } from './permission-statements';

/** Managed policies of AWS that allow every action of IAM. */
const ALL_OF_IAM = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$/;

/**
 * Actions with which a role changes who can assume others, or makes a role that anybody can assume with permissions of its choice.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const TRUST_CHANGING = [
  'iam:updateassumerolepolicy',
  'iam:createrole',
  'iam:putrolepolicy',
  'iam:attachrolepolicy',
  'iam:createpolicyversion',
  'iam:setdefaultpolicyversion',
  'iam:createopenidconnectprovider',
  'iam:addclientidtoopenidconnectprovider',
];

/** How a role may change trust policies. */
export interface TrustChange {
  /** The managed policy, or the name of the inline one. */
  readonly policy: string;
  /** What allows it: an action or a pattern of actions, as written. */
  readonly action: string;
}

/** What in a role's permissions lets it change trust policies; a permissions boundary is taken to forbid it, unless it allows all of IAM. */
export function trustChange(permissions: RolePermissions | undefined): TrustChange | undefined {
  if (permissions === undefined) return undefined;
  const { boundary } = permissions;
  if (boundary !== undefined && !ALL_OF_IAM.test(boundary)) return undefined;
  const managed = permissions.managed.find((arn) => ALL_OF_IAM.test(arn));
  if (managed !== undefined) return { policy: managed, action: 'iam:*' };
  const all = Object.entries(permissions.inline).flatMap(([name, document]) =>
    statementsOf(document).map((statement) => ({ name, statement })),
  );
  const denies = all.filter(({ statement }) => isFullDeny(statement));
  for (const { name, statement } of all) {
    if (statement.Effect !== 'Allow') continue;
    for (const action of TRUST_CHANGING) {
      if (denies.some((deny) => namesAction(deny.statement, action) !== undefined)) continue;
      const allowing = namesAction(statement, action);
      if (allowing !== undefined) return { policy: name, action: allowing };
    }
  }
  return undefined;
}

/** Whether the finding about trust changes already reports a way to more permissions: by its action, or by the words of the policy. */
export function isReportedBy(
  change: TrustChange | undefined,
  way: { readonly action: string; readonly way: { readonly actions: readonly string[] } },
): boolean {
  if (change === undefined) return false;
  return way.action === change.action || way.way.actions.some((action) => TRUST_CHANGING.includes(action));
}
