import { CLAIMS, SUB_CLAIM_COMPONENTS, type ClaimRow, type SubClaimComponent } from '../../gitlab/index';
import type { SubjectForm } from './subject';

type ProjectsOf = Pick<SubjectForm, 'twoProjects'>;

/**
 * The name of what a component holds. Components that always have the same value share it: those of the source and the job project,
 * unless the token is of a fork's merge request that runs in the parent project; and `project_id`, which is the claim itself.
 */
export function componentVariable(component: SubClaimComponent, { twoProjects }: ProjectsOf): string {
  const { project, values }: ClaimRow = CLAIMS[component];
  if (project === undefined || (project === 'job' && twoProjects === true)) return `sub/${component}`;
  return values.kind === 'id' ? 'project_id' : 'sub/project_path';
}

/** The components that always have the same value as this one, itself included. */
export function sameValue(component: SubClaimComponent, form: ProjectsOf): readonly SubClaimComponent[] {
  const variable = componentVariable(component, form);
  return SUB_CLAIM_COMPONENTS.filter((other) => componentVariable(other, form) === variable);
}
