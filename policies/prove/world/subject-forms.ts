import { CLAIMS, type ClaimProject, type ClaimRow, type SubClaimComponent } from '../../gitlab/index';
import type { SubjectForm } from './subject';
import type { Run } from './token-case';

/** The components of a `sub` in their order; `any` where nobody knows which. */
export type ComponentList = SubjectForm['components'];

/** Whether a list of components has one of a project in a role, or may have. */
export function namesProject(components: ComponentList, role: ClaimProject): boolean {
  const isOfRole = (name: SubClaimComponent): boolean => {
    const row: ClaimRow = CLAIMS[name];
    return row.project === role;
  };
  return components === 'any' || components.some(isOfRole);
}

/** The shapes of `sub` that lists of components give: those of an environment are dropped where the job has none. */
export function formsOf(
  lists: readonly ComponentList[],
  run: Run,
  refProtected: boolean,
): readonly SubjectForm[] {
  const refType = run === 'tag' ? 'tag' : 'branch';
  const forms = new Map<string, SubjectForm>();
  const add = (components: ComponentList): void => {
    forms.set(String(components), { components, refType, refProtected });
  };
  for (const components of lists) {
    if (components !== 'any') {
      add(components.filter((name) => CLAIMS[name].present !== 'environment'));
    }
    add(components);
  }
  return [...forms.values()];
}
