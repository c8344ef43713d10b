import type { RoleCounts } from './coverage';
import type { Severity } from '../severity';

/** What a verdict is made of. */
export interface VerdictCounts {
  readonly roles: RoleCounts;
  readonly cells: { readonly total: number; readonly broken: number; readonly undetermined: number };
  readonly proofs: { readonly total: number; readonly refuted: number; readonly undecided: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly note: number };
  /** Things that could not be read. */
  readonly unresolved: number;
  /** Against an earlier version: roles of which cannot be determined how they changed. @default 0 */
  readonly untold?: number;
  /** Against an earlier version: roles that a token can assume that could not before. @default 0 */
  readonly gaining?: number;
  /** Against an earlier version: what could not be read and may decide which tokens can assume a role. @default `unresolved` */
  readonly leftOpen?: number;
  /** Against an earlier version: roles that are in one of the two. @default 0 */
  readonly compared?: number;
}

/** A severity from which findings fail. */
export type FailOn = Severity;

/** What the user asked for beside the usual. */
export interface VerdictOptions {
  /** The lowest severity of a finding that fails. @default 'error' */
  readonly failOn?: FailOn;
  /** The same as `failOn: 'warning'`. @default false */
  readonly strict?: boolean;
  /** An input without a role that trusts an OIDC provider passes. @default false */
  readonly allowEmpty?: boolean;
  /** Only the comparison with an earlier version is asked for: what the new one breaks by itself is named and fails nothing. @default false */
  readonly comparison?: boolean;
}

/** Every {@link VerdictWord}. */
export const VERDICT_WORDS = ['holds', 'broken', 'cannot_tell'] as const;
/** `holds` = exit 0, `broken` = exit 1, `cannot_tell` = exit 2. */
export type VerdictWord = (typeof VERDICT_WORDS)[number];

/** A verdict with its headline. The headline is what can be said in one clause, and no more. */
export interface OverallVerdict {
  readonly verdict: VerdictWord;
  readonly headline: string;
}

/**
 * The one rule behind every headline and exit code. What is broken for certain outweighs what is open; warnings and notes break
 * nothing, unless they are asked to. Nothing judged is never a success, and "all holds" takes something that was declared.
 */
export function verdictOf(counts: VerdictCounts, options: VerdictOptions = {}): OverallVerdict {
  if (options.comparison === true) return verdictOfComparison(counts);
  const { roles, cells, proofs, findings, unresolved, untold = 0, gaining = 0 } = counts;
  if (cells.broken + proofs.refuted + findings.error > 0) return { verdict: 'broken', headline: 'broken' };
  if (gaining > 0) return { verdict: 'broken', headline: newAccess(gaining) };
  const { failOn = options.strict === true ? 'warning' : 'error' } = options;
  const option = options.failOn === undefined ? '--strict' : `--fail-on ${failOn}`;
  if (failOn !== 'error' && findings.warning > 0)
    return { verdict: 'broken', headline: `warnings fail with \`${option}\`` };
  if (failOn === 'note' && findings.note > 0)
    return { verdict: 'broken', headline: `notes fail with \`${option}\`` };
  const readInFull = isReadInFull(counts);
  if (roles.judged + roles.inPart === 0) {
    const headline = roles.found > 0 || unresolved > 0 ? 'cannot tell: no role was judged' : 'no role found';
    const allowed = options.allowEmpty === true && readInFull;
    return allowed
      ? { verdict: 'holds', headline: 'nothing to judge, allowed by `--allow-empty`' }
      : { verdict: 'cannot_tell', headline };
  }
  if (!readInFull || cells.undetermined + proofs.undecided + untold > 0)
    return { verdict: 'cannot_tell', headline: 'cannot tell' };
  return cells.total + proofs.total > 0
    ? { verdict: 'holds', headline: 'all holds' }
    : { verdict: 'holds', headline: 'no errors; nothing was declared to prove' };
}

function isReadInFull({ unresolved, roles }: VerdictCounts): boolean {
  return unresolved === 0 && roles.inPart === 0 && roles.notJudged === roles.withoutProvider;
}

/**
 * New access fails; nothing gained is a proof only where whatever decides which tokens can assume a role was read or is the same in both
 * versions, and there was a role to compare.
 */
function verdictOfComparison(counts: VerdictCounts): OverallVerdict {
  const { untold = 0, gaining = 0, compared = 0, unresolved, leftOpen = unresolved } = counts;
  if (gaining > 0) return { verdict: 'broken', headline: newAccess(gaining) };
  if (compared === 0)
    return {
      verdict: 'cannot_tell',
      headline: unresolved > 0 ? 'cannot tell: no role was compared' : 'no role found',
    };
  if (leftOpen + untold > 0) return { verdict: 'cannot_tell', headline: 'cannot tell' };
  const alone = verdictOf({ ...counts, untold: 0 });
  const broken = alone.verdict === 'broken' ? '; by itself the new version is broken' : '';
  return { verdict: 'holds', headline: `no new access${broken}` };
}

/** What is said of roles that give new access, by `diff` and by every report with an earlier version. */
function newAccess(roles: number): string {
  return `${roles} ${roles === 1 ? 'role gives' : 'roles give'} access that was not there before`;
}
