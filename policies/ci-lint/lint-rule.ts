import type { Position } from '../errors';
import type { Federation } from '../federation/index';
import type { CiJob } from './jobs/job';
import type { CiMap, OpenPart } from './yaml/node';

/** `error`: the job cannot get the credentials, or others can get its token. `warning`: it may happen. */
export type LintSeverity = 'error' | 'warning';

/** One mistake of a CI file at one place. */
export interface LintFinding {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: LintSeverity;
  readonly position: Position;
  /** Lower case, user text in backticks, no full stop. */
  readonly message: string;
  readonly fix: string;
}

/** What a rule looks at. */
export interface LintInput {
  readonly jobs: readonly CiJob[];
  /** The whole file, resolved. */
  readonly root: CiMap;
  /** Absent without a declaration: rules that need it say nothing, and the result says so. */
  readonly federation?: Federation;
  /** Keys of the projects that the file may belong to. */
  readonly projects: readonly string[];
  /** Values of variables that the user gives, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** What a rule finds at one place; the rest is the rule's own. */
export interface LintMatch {
  readonly position: Position;
  readonly message: string;
  /** @default the rule's fix */
  readonly fix?: string;
  /** @default the rule's severity */
  readonly severity?: LintSeverity;
}

export interface LintResult {
  readonly matches: readonly LintMatch[];
  /** What the rule cannot tell. */
  readonly open?: readonly OpenPart[];
}

/** A named mistake that a CI file can make. */
export interface LintRule {
  /** Kebab-case; stable between releases. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** One line: what is wrong. */
  readonly title: string;
  /** Why the job fails, or what it gives away, in plain words; with the text that AWS or GitLab shows. */
  readonly rationale: string;
  /** A CI file that shows the mistake, and one that does without it. Both are judged with the example declaration. */
  readonly bad: string;
  readonly good: string;
  readonly fix: string;
  /** Public pages that the rule rests on. At least one. */
  readonly sources: readonly [string, ...string[]];
  /** Pure; any order. Absent for mistakes of the structure, which are found while the file is read. */
  readonly run?: (input: LintInput) => LintResult;
}
