/** A small federation with one thing wrong, and every line that must be said about it. */
export interface BrokenCase {
  readonly note: string;
  /** Replaced by `to` in the small federation. */
  readonly from: string;
  readonly to: string;
  readonly problems: readonly string[];
  /** Whether it is the one for an instance other than GitLab.com. */
  readonly selfManaged?: true;
}
