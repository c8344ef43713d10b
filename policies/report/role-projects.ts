import { operator, type Policy } from '../trust/index';
import type { ReportRole } from './report';

/** The path that a subject begins with. */
const PATH = /^project_path:([^:]*)(?::|$)/;

/** Projects that a group of roles names. */
const MAX_NAMED = 2;

/**
 * The projects whose jobs a role is for: those of its declaration, else the paths that the subjects of its trust policy begin with, with
 * their wildcards. Sorted; empty where neither names a project.
 */
export function projectsOf(
  policy: Policy | undefined,
  declared: readonly string[] | undefined,
): readonly string[] {
  return [...new Set(declared ?? subjectPaths(policy?.statements ?? []))].toSorted();
}

function subjectPaths(statements: Policy['statements']): readonly string[] {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ conditions }) => conditions)
    .filter(({ key, form }) => /:sub$/i.test(key) && form !== undefined && !operator(form.base).negated)
    .flatMap(({ values }) => values.flatMap((value) => PATH.exec(value)?.[1] ?? []));
}

/** The headings of a role in lists of many: its account, then its projects. */
export interface RoleGroup {
  readonly account: string;
  readonly projects: string;
}

/** The headings of a role. */
function groupOf({ account, projects = [] }: Pick<ReportRole, 'account' | 'projects'>): RoleGroup {
  const rest = projects.length - MAX_NAMED;
  const named = projects.slice(0, MAX_NAMED).join(', ');
  return {
    account: account === undefined ? 'account not in the input' : `account ${account}`,
    projects: projects.length === 0 ? 'no project named' : rest > 0 ? `${named} and ${rest} more` : named,
  };
}

/** Items by the group of their role: accounts, and projects in them, in the order in which they first appear. Cost: linear. */
export function byGroup<T>(
  items: readonly T[],
  roleOf: (item: T) => Pick<ReportRole, 'account' | 'projects'>,
): readonly { readonly group: RoleGroup; readonly items: readonly T[] }[] {
  const accounts = new Map<string, Map<string, { readonly group: RoleGroup; readonly items: T[] }>>();
  for (const item of items) {
    const group = groupOf(roleOf(item));
    const projects = accounts.get(group.account) ?? new Map<string, { group: RoleGroup; items: T[] }>();
    accounts.set(group.account, projects);
    const known = projects.get(group.projects);
    if (known === undefined) projects.set(group.projects, { group, items: [item] });
    else known.items.push(item);
  }
  return [...accounts.values()].flatMap((projects) => [...projects.values()]);
}
