import { literalPrefix } from '../catalog/index';
import { projectValues, type Project } from '../gitlab/index';
import type { Policy } from '../trust/index';
import type { GitlabView } from './gitlab-view';
import { namedInPolicy, type NamedInStatement, type NamedSubject } from './named-subjects';

/** The known projects whose tokens a policy may accept. */
export interface RelevantProjects {
  /** In the order of the view. Every other known project is certainly refused: no value can be its `sub`. */
  readonly projects: readonly Project[];
  /** Whether the policy lists them one by one, by path or by id, and no pattern covers others. */
  readonly listed: boolean;
}

/**
 * Which known projects the proofs of a role need. A project is omitted only where each Allow statement demands a `sub` that differs from
 * every `sub` of the project in its literal beginning, or a `project_id` that is not the project's, and none names its id.
 *
 * Cost: linear in the values of the policy, and in the projects for each value with a wildcard in the path.
 */
export function relevantProjects(policy: Policy, host: string, view: GitlabView): RelevantProjects {
  const statements = namedInPolicy(policy, host);
  const found = new Set<Project>();
  let listed = true;
  for (const statement of statements) {
    for (const id of statement.projectIds ?? []) {
      const project = view.byId.get(id);
      if (project !== undefined) found.add(project);
    }
    if (statement.projectIds !== undefined) {
      // Another project under the path that is named has taken it over: the tokens are told apart by the project that has it.
      for (const subject of statement.mentioned)
        for (const project of exactProject(subject, view) ?? []) found.add(project);
      continue;
    }
    const { projects, isPattern } = bySubject(statement, view);
    if (isPattern) listed = false;
    for (const project of projects) found.add(project);
  }
  const projects = found.size === 0 ? [] : view.projects.filter((project) => found.has(project));
  return { projects, listed };
}

function bySubject(
  { subjects }: NamedInStatement,
  view: GitlabView,
): { readonly projects: readonly Project[]; readonly isPattern: boolean } {
  if (subjects === undefined) return { projects: view.projects, isPattern: true };
  const projects: Project[] = [];
  let isPattern = false;
  for (const subject of subjects) {
    const exact = exactProject(subject, view);
    if (exact !== undefined) projects.push(...exact);
    else {
      isPattern = true;
      const prefix = literalPrefix(subject.tokens).toLowerCase();
      projects.push(...view.projects.filter((project) => mayBegin(prefix, project)));
    }
  }
  return { projects, isPattern };
}

/** The project of a subject that begins with a whole path or id; `undefined` where it does not. */
function exactProject({ tokens }: NamedSubject, view: GitlabView): readonly Project[] | undefined {
  const [, name, value = ''] =
    /^(?:job_|source_)?project_(path|id):([^:]+):/i.exec(literalPrefix(tokens)) ?? [];
  if (name === undefined) return undefined;
  const found = name.toLowerCase() === 'id' ? view.byId.get(value) : view.byPath.get(value.toLowerCase());
  return found === undefined ? [] : [found];
}

/** Whether a `sub` of the project may begin so. Case is left aside: operators may ignore it. */
function mayBegin(prefix: string, project: Project): boolean {
  const [first] = project.subClaim;
  const value = first === undefined ? undefined : projectValues(project)[first];
  if (first === undefined || value === undefined) return true;
  const begins = `${first}:${value}:`.toLowerCase();
  return prefix.startsWith(begins) || begins.startsWith(prefix);
}
