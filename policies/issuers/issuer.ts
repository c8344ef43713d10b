/** One part of a subject that differs from token to token. */
export interface SubjectField {
  /** Characters that the part never has. */
  readonly stops: string;
}

/** What of a subject has to be fixed so that it is clear whom it is about. */
export interface IdentityLevel {
  /** What is open where it is not fixed, such as `repository`. */
  readonly noun: string;
  /** Fields, or groups of fields, each of which is enough. */
  readonly by: readonly (readonly [string, ...string[]])[];
}

/** How much of a subject pattern is open, from the most to the least. */
export const OPENNESS = ['anything', 'tenant', 'workload', 'context', 'closed'] as const;
/**
 * `anything`: nothing of whom it is about is fixed. `tenant`: outsiders can register a matching name. `workload`: other projects of the
 * same tenant match. `context`: every branch, environment or phase matches. `closed`: all is fixed.
 */
export type Openness = (typeof OPENNESS)[number];

/** A pattern for `sub`, as under `StringLike`, and how open it is; `not_known`: the grammar does not have it. */
export interface SubjectCase {
  readonly sub: string;
  readonly open: Openness | 'not_known';
}

/** One kind of OIDC issuer: what its subjects are made of, and who chooses what. Everything that is known of it is in one record. */
export interface Issuer {
  /** Kebab-case; stable between releases. */
  readonly id: string;
  readonly name: string;
  /** Shapes of the issuer without its scheme; `{…}` is one label or one path segment. */
  readonly hosts: readonly string[];
  /** Instances may have any host: one is recognised by the beginning of a subject in a policy. @default false */
  readonly selfManaged?: boolean;
  /** Its tokens for AWS have one audience, and each customer has an issuer of its own. @default false */
  readonly soleAudience?: boolean;
  /** `gitlab`: the claims of whole tokens are known, so that every token is in a world. `subject`: the grammar of the subject is. */
  readonly knowledge: 'gitlab' | 'subject';
  readonly fields: Readonly<Record<string, SubjectField>>;
  /** The forms of a subject: text with `{field}` in it. */
  readonly subjects: readonly string[];
  /** Condition keys, beside `sub`, whose value fixes fields, with the form of the value. */
  readonly keys: Readonly<Record<string, string>>;
  /** Customers of an issuer that all of them share; absent where each customer has an issuer of its own. */
  readonly tenant?: IdentityLevel;
  readonly workload: IdentityLevel;
  /** Absent where nothing within a workload is told apart. */
  readonly context?: IdentityLevel;
  /** What refgate does not know of the tokens: completes "not known: …". */
  readonly notKnown: string;
  /** Public pages that the record rests on. */
  readonly sources: readonly [string, ...string[]];
  /** Patterns with the right answer; tests run them. At least one for each level, and one that is closed. */
  readonly cases: readonly [SubjectCase, ...SubjectCase[]];
}
