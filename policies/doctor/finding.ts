import type { Position } from '../errors';
import type { AwsErrorName } from './aws-errors';
import type { IssuerFacts, Part } from './facts';

/**
 * `error`: AWS refuses it. `unknown`: it cannot be told from here, or nothing public tells, whether AWS does. `warning`: it works today or
 * for some requests. `note`: worth knowing.
 */
export type FindingSeverity = 'error' | 'unknown' | 'warning' | 'note';

/**
 * The error that AWS answers because of a finding. `documented`: AWS or GitLab names the cause. `observed`: recorded answers of AWS do.
 * `inferred`: it follows from what AWS does with the documents.
 */
export interface Cause {
  readonly error: AwsErrorName;
  readonly basis: 'documented' | 'observed' | 'inferred';
}

/** What a finding says about one place. */
export interface IssuerMatch {
  /** Lower case, user text in backticks, no full stop. */
  readonly message: string;
  /** @default that of the definition */
  readonly fix?: string;
  /** @default that of the definition */
  readonly severity?: FindingSeverity;
  /** @default those of the definition */
  readonly causes?: readonly Cause[];
  readonly position?: Position;
}

/** A mistake that an issuer can make. */
export interface FindingDefinition {
  /** Kebab-case; stable between releases. */
  readonly id: string;
  readonly severity: FindingSeverity;
  /** One line: what is wrong. */
  readonly title: string;
  /** The parts of the facts that it looks at; without one of them it is not run. */
  readonly needs: readonly Part[];
  readonly causes: readonly Cause[];
  readonly fix: string;
  /** Public pages that it rests on. */
  readonly sources: readonly [string, ...string[]];
  readonly run: (facts: IssuerFacts) => readonly IssuerMatch[];
}

export const documented = (error: AwsErrorName): Cause => ({ error, basis: 'documented' });
export const observed = (error: AwsErrorName): Cause => ({ error, basis: 'observed' });
export const inferred = (error: AwsErrorName): Cause => ({ error, basis: 'inferred' });
