import type { WrittenPermissions } from '../../artifact/index';
import { quote } from '../../errors';
import type { AuditFindingId } from '../finding-kinds';
import { sameJson } from '../same-json';

/** One difference between two sets of permissions. */
export interface PermissionDifference {
  readonly id: Extract<
    AuditFindingId,
    | 'managed-added'
    | 'managed-removed'
    | 'inline-added'
    | 'inline-removed'
    | 'inline-changed'
    | 'boundary-removed'
    | 'boundary-changed'
    | 'boundary-added'
  >;
  /** Continues `the role has `. */
  readonly says: string;
  readonly what: string;
}

/** What is there and not meant, and the reverse. Names of managed policies are compared as ARNs, documents as JSON values. */
export function permissionDifferences(
  meant: WrittenPermissions,
  there: WrittenPermissions,
): readonly PermissionDifference[] {
  const inline = new Map(there.inline.map(({ name = '', document }) => [name, document]));
  const wanted = new Map(meant.inline.map(({ name = '', document }) => [name, document]));
  return [
    ...there.managed
      .filter((arn) => !meant.managed.includes(arn))
      .map((arn) => ({ id: 'managed-added', says: `the managed policy ${quote(arn)}`, what: arn }) as const),
    ...meant.managed
      .filter((arn) => !there.managed.includes(arn))
      .map((arn) => ({ id: 'managed-removed', says: `no managed policy ${quote(arn)}`, what: arn }) as const),
    ...[...inline].flatMap(([name, document]): readonly PermissionDifference[] => {
      if (!wanted.has(name))
        return [{ id: 'inline-added', says: `the inline policy ${quote(name)}`, what: name }];
      if (sameJson(document, wanted.get(name))) return [];
      return [{ id: 'inline-changed', says: `another inline policy ${quote(name)}`, what: name }];
    }),
    ...[...wanted.keys()]
      .filter((name) => !inline.has(name))
      .map(
        (name) => ({ id: 'inline-removed', says: `no inline policy ${quote(name)}`, what: name }) as const,
      ),
    ...boundaryDifference(meant.boundary, there.boundary),
  ];
}

function boundaryDifference(
  meant: string | undefined,
  there: string | undefined,
): readonly PermissionDifference[] {
  if (meant === there) return [];
  if (there === undefined)
    return [{ id: 'boundary-removed', says: `no boundary ${quote(meant ?? '')}`, what: '' }];
  const says = `the boundary ${quote(there)}`;
  return [{ id: meant === undefined ? 'boundary-added' : 'boundary-changed', says, what: '' }];
}
