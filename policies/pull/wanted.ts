import { DEFAULT_SUB_CLAIM } from '../gitlab/index';
import type { PulledPart, PulledProject, UnseenPart } from './pulled-project';

/** A value as a declaration has it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A project as it is declared: plain values by key. */
export type DeclaredValues = Readonly<Record<string, Plain | undefined>>;

/**
 * The parts of a declared project as GitLab has them. A part that was not seen is omitted, and so is one whose absence already says the
 * same: the default `sub` components, the default visibility.
 */
export function wantedParts(
  declared: DeclaredValues,
  project: PulledProject,
): Readonly<Partial<Record<PulledPart, Plain>>> {
  const { branches, tags, environments, protectMergeRequestPipelines, subClaim, visibility } = project;
  const parts: Partial<Record<PulledPart, Plain>> = {
    path: project.path,
    id: Number(project.id),
    namespace_id: Number(project.namespaceId),
  };
  if (branches !== undefined) parts.protected_branches = plainMap(branches);
  if (tags !== undefined) parts.protected_tags = plainMap(tags);
  if (environments !== undefined)
    parts.protected_environments = wantedEnvironments(declared.protected_environments, environments);
  if (protectMergeRequestPipelines !== undefined)
    parts.protect_merge_request_pipelines = protectMergeRequestPipelines;
  const isDefault = subClaim?.join() === DEFAULT_SUB_CLAIM.join();
  if (subClaim !== undefined && (declared.sub_claim !== undefined || !isDefault))
    parts.sub_claim = [...subClaim];
  if (declared.visibility !== undefined || visibility !== 'private') parts.visibility = visibility;
  return parts;
}

/**
 * The parts that could not be seen and that the file says something about. Without `sub_claim` it says the default; protection rules are
 * what every proof is about, so they count even where the file leaves them out.
 */
export function unseenClaims(declared: DeclaredValues, { unseen }: PulledProject): readonly UnseenPart[] {
  return unseen.filter(({ part }) => ALWAYS.has(part) || declared[part] !== undefined);
}

const ALWAYS: ReadonlySet<PulledPart> = new Set(['protected_branches', 'protected_tags', 'sub_claim']);

/** A list stays a list and a mapping a mapping; the order of a list means nothing. */
function wantedEnvironments(
  declared: Plain | undefined,
  environments: NonNullable<PulledProject['environments']>,
): Plain {
  const names = [...environments.keys()];
  if (declared === undefined) return names;
  if (!Array.isArray(declared)) return plainMap(environments);
  const kept = declared.map(String).filter((name) => environments.has(name));
  return [...new Set([...kept, ...names])];
}

function plainMap<V extends Readonly<Record<string, string>>>(map: ReadonlyMap<string, V>): Plain {
  return Object.fromEntries(map);
}
