/** A CI/CD variable, with the rules by which GitLab shows and hides it. */
export interface GitlabCiVariable {
  /** Letters, digits and `_`. */
  readonly key: string;
  /** Text, or a Terraform reference such as a role's ARN. */
  readonly value: string;
  /**
   * What `value` will be, where it is a reference: the masking rules are checked against it.
   * @default a reference is not checked
   */
  readonly expectedValue?: string;
  /**
   * Environments that get it: a name, `*`, or a name with `*`. On a group this needs GitLab Premium.
   * @default `*`
   */
  readonly environmentScope?: string;
  /**
   * Only pipelines of protected branches and tags get it.
   * @default false
   */
  readonly protected?: boolean;
  /** Replaced by `[MASKED]` in job logs. @default false */
  readonly masked?: boolean;
  /** Never shown again in GitLab's interface; needs `masked`, and GitLab 17.6. @default false */
  readonly hidden?: boolean;
  /** `$` in the value is left alone, not expanded to other variables. @default false */
  readonly raw?: boolean;
  /** At most 255 characters. @default none */
  readonly description?: string;
}

/** Where variables live: a project or a group, by id or full path. An id survives a rename. */
export type GitlabCiVariablesTarget = { readonly project: string } | { readonly group: string };
