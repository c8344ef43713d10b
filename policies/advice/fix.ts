/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Where something is to be changed. */
export type Place =
  /** The job in `.gitlab-ci.yml`. */
  | 'job'
  /** A setting of the project, by its name in GitLab's API. */
  | 'gitlab'
  /** The IAM OIDC provider, by the names of Terraform's `aws_iam_openid_connect_provider`. */
  | 'provider'
  /** The trust policy. */
  | 'trust_policy'
  /** `federation.yaml`, for a role that is declared there. */
  | 'declaration';

/** One change at one place. */
export interface Change {
  readonly place: Place;
  /** `set` replaces or creates, `add` adds to a list, `remove` takes the value out of a list, or all that is there. */
  readonly op: 'set' | 'add' | 'remove';
  /** JSON pointer within the place, such as `/Statement/0/Condition/StringEquals/gitlab.com:sub` or `/roles/deploy/trust/0/branches`. */
  readonly at: string;
  readonly value?: Json;
}

/**
 * What makes STS allow the token: all of the changes together. It was applied and judged before it is named, and a changed trust policy is
 * one that IAM stores.
 */
export interface Fix {
  /** Why the token is denied: a clause in lower case. */
  readonly cause: string;
  /** At least one. */
  readonly changes: readonly Change[];
  /** Other tokens that the role accepts after it, as `pipelines of every branch`; absent when the changes widen nothing. */
  readonly admits?: string;
}

/** What a change of a trust policy means, for a role whose policy is generated. */
export type Meaning =
  | { readonly kind: 'ref'; readonly type: 'branch' | 'tag'; readonly name: string }
  | { readonly kind: 'source'; readonly source: string }
  | { readonly kind: 'components'; readonly names: readonly string[] };

/** A fix of one condition that was not tried yet. */
export interface Repair extends Fix {
  readonly means?: Meaning;
}

/** What is wrong, with the fixes for it; none where the answer is right, or where the cause is not in any setting. */
export interface Diagnosis {
  /** What is wrong, where no fix says it. */
  readonly notes: readonly string[];
  readonly repairs: readonly Repair[];
}

/** A diagnosis without a fix. */
export function noted(...notes: readonly string[]): Diagnosis {
  return { notes, repairs: [] };
}

/** Fixes that explain themselves. */
export function fixable(...repairs: readonly Repair[]): Diagnosis {
  return { notes: [], repairs };
}
