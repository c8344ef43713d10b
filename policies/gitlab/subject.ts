/**
 * The parts a project may put into its tokens' `sub` (`ci_id_token_sub_claim_components`), with the release that brought each.
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/#customize-the-sub-claim
 */
export const SUB_CLAIM_COMPONENTS = [
  'project_path',
  'ref_type',
  'ref',
  'ref_protected',
  'environment_protected',
  'deployment_tier',
  'project_id',
] as const;

/** A part of `sub`, by the name that GitLab's API has for it. */
export type SubClaimComponent = (typeof SUB_CLAIM_COMPONENTS)[number];

/** `project_path:<path>:ref_type:<branch|tag>:ref:<ref>` */
export const DEFAULT_SUB_CLAIM: readonly SubClaimComponent[] = ['project_path', 'ref_type', 'ref'];

/** The components that GitLab accepts in first place. */
export const LEADING_COMPONENTS: readonly SubClaimComponent[] = ['project_path', 'project_id'];

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
