import {
  CLAIMS,
  type ClaimProject,
  type ClaimRow,
  type PipelineKind,
  type SubClaimComponent,
} from '../../gitlab/index';
import { isOpen, type OpenComponents, type SubjectForm } from './subject';

/** The components of a `sub` in their order, or any. */
export type ComponentList = SubjectForm['components'];

/** What a project may choose of its `sub`: everything. */
export function openComponents(names: OpenComponents['names']): readonly OpenComponents[] {
  return [
    { head: 'project_path', names },
    { head: 'project_id', names },
    { head: 'other', names },
  ];
}

/** Whether a list of components has one of a project in a role, or may have. */
export function namesProject(components: ComponentList, role: ClaimProject): boolean {
  const isOfRole = (name: SubClaimComponent): boolean => {
    const row: ClaimRow = CLAIMS[name];
    return row.project === role;
  };
  return isOpen(components) || components.some(isOfRole);
}

/** The shapes of `sub` that lists of components give: those of an environment are dropped where the job has none. */
export function formsOf(
  lists: readonly ComponentList[],
  pipelineKind: PipelineKind,
  refProtected: boolean,
): readonly SubjectForm[] {
  const refType = pipelineKind === 'tag' ? 'tag' : 'branch';
  const forms = new Map<string, SubjectForm>();
  const add = (components: ComponentList): void => {
    forms.set(JSON.stringify(components), { components, refType, refProtected });
  };
  for (const components of lists) {
    if (!isOpen(components)) {
      add(components.filter((name) => CLAIMS[name].present !== 'environment'));
    }
    add(components);
  }
  return [...forms.values()];
}
