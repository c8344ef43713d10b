/** Lowest Terraform that takes everything refgate writes: `import` blocks came with 1.5. */
export const REQUIRED_TERRAFORM = '>= 1.5.0';

/** Where a Terraform provider comes from, and which releases are taken. */
export interface ProviderConstraint {
  /** Registry address. */
  readonly source: string;
  readonly version: string;
}

/**
 * The provider releases that the emitted resources are written for, by local name.
 *
 * `aws`: from the release in which `thumbprint_list` became optional. `gitlab`: the major release of the bindings; 19.0 gave
 * branch protection and protected environments another shape.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/pull/37255
 * @see https://gitlab.com/gitlab-org/terraform-provider-gitlab/-/blob/main/CHANGELOG.md
 */
export const PROVIDER_CONSTRAINTS: Readonly<Record<string, ProviderConstraint>> = {
  aws: { source: 'hashicorp/aws', version: '>= 5.81.0, < 7.0.0' },
  gitlab: { source: 'gitlabhq/gitlab', version: '>= 18.0.0, < 19.0.0' },
};
