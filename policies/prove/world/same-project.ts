import type { Project } from '../../gitlab/index';

/** Whether two versions of a declaration, or a declaration and a grant, contain one project: by id, where both have one. */
export function isSameProject(a: Project, b: Project): boolean {
  return a.id !== undefined && b.id !== undefined ? a.id === b.id : a.path === b.path;
}

/** The projects that have an id or a path. */
type ByName = ReadonlyMap<string, readonly Project[]>;

const known = new WeakMap<readonly Project[], ByName>();

/** Those of a list that are the same as one of the projects. The list is read once. */
export function sameProjects(list: readonly Project[], projects: readonly Project[]): ReadonlySet<Project> {
  const byName = known.get(list) ?? namesOf(list);
  known.set(list, byName);
  return new Set(
    projects.flatMap((one) =>
      [idName(one), pathName(one)]
        .flatMap((name) => byName.get(name) ?? [])
        .filter((other) => isSameProject(one, other)),
    ),
  );
}

function namesOf(list: readonly Project[]): ByName {
  const byName = new Map<string, Project[]>();
  for (const project of list) {
    for (const name of [idName(project), pathName(project)]) {
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [project]);
      else same.push(project);
    }
  }
  return byName;
}

function idName({ id = '' }: Project): string {
  return `id ${id}`;
}

function pathName({ path }: Project): string {
  return `path ${path}`;
}
