/** What has to be known of a value that is not known, so that an expression has a value. */
export interface Question {
  /** The value, where it is the one of a name that has one value everywhere, such as `var.branch`. */
  readonly leaf?: string;
  /** What is asked about, as it is written. */
  readonly text: string;
  /** The names in it. */
  readonly roots: ReadonlySet<string>;
  /** A name in it stands for another value each time. @default false */
  readonly local?: boolean;
  /** What it may be. */
  readonly values: readonly string[];
  /** Whether it may be anything else. */
  readonly open: boolean;
  readonly refuses?: (text: string) => boolean;
}

/** What a value is in the case that is looked at: absent where it is none of those that were asked about. */
export interface Answer {
  readonly is?: string;
}
