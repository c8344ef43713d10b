import type { Problem } from '../errors';
import { parsePolicy } from './parse';
import type { Policy, Statement } from './policy';

/** What a statement of a permissions policy is about, beside its principal: the resources. */
export interface PermissionStatement extends Omit<Statement, 'principal'> {
  /** `true` for `NotResource`: every resource but the listed ones. */
  readonly notResource: boolean;
  readonly resources: readonly string[];
}

/** A permissions policy: what the principal that it is attached to can do. */
export interface PermissionPolicy {
  readonly version: Policy['version'];
  readonly statements: readonly PermissionStatement[];
}

export type ParsedPermissions =
  | { readonly ok: true; readonly policy: PermissionPolicy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an identity-based policy or a permissions boundary: the grammar of a trust policy, with resources in place of principals. Linear in
 * the document.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePermissions(document: unknown): ParsedPermissions {
  const raw = isObject(document) ? document.Statement : undefined;
  const list: readonly unknown[] = Array.isArray(raw) ? raw : raw === undefined ? [] : [raw];
  const problems: Problem[] = [];
  // the principal is the one that the policy is attached to
  const statements = list.map((item, index) => {
    if (isObject(item) && (item.Principal !== undefined || item.NotPrincipal !== undefined))
      problems.push({
        code: 'ERR_POLICY',
        message: 'a permissions policy has no principal',
        pointer: `/Statement/${index}`,
        expected: 'a statement without `Principal`',
      });
    return isObject(item) ? { ...item, Principal: '*' } : item;
  });
  const parsed = parsePolicy(isObject(document) ? { ...document, Statement: statements } : document);
  if (!parsed.ok) return parsed;
  const found = parsed.policy.statements.map(
    ({ principal: _principal, ...statement }): PermissionStatement => {
      const item = list[statement.index] as Json;
      const notResource = item.NotResource !== undefined;
      const value = notResource ? item.NotResource : item.Resource;
      const resources = [value].flat();
      if (resources.length === 0 || !resources.every((one) => typeof one === 'string'))
        problems.push({
          code: 'ERR_POLICY',
          message: 'the statement has no `Resource`',
          pointer: `/Statement/${statement.index}`,
          expected: 'an ARN or a list of ARNs',
        });
      return { ...statement, notResource, resources: resources.filter((one) => typeof one === 'string') };
    },
  );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, policy: { version: parsed.policy.version, statements: found } };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
