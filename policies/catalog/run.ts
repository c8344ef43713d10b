import type { Position } from '../errors';
import { quote } from '../errors';
import type { Check, Finding } from './check';
import { LARGEST_POLICY, overQuota } from './checks/over-quota';
import { CHECKS } from './registry';
import { accessTo } from './access';
import { issuersOf, type JudgedIssuer } from './issuer-coverage';
import { openChains } from './open-chains';
import { undeterminedOf } from './prover';
import type { CheckInput } from './check-input';
import { sizeOf } from './size-of';
import { concerns, hasReason, type Suppression } from './suppression';
import { suppressionWithoutReason } from './checks/suppression-without-reason';
import { unusedSuppression } from './checks/unused-suppression';

export interface CatalogOptions {
  readonly suppressions?: readonly Suppression[];
  /** Where a JSON pointer is in the user's file. */
  readonly locate?: (pointer: string) => Position | undefined;
  /** Whether a suppression that accepts nothing here is a finding; several roles that share some say no. @default true */
  readonly judgeUnused?: boolean;
  /** @default every check */
  readonly checks?: readonly Check[];
  /** An input of which every answer is the same: see {@link equalInputs}. @default the input itself */
  readonly same?: CheckInput;
}

/** What the catalog says about one role. */
export interface CatalogResult {
  /** In order of severity, then of the document. */
  readonly findings: readonly Finding[];
  /** What would have been found, with the suppression that accepted it. */
  readonly suppressed: readonly { readonly finding: Finding; readonly suppression: Suppression }[];
  /** The issuers that the policy trusts, and what of them could not be judged. */
  readonly issuers: readonly JudgedIssuer[];
  /** What could not be decided about who can assume the role: then no finding is not an answer. */
  readonly undecided: readonly Undecided[];
}

/** Something about who can assume a role that the prover could not decide. */
export interface Undecided {
  readonly reason: string;
  /** JSON pointer to the statement. */
  readonly pointer: string;
  readonly position?: Position;
  /** The check whose suppression accepts it; absent where nothing does. */
  readonly check?: string;
}

/**
 * Runs every check over one role's trust policy. A suppression takes effect only with a reason; one that is about this role and
 * suppresses nothing is itself a finding. Over several roles say `judgeUnused: false` and ask {@link unusedSuppressions} at the end.
 */
export function runCatalog(input: CheckInput, options: CatalogOptions = {}): CatalogResult {
  const {
    suppressions = [],
    locate = () => undefined,
    judgeUnused = true,
    checks = CHECKS,
    same = input,
  } = options;
  const mine = suppressions.filter((suppression) => concerns(suppression, input.role));
  const valid = mine.filter(hasReason);
  const { found, undecided, issuers } = answersOf(same, checks);
  const findings: Finding[] = [];
  const suppressed: { finding: Finding; suppression: Suppression }[] = [];
  for (const finding of found) {
    const suppression = valid.find(({ check }) => check === finding.check);
    if (suppression === undefined) findings.push(finding);
    else suppressed.push({ finding, suppression });
  }
  const used = new Set(suppressed.map(({ suppression }) => suppression));
  findings.push(
    ...mine.filter((suppression) => !hasReason(suppression)).map(withoutReason),
    ...(judgeUnused ? unusedSuppressions(valid, used) : []),
  );
  const located = findings.map((finding): Finding => {
    const position = finding.position ?? locate(finding.pointer);
    return position === undefined ? finding : { ...finding, position };
  });
  return {
    findings: inOrder(located),
    suppressed,
    issuers,
    undecided: undecided.map((one): Undecided => {
      const position = locate(one.pointer);
      return position === undefined ? one : { ...one, position };
    }),
  };
}

interface CatalogAnswers {
  readonly found: readonly Finding[];
  readonly undecided: readonly Undecided[];
  readonly issuers: readonly JudgedIssuer[];
}

const cache = new WeakMap<CheckInput, CatalogAnswers>();

/** What every check finds, before places and suppressions. */
function answersOf(input: CheckInput, checks: readonly Check[]): CatalogAnswers {
  const known = checks === CHECKS ? cache.get(input) : undefined;
  if (known !== undefined) return known;
  const isReadable = sizeOf(input) <= LARGEST_POLICY;
  const answers = isReadable
    ? {
        found: checks.flatMap((check) => check.find(input)),
        undecided: [...undecidedOf(input), ...openChains(input)],
        issuers: issuersOf(input),
      }
    : {
        found: overQuota.find(input),
        undecided: [
          { reason: 'cannot determine who can assume the role: the policy is too long', pointer: '' },
        ],
        issuers: [],
      };
  if (checks === CHECKS) cache.set(input, answers);
  return answers;
}

function undecidedOf(input: CheckInput): readonly Undecided[] {
  const undetermined = undeterminedOf(input).map(({ statement, pointer, reason }): Undecided => ({
    reason: `cannot determine who can assume the role through statement ${statement.index + 1}: ${reason}`,
    pointer,
  }));
  if (undetermined.length > 0) return undetermined;
  const access = accessTo(input);
  return access?.kind === 'undecided'
    ? [{ reason: `cannot determine whether any token can assume the role: ${access.reason}`, pointer: '' }]
    : [];
}

/** A finding for each suppression that accepted nothing. */
export function unusedSuppressions(
  suppressions: readonly Suppression[],
  used: ReadonlySet<Suppression>,
): readonly Finding[] {
  return suppressions
    .filter((suppression) => !used.has(suppression))
    .map((suppression) => {
      const isKnown = CHECKS.some(({ id }) => id === suppression.check);
      const what = isKnown ? 'suppresses nothing' : 'names no check of the catalog';
      return about(unusedSuppression, suppression, `the suppression of ${describe(suppression)} ${what}`);
    });
}

function withoutReason(suppression: Suppression): Finding {
  const got = quote(suppression.reason);
  return about(
    suppressionWithoutReason,
    suppression,
    `the suppression of ${describe(suppression)} has no real reason: ${got}`,
  );
}

function about({ id, severity, fix }: Check, { position }: Suppression, message: string): Finding {
  const finding = { check: id, severity, message, pointer: '', fix };
  return position === undefined ? finding : { ...finding, position };
}

function describe({ check, role }: Suppression): string {
  return role === undefined ? quote(check) : `${quote(check)} for role ${quote(role)}`;
}

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** By severity; within one, statement by statement; the rest stays as found. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const index = ({ statement }: Finding): number => statement?.index ?? -1;
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || index(a) - index(b));
}
