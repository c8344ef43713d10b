import type { WrittenOwner } from '../../artifact/index';
import { quote } from '../../errors';
import { finding, type AuditFinding } from '../finding';
import type { AuditFindingId } from '../finding-kinds';
import type { GitlabSnapshot, SeenGroup, SeenProject } from '../snapshot/snapshot';

/** The project that a resource of the state names by id or path. */
export function projectOf(owner: WrittenOwner, { projects }: GitlabSnapshot): SeenProject | undefined {
  return projects.find((project) => isOwner(project, owner));
}

/** The group that a resource of the state names by id or path. */
export function groupOf(owner: WrittenOwner, { groups }: GitlabSnapshot): SeenGroup | undefined {
  return groups.find((group) => isOwner(group, owner));
}

function isOwner(
  { id, path }: { readonly id: string; readonly path: string },
  { name }: WrittenOwner,
): boolean {
  return id === name || path.toLowerCase() === name.toLowerCase();
}

/** Says something of a resource of the state; `says` continues its name. */
export type SayOfResource = (id: AuditFindingId, says: string, what?: string) => AuditFinding;

/** @param name what the resource is, after its address */
export function sayOfResource(address: string, name: string, project: string | undefined): SayOfResource {
  return (id, says, what = '') =>
    finding(id, { message: `${quote(address)} (${name}) ${says}`, project, what: `${address} ${what}` });
}
