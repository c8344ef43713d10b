import { compileGlob, parsePattern } from '../trust/index';

/** A statement of a permissions policy, as it was read. */
export type PermissionStatement = Readonly<Record<string, unknown>>;

export function statementsOf(document: unknown): readonly PermissionStatement[] {
  const raw = (document as { readonly Statement?: unknown } | null | undefined)?.Statement;
  return [raw].flat().filter((one): one is PermissionStatement => typeof one === 'object' && one !== null);
}

/** The texts of a member that is one text or a list of them. */
export function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one): one is string => typeof one === 'string');
}

/** The entry of a statement that speaks of an action (in lower case), as written. */
export function namesAction(statement: PermissionStatement, action: string): string | undefined {
  if (statement.NotAction !== undefined)
    return texts(statement.NotAction).some((pattern) => matches(pattern.toLowerCase(), action))
      ? undefined
      : 'NotAction';
  return texts(statement.Action).find((pattern) => matches(pattern.toLowerCase(), action));
}

/** Whether a statement takes its actions away from every resource, whatever the request. */
export function isFullDeny(statement: PermissionStatement): boolean {
  return (
    statement.Effect === 'Deny' &&
    statement.Condition === undefined &&
    texts(statement.Resource).includes('*')
  );
}

export function matches(pattern: string, text: string): boolean {
  return compileGlob(parsePattern(pattern, { wildcards: true, variables: false }))(text);
}
