/** What a role may do once it was assumed. */
export interface RolePermissions {
  /**
   * ARNs of managed policies, each attached by a resource of its own.
   * @default none
   */
  readonly managed?: readonly string[];
  /**
   * Inline policies by name: the document as a value, never as text. `${aws:username}` and its kin are IAM's own variables.
   * @default none
   */
  readonly inline?: Readonly<Record<string, unknown>>;
  /**
   * ARN of the permissions boundary.
   * @default none
   */
  readonly boundary?: string;
}
