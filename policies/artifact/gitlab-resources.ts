/** What Terraform keeps in GitLab, as its state shows it. */
export interface WrittenGitlab {
  readonly variables: readonly WrittenVariable[];
  readonly rules: readonly WrittenRule[];
}

/** A CI/CD variable of a project or a group. Of its value only the ARN of a role is kept: others may be secrets. */
export interface WrittenVariable {
  readonly address: string;
  readonly owner: WrittenOwner;
  readonly key: string;
  /** `*`: every environment. */
  readonly scope: string;
  /** Absent: the state does not tell. */
  readonly protected?: boolean;
  readonly masked?: boolean;
  readonly raw?: boolean;
  readonly type?: string;
  /** The value, where it is the ARN of a role. */
  readonly roleArn?: string;
}

/** A project or a group by its id or full path. */
export interface WrittenOwner {
  readonly kind: 'project' | 'group';
  readonly name: string;
}

/** A protected branch, tag or environment of a project. */
export interface WrittenRule {
  readonly address: string;
  readonly owner: WrittenOwner;
  readonly kind: 'branch' | 'tag' | 'environment';
  /** A name, or a pattern with `*`. */
  readonly name: string;
  /** Who may do what: `push` and `merge` of a branch, `create` of a tag, `deploy` of an environment. */
  readonly allowed: Readonly<Record<string, WrittenAllowed>>;
}

/** Whom a rule allows something. */
export interface WrittenAllowed {
  /** In the words of the Terraform provider, such as `no one`; none: the state does not tell, or names alone are allowed. */
  readonly roles: readonly string[];
  /** Whether users, groups or deploy keys are named. */
  readonly names: boolean;
}
