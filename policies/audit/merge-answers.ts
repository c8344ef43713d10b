import type { WrittenRole } from '../artifact/index';
import { RefgateError, quote } from '../errors';
import type { SeenAccounts } from './read-account';
import { sameJson } from './same-json';

/**
 * Answers in which each role is once. `list-roles` and `get-account-authorization-details` tell different things about the same roles: the
 * first one the maximum session length, the second one the permissions.
 * @throws {RefgateError} `ERR_USAGE`: two answers that disagree, or that tell the same
 */
export function mergeAnswers(seen: readonly SeenAccounts[]): readonly SeenAccounts[] {
  const files = new Map<string, { readonly file: string; readonly role: WrittenRole }>();
  const merged = new Map<string, WrittenRole>();
  for (const { file, artifact } of seen) {
    for (const role of artifact.roles) {
      const { arn } = role;
      if (arn === undefined) continue;
      const other = files.get(arn);
      if (other === undefined) files.set(arn, { file, role });
      else {
        const both = joined(other.role, role);
        if (both === undefined) throw twice(arn, other.file, file);
        merged.set(arn, both);
        files.set(arn, { file: other.file, role: both });
      }
    }
  }
  if (merged.size === 0) return seen;
  const said = new Set<string>();
  return seen.map((one) => ({
    ...one,
    artifact: {
      ...one.artifact,
      roles: one.artifact.roles.flatMap((role) => {
        const { arn } = role;
        const both = arn === undefined ? undefined : merged.get(arn);
        if (arn === undefined || both === undefined) return [role];
        if (said.has(arn)) return [];
        said.add(arn);
        return [both];
      }),
    },
  }));
}

/** One role of two answers, where one has the permissions and the other one has not; `undefined` where they are not such two. */
function joined(a: WrittenRole, b: WrittenRole): WrittenRole | undefined {
  const isWhole = ({ permissions }: WrittenRole): boolean => (permissions.unread ?? []).length === 0;
  if (isWhole(a) === isWhole(b) || !sameJson(a.document, b.document)) return undefined;
  const [whole, part] = isWhole(a) ? [a, b] : [b, a];
  return { ...whole, maxSessionSeconds: whole.maxSessionSeconds ?? part.maxSessionSeconds };
}

function twice(arn: string, one: string, other: string): RefgateError {
  return new RefgateError({
    code: 'ERR_USAGE',
    message: `the role ${quote(arn)} is in two inputs: ${quote(one)} and ${quote(other)}`,
    fix: 'give one answer of `get-account-authorization-details` for each account, and at most one of `list-roles` of the same time',
  });
}
