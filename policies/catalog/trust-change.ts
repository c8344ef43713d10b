import { compileGlob, parsePattern } from '../trust/index';
import type { RolePermissions } from './check-input';

/** Managed policies of AWS that allow every action of IAM. */
const ALL_OF_IAM = /:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$/;

/**
 * Actions with which a role changes who can assume others, or makes a role that anybody can assume with permissions of its choice.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const ACTIONS = [
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
  const denied = all.flatMap(({ statement }) => (isFullDeny(statement) ? texts(statement.Action) : []));
  for (const { name, statement } of all) {
    if (statement.Effect !== 'Allow') continue;
    for (const action of ACTIONS) {
      if (denied.some((pattern) => matches(pattern, action))) continue;
      const allowing = texts(statement.Action).find((pattern) => matches(pattern, action));
      if (allowing !== undefined) return { policy: name, action: allowing };
      const excluded = texts(statement.NotAction);
      if (statement.NotAction !== undefined && !excluded.some((pattern) => matches(pattern, action)))
        return { policy: name, action: 'NotAction' };
    }
  }
  return undefined;
}

function isFullDeny(statement: Readonly<Record<string, unknown>>): boolean {
  return (
    statement.Effect === 'Deny' &&
    statement.Condition === undefined &&
    texts(statement.Resource).includes('*')
  );
}

function statementsOf(document: unknown): readonly Readonly<Record<string, unknown>>[] {
  const raw = (document as { readonly Statement?: unknown } | null | undefined)?.Statement;
  return [raw]
    .flat()
    .filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
}

function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one): one is string => typeof one === 'string');
}

function matches(pattern: string, action: string): boolean {
  return compileGlob(parsePattern(pattern.toLowerCase(), { wildcards: true, variables: false }))(action);
}
