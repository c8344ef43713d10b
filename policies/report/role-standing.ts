import { PERMISSION_LEVELS, type PermissionLevel } from '../catalog/index';
import type { Report, ReportProof, ReportRole } from './report';

/** A role with everything that a report found about it, as counts. */
export interface RoleStanding {
  readonly role: ReportRole;
  /** Position in the report's roles. */
  readonly index: number;
  /** Rows that were judged at the role; 0 where it is not in the table. */
  readonly rows: number;
  /** Rows that can assume it, expected or not. */
  readonly can: number;
  /** Rows that can and must not. */
  readonly unexpected: number;
  /** Rows that must and cannot. */
  readonly missing: number;
  /** Rows of which it cannot be determined. */
  readonly unknown: number;
  readonly proved: number;
  readonly refuted: number;
  readonly undecided: number;
  readonly errors: number;
  readonly warnings: number;
  /** Keys of the roles that lead to it by role chain and have errors or warnings of their own. */
  readonly through: readonly string[];
}

/** How bad it is: `unverified` is neither good nor bad, because nothing was declared about the role. */
export type StandingKind = 'bad' | 'open' | 'warned' | 'unverified' | 'good';

const KINDS: readonly StandingKind[] = ['bad', 'open', 'warned', 'unverified', 'good'];

/** Roles of one account; `undefined` where the input does not contain it. */
export interface AccountStanding {
  readonly account: string | undefined;
  readonly roles: readonly RoleStanding[];
}

/** Accounts with their roles, the worst first; equals keep the order of the report. Cost: linear in the cells. */
export function standingsByAccount(report: Report): readonly AccountStanding[] {
  const accounts = new Map<string | undefined, RoleStanding[]>();
  for (const standing of roleStandings(report).toSorted(byDanger)) {
    const { account } = standing.role;
    const group = accounts.get(account);
    if (group === undefined) accounts.set(account, [standing]);
    else group.push(standing);
  }
  return [...accounts].map(([account, roles]) => ({ account, roles }));
}

function byDanger(a: RoleStanding, b: RoleStanding): number {
  const rank = (standing: RoleStanding): readonly number[] => [
    KINDS.indexOf(standingKind(standing)),
    -standing.unexpected,
    -(standing.refuted + standing.errors),
    PERMISSION_LEVELS.indexOf(levelOf(standing.role).level),
    -standing.can,
    standing.index,
  ];
  const [left, right] = [rank(a), rank(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
}

export function standingKind(standing: RoleStanding): StandingKind {
  const { unexpected, missing, unknown, refuted, undecided, errors, warnings, through, rows, proved, role } =
    standing;
  if (unexpected + missing + refuted + errors > 0) return 'bad';
  if (unknown + undecided > 0 || (role.judged !== undefined && role.withoutProvider !== true)) return 'open';
  if (warnings + through.length > 0) return 'warned';
  return rows + proved > 0 ? 'good' : 'unverified';
}

/** What a session of the role can do; reports of earlier versions do not say. */
export function levelOf({ permissions }: ReportRole): PermissionLevel {
  return permissions ?? { level: 'unknown', because: 'the report does not contain the permissions' };
}

function roleStandings({ roles, rows, proofs, findings }: Report): readonly RoleStanding[] {
  const cells = roles.map(() => ({ rows: 0, can: 0, unexpected: 0, missing: 0, unknown: 0 }));
  for (const row of rows) {
    for (const [column, { outcome, holds }] of row.cells.entries()) {
      const counts = cells[column];
      if (counts === undefined) continue;
      counts.rows += 1;
      if (outcome === 'allow') counts.can += 1;
      if (outcome === 'undetermined') counts.unknown += 1;
      else if (!holds) counts[outcome === 'allow' ? 'unexpected' : 'missing'] += 1;
    }
  }
  const verdicts = tally(
    proofs.flatMap(({ roles: keys, verdict }) => keys.map((key) => [key, verdict] as const)),
  );
  const severities = tally(findings.map(({ role, severity }) => [role, severity] as const));
  return roles.map((role, index): RoleStanding => {
    const ofVerdict = (verdict: ReportProof['verdict']): number => verdicts.get(role.key)?.get(verdict) ?? 0;
    const ofSeverity = (severity: string): number => severities.get(role.key)?.get(severity) ?? 0;
    return {
      role,
      index,
      ...(cells[index] as (typeof cells)[number]),
      proved: ofVerdict('proved'),
      refuted: ofVerdict('refuted'),
      undecided: ofVerdict('undecided'),
      errors: ofSeverity('error'),
      warnings: ofSeverity('warning'),
      through: (role.reachedThrough ?? []).flatMap(({ role: entry }) => {
        const found = severities.get(entry);
        return (found?.get('error') ?? 0) + (found?.get('warning') ?? 0) > 0 ? [entry] : [];
      }),
    };
  });
}

function tally(
  pairs: readonly (readonly [string, string])[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const all = new Map<string, Map<string, number>>();
  for (const [key, kind] of pairs) {
    const counts = all.get(key) ?? new Map<string, number>();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    all.set(key, counts);
  }
  return all;
}
