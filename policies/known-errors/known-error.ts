/** A text that AWS, GitLab, an SDK, the AWS CLI or Terraform shows when a job does not get its credentials. */
export interface KnownError {
  /** Heading of its entry in `docs/troubleshooting.md`. */
  readonly section: string;
  /** Fixed parts of the text, each enough to know it by. Case and white space do not count. */
  readonly texts: readonly [string, ...string[]];
  /** Who shows it. */
  readonly from: 'AWS' | 'client' | 'GitLab';
  /** What it means, one or two sentences. */
  readonly cause: string;
  /** What to look at or to run next: commands in backticks. */
  readonly next: readonly [string, ...string[]];
}
