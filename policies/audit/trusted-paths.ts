import { issuerHost } from '../context/index';
import { parsePolicy } from '../trust/index';
import { partOf } from './names';
import { namedInPolicy } from './named-subjects';
import type { SeenAccounts } from './read-account';

/** What trust policies name of a GitLab by path, each once and sorted. */
export interface TrustedPaths {
  /** Full paths of projects. */
  readonly projects: readonly string[];
  /** Full paths of groups, where a pattern is for all of their projects. */
  readonly groups: readonly string[];
}

/** The paths that the roles of accounts name in a `sub` of the GitLab. */
export function trustedPaths(seen: readonly SeenAccounts[], issuer: string): TrustedPaths {
  const host = issuerHost(issuer).toLowerCase();
  const projects = new Map<string, string>();
  const groups = new Map<string, string>();
  for (const { document } of seen.flatMap(({ artifact }) => artifact.roles)) {
    const parsed = parsePolicy(document);
    if (!parsed.ok) continue;
    for (const subject of namedInPolicy(parsed.policy, host).flatMap(({ mentioned }) => mentioned)) {
      const path = partOf(subject, 'project_path');
      if (path?.exact !== undefined) projects.set(path.exact.toLowerCase(), path.exact);
      else if (path !== undefined && path.prefix.includes('/')) {
        const group = path.prefix.slice(0, path.prefix.lastIndexOf('/'));
        groups.set(group.toLowerCase(), group);
      }
    }
  }
  return { projects: [...projects.values()].toSorted(), groups: [...groups.values()].toSorted() };
}
