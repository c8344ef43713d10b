import type { Project } from '../gitlab/index';

/** Projects of one class, the first one first. Never empty. */
export type ProjectClass = readonly [Project, ...Project[]];

/** Projects that differ in path, id and namespace alone are one class, in the order of the first of each; larger classes come first. */
export function projectClasses(projects: readonly Project[]): readonly ProjectClass[] {
  const classes = new Map<string, [Project, ...Project[]]>();
  for (const project of projects) {
    const key = rulesKey(project);
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [project]);
    else known.push(project);
  }
  return [...classes.values()].toSorted((a, b) => b.length - a.length);
}

/** All that tokens of a project tell of it but for path, id and namespace. */
export function rulesKey(project: Project): string {
  return JSON.stringify([
    project.protectedBranches,
    project.protectedTags,
    project.protectedEnvironments,
    project.protectMergeRequestPipelines,
    project.subClaim,
    project.visibility,
  ]);
}
