import type { Position } from '../errors';
import type { Place } from '../advice/index';
import type { PermissionLevel } from '../catalog/index';
import type { Severity } from '../severity';
import type { RawClaims } from '../context/index';
import type { Instance, Pipeline, Project } from '../gitlab/index';
import type { Concern, Layer, Outcome, ProofVerdict, VerdictWord } from '../judge/index';

/** Version of the report's JSON; a change that breaks readers raises it. */
export const REPORT_VERSION = 1;

/**
 * Everything that a run of refgate found, as plain JSON: every format is a pure function of it, and JSON is the contract.
 * Lists keep the order of the declaration, or that of the artifact where there is none.
 */
export interface Report {
  readonly version: typeof REPORT_VERSION;
  readonly tool: { readonly name: 'refgate'; readonly version: string };
  /** What was judged, as the user named it. */
  readonly input: { readonly kind: string; readonly name: string };
  /** The GitLab and the projects of the declaration, where there is one. */
  readonly gitlab?: ReportGitlab;
  readonly roles: readonly ReportRole[];
  /** Rows of the table; empty without a table. */
  readonly rows: readonly ReportRow[];
  readonly proofs: readonly ReportProof[];
  readonly findings: readonly ReportFinding[];
  /** What could not be read or judged: each one fails the run. */
  readonly unresolved: readonly ReportGap[];
  /** What is not judged and fails nothing: it holds no role that ships. */
  readonly notices?: readonly ReportNotice[];
  /** Against an earlier version, where one was given: one entry for each role of either. */
  readonly changes?: readonly ReportChange[];
  readonly summary: ReportSummary;
}

/** What the declaration says about where tokens come from. */
export interface ReportGitlab {
  readonly instance: Instance;
  readonly audience: string;
  /** In the order of the declaration. */
  readonly projects: readonly (Project & { readonly key: string })[];
}

/** A role that was judged: a column of the matrix. */
export interface ReportRole {
  /** Key in the declaration, or the address where there is none. Unique in a report. */
  readonly key: string;
  /** Terraform address, or the file of a bare policy. */
  readonly address: string;
  readonly name?: string;
  readonly account?: string;
  readonly issuer?: string;
  /** Paths of the projects whose jobs it is for, with their wildcards; absent where nothing names one. */
  readonly projects?: readonly string[];
  /** The trust policy as it was written. */
  readonly policy: unknown;
  /** The registered client ids, where known. */
  readonly clientIds?: readonly string[];
  /** What the role admits, in a few plain lines; what reaches it through other roles comes last. */
  readonly admits: readonly string[];
  /** What the declaration demands of a request beside the token; absent where it demands nothing. */
  readonly request?: ReportRequest;
  /** The principal that the declaration lets assume the role without a token, in plain words; absent without one. */
  readonly breakGlass?: string;
  /** The roles whose sessions can become this one, by role chain; absent without any. */
  readonly reachedThrough?: readonly ReportChain[];
  /** What a session can do, by the permissions in the input; absent in reports of earlier versions. */
  readonly permissions?: PermissionLevel;
  /** Absent: judged in full. */
  readonly judged?: 'in_part' | 'not_judged';
  /** Why it was not judged in full. */
  readonly because?: string;
  /** It is about other callers, such as an AWS service, so there is nothing to judge. */
  readonly withoutProvider?: boolean;
  readonly position?: Position;
}

/** What a request must meet: no token contains it. Every cell and every proof of the role that says "can assume" is about such a request. */
export interface ReportRequest {
  /** In plain words, one for each condition: ``the request comes from `198.51.100.0/24` (`aws:SourceIp`)``. */
  readonly words: readonly string[];
  /** Condition keys, in lower case, of a request that meets them: the one that the cells were judged in. */
  readonly keys: Readonly<Record<string, string>>;
}

/** A role where tokens arrive, and whose session can become another one. */
export interface ReportChain {
  /** Key of the role that a token assumes. */
  readonly role: string;
  /** Keys of the roles between, in order. */
  readonly through: readonly string[];
  /** `false`: it depends on what cannot be determined. */
  readonly certain: boolean;
  /** In plain words. */
  readonly words: string;
}

/** A simulated pipeline with its cells, one for each role. */
export interface ReportRow {
  /** From 1. */
  readonly number: number;
  readonly label: string;
  readonly note?: string;
  /** Path of the project that the pipeline belongs to, for filters; absent for raw claims. */
  readonly project?: string;
  readonly ref?: string;
  /** The pipeline that was simulated; absent for raw claims. */
  readonly pipeline?: Pipeline;
  readonly position?: Position;
  /** In the order of `roles`; every row has as many. Roles beyond the last cell are not in the table. */
  readonly cells: readonly ReportCell[];
}

/**
 * One row against one role. In a report of a judgement its texts are made when they are read, by accessors that all cells share: JSON has
 * them, a spread has not.
 */
export interface ReportCell {
  /** Whether the row lists the role; absent where nothing was promised. */
  readonly expected?: boolean;
  readonly outcome: Outcome;
  /** `false`: not as promised, or cannot tell. */
  readonly holds: boolean;
  readonly layer: Layer;
  /** One sentence: what decided. */
  readonly reason: string;
  /** How it came about, line by line, and what to change. */
  readonly steps: readonly string[];
  readonly advice: readonly string[];
  /** What had to be assumed. */
  readonly assuming: readonly string[];
  /** The token that was judged: the one that breaks the promise, if one does. */
  readonly claims?: RawClaims;
}

/** Something that was asked for all tokens. */
export interface ReportProof {
  /** Keys of the roles it is about. */
  readonly roles: readonly string[];
  /** Plain words: `deploy admits only protected refs`. */
  readonly property: string;
  readonly verdict: ProofVerdict;
  readonly reason: string;
  readonly counterexample?: ReportWitness;
  /** Names of the assumptions of its world. */
  readonly assumptions: readonly string[];
  /** Names of those without which it would be no proof; absent where nobody asked. */
  readonly needed?: readonly string[];
  /** Line of the declaration that asked for it. */
  readonly position?: Position;
}

/** A mistake that a check found, with its place and its fix. */
export interface ReportFinding {
  /** Id of the check; its page is `docs/checks/<id>.md`. */
  readonly check: string;
  /** The check in one line, whatever the place. */
  readonly title?: string;
  readonly severity: Severity;
  readonly role: string;
  readonly message: string;
  readonly fix: string;
  /** The fix as data, where it needs no knowledge of what was meant; absent where the text is all there is. */
  readonly changes?: readonly ReportFixChange[];
  /** Tokens that show it. */
  readonly tokens?: readonly ReportWitness[];
  /** JSON pointer into the policy. */
  readonly pointer: string;
  readonly position?: Position;
}

/** One of the changes that are a fix together. */
export interface ReportFixChange {
  /** Where: the trust policy, the job in `.gitlab-ci.yml`, a project's setting, the OIDC provider, or `federation.yaml`. */
  readonly place: Place;
  /** `set` replaces or creates, `add` adds to a list, `remove` takes the value out of a list, or all that is there. */
  readonly op: 'set' | 'add' | 'remove';
  /** JSON pointer within the place. */
  readonly at: string;
  /** A JSON value. */
  readonly value?: unknown;
}

/** How a role can have changed; to a report, a renamed role is one that admits the same. */
export const REPORT_CHANGES = ['added', 'removed', 'changed', 'same', 'cannot_tell'] as const;

/** How the access to one role differs from an earlier version. */
export interface ReportChange {
  /** Key of the role; one that was removed is in no other list. */
  readonly role: string;
  /** `added` and `removed` are about the role itself; `cannot_tell` fails the run. */
  readonly kind: (typeof REPORT_CHANGES)[number];
  /** Tokens that can assume the role now and did not before: one at least for each kind of access that was gained. */
  readonly gained: readonly ReportWitness[];
  /** Tokens that got in before and do not now. */
  readonly lost: readonly ReportWitness[];
  /** One sentence; for `cannot_tell`, why. */
  readonly reason?: string;
  /** Names of the assumptions without which `gained` is not proved to be empty; absent where something is gained, or nothing is assumed. */
  readonly needs?: readonly string[];
}

/** A token that shows something. */
export interface ReportWitness {
  readonly claims: RawClaims;
  /** In words: `branch main of acme/api, pushed`. */
  readonly pipeline?: string;
}

/** Something that could not be read, so that a part of the artifact was not judged. */
export interface ReportGap {
  readonly address: string;
  /** What could not be read: the trust of a role that is not in `roles`, and so on. */
  readonly concerns?: Concern;
  readonly reason: string;
  readonly position?: Position;
}

/** Something beside what was judged that a reader must know. */
export interface ReportNotice {
  readonly address: string;
  readonly reason: string;
  readonly position?: Position;
}

/** The verdict of a report, and its counts. */
export interface ReportSummary {
  /** `holds` = exit 0, `broken` = exit 1, `cannot_tell` = exit 2. */
  readonly verdict: VerdictWord;
  /** The verdict in one clause: `all holds` only where something was declared. */
  readonly headline: string;
  /** `found` is the sum of the next three; `withoutProvider` are those not judged because they trust no OIDC provider. */
  readonly roles: {
    readonly found: number;
    readonly judged: number;
    readonly inPart: number;
    readonly notJudged: number;
    readonly withoutProvider: number;
  };
  readonly cells: { readonly total: number; readonly broken: number; readonly undetermined: number };
  readonly proofs: { readonly total: number; readonly refuted: number; readonly undecided: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly note: number };
  readonly unresolved: number;
  /** Where there is an earlier version: roles compared, those with new access, and those that could not be compared. */
  readonly changes?: { readonly total: number; readonly gaining: number; readonly untold: number };
}
