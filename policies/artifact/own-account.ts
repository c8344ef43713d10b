import { parseIamArn } from '../arn';

/**
 * Stands for the account of a role in its trust policy where the artifact shows that it is the role's own, and not which one. No account
 * has this ID.
 */
export const OWN_ACCOUNT = '000000000000';

/**
 * Whether a trust policy can be judged with {@link OWN_ACCOUNT}: it is the account in ARNs of principals and nowhere else, and no other
 * account has an OIDC provider in the policy, as that account may be the same one. In a condition the number itself would decide.
 */
export function isJudgedInOwnAccount(document: unknown): boolean {
  if (!isRecord(document)) return false;
  const { Statement: statements, ...rest } = document;
  return (
    !mentionsOwn(rest) &&
    [statements].flat().every((statement) => {
      if (!isRecord(statement)) return !mentionsOwn(statement);
      const { Principal: principal, NotPrincipal: excluded, ...others } = statement;
      return !mentionsOwn(others) && [principal, excluded].every(hasOwnArnsOnly);
    })
  );
}

function hasOwnArnsOnly(principal: unknown): boolean {
  if (!isRecord(principal)) return !mentionsOwn(principal);
  return Object.values(principal)
    .flat()
    .every((name) => {
      if (typeof name !== 'string') return !mentionsOwn(name);
      const { account, resource = name } = parseIamArn(name) ?? {};
      const isOther = account !== OWN_ACCOUNT && resource.startsWith('oidc-provider/');
      return !isOther && !resource.includes(OWN_ACCOUNT);
    });
}

function mentionsOwn(value: unknown): boolean {
  return JSON.stringify(value)?.includes(OWN_ACCOUNT) ?? false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
