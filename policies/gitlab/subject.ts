import type { SubClaimComponent } from './claims-table';

/** `project_path:<path>:ref_type:<branch|tag>:ref:<ref>` */
export const DEFAULT_SUB_CLAIM: readonly SubClaimComponent[] = ['project_path', 'ref_type', 'ref'];

/**
 * Joins the components as GitLab does: a component without a value is dropped without a word.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/ci/jwt_v2.rb
 */
export function renderSubject(
  components: readonly SubClaimComponent[],
  values: Readonly<Partial<Record<SubClaimComponent, string | undefined>>>,
): string {
  return components
    .flatMap((name) => {
      const value = values[name];
      return value === undefined || value === '' ? [] : [name, value];
    })
    .join(':');
}
