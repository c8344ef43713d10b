import {
  CLAIMS,
  SUB_CLAIM_COMPONENTS,
  type ClaimProject,
  type ClaimRow,
  type SubClaimComponent,
} from './claims-table';
import type { Project } from './project';

/** `project_path:<path>:ref_type:<branch|tag>:ref:<ref>` */
export const DEFAULT_SUB_CLAIM: readonly SubClaimComponent[] = ['project_path', 'ref_type', 'ref'];

/**
 * Joins the components as GitLab does: a component without a value is dropped without a word.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb
 */
export function renderSubject(components: readonly SubClaimComponent[], values: ComponentValues): string {
  return components
    .flatMap((name) => {
      const value = values[name];
      return value === undefined || value === '' ? [] : [name, value];
    })
    .join(':');
}

/** The values of components, by name; absent where a token has none. */
export type ComponentValues = Readonly<Partial<Record<SubClaimComponent, string | undefined>>>;

/**
 * The values of the components that describe a project.
 * @param role the components of the source project, or of the job project. @default both: no fork is involved
 */
export function projectValues(
  { path, id }: Pick<Project, 'path' | 'id'>,
  role?: ClaimProject,
): ComponentValues {
  return Object.fromEntries(
    SUB_CLAIM_COMPONENTS.flatMap((name) => {
      const { project, values }: ClaimRow = CLAIMS[name];
      if (project === undefined || (role !== undefined && project !== role)) return [];
      return [[name, values.kind === 'id' ? id : path]];
    }),
  );
}
