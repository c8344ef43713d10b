import type { Finding, Suppression } from '../catalog/index';
import type { Notice } from '../artifact/index';
import type { Position } from '../errors';
import type { Federation } from '../federation/index';
import type { RawClaims } from '../context/index';
import type { AskedQuestion } from '../prove/index';
import { countRoles, coverageOf } from './coverage';
import type { JudgedTrust } from './judged-trust';
import type { ReadTrust } from './read-trust';
import type { Gap, Matrix } from './table/matrix';
import { verdictOf, type OverallVerdict } from './verdict';

/** The trust policies that a user calls by a name: the one under that key, else all with that name or address. Several = ambiguous. */
export function trustsNamed<T extends ReadTrust>(trusts: readonly T[], name: string): readonly T[] {
  const keyed = trusts.filter(({ key }) => key === name);
  if (keyed.length > 0) return keyed;
  return trusts.filter(({ written }) => written.name === name || written.address === name);
}

/** What a proof can come to. */
export const PROOF_VERDICTS = ['proved', 'refuted', 'undecided'] as const;
export type ProofVerdict = (typeof PROOF_VERDICTS)[number];

/** Something that was asked for every token there is. */
export interface Proof {
  /** Keys of the roles it is about. */
  readonly roles: readonly string[];
  /** Plain words, such as `deploy admits only protected refs`. */
  readonly property: string;
  readonly verdict: ProofVerdict;
  readonly reason: string;
  readonly counterexample?: { readonly claims: RawClaims; readonly pipeline?: string };
  /** What the world rests on, whether the proof needed it or not. */
  readonly assumptions: readonly string[];
  /** Assumptions without which it would be no proof; absent where nobody asked. */
  readonly needed?: readonly string[];
  /** Line of the declaration that asked for it. */
  readonly position?: Position;
  /** What was asked, of what is proved: for who writes it down as a certificate. */
  readonly asked?: readonly AskedQuestion[];
}

/** What proofs that are one together asked; nothing where one of them does not say it. */
export function allAsked(proofs: readonly Proof[]): Proof['asked'] {
  return proofs.every(({ asked }) => asked !== undefined)
    ? proofs.flatMap(({ asked = [] }) => asked)
    : undefined;
}

/** Everything that refgate has to say about what was written. */
export interface Judgement {
  readonly federation?: Federation;
  readonly trusts: readonly JudgedTrust[];
  /** Absent without a declaration. */
  readonly matrix?: Matrix;
  readonly proofs: readonly Proof[];
  readonly suppressed: readonly {
    readonly role: string;
    readonly finding: Finding;
    readonly suppression: Suppression;
  }[];
  readonly gaps: readonly Gap[];
  /** What is not judged and fails nothing. */
  readonly notices?: readonly Notice[];
}

/** The verdict on a whole judgement, by the same rule as a report's. */
export function summarizeJudgement({ matrix, trusts, proofs, gaps }: Judgement): OverallVerdict['verdict'] {
  const breaks =
    matrix?.rows.flatMap(({ broken }) =>
      broken.flatMap((cell) => (cell.breaks === undefined ? [] : [cell.breaks])),
    ) ?? [];
  const undetermined = breaks.filter(({ decision }) => decision.outcome === 'undetermined').length;
  const findings = trusts.flatMap((trust) => trust.findings);
  const ofSeverity = (wanted: string): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  const ofVerdict = (wanted: string): number => proofs.filter(({ verdict }) => verdict === wanted).length;
  return verdictOf({
    roles: countRoles(
      trusts.map((trust) => coverageOf(trust, gaps)),
      gaps,
      new Set(trusts.map(({ written }) => written.address)),
    ),
    cells: {
      total: (matrix?.rows.length ?? 0) * (matrix?.roles.length ?? 0),
      broken: breaks.length - undetermined,
      undetermined,
    },
    proofs: { total: proofs.length, refuted: ofVerdict('refuted'), undecided: ofVerdict('undecided') },
    findings: {
      error: ofSeverity('error') + (matrix?.deviations.length ?? 0),
      warning: ofSeverity('warning'),
      note: ofSeverity('note'),
    },
    unresolved: gaps.length,
  }).verdict;
}
