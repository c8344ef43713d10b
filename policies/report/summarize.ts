import { countRoles, verdictOf, type Coverage, type VerdictOptions } from '../judge/index';
import type { Report, ReportChange, ReportRole, ReportSummary } from './report';
import { gaining, leftOpen } from './wording';

/** Counts a report and gives its verdict, by the one rule that the exit code follows. */
export function summarize(
  {
    roles,
    rows,
    proofs,
    findings,
    unresolved,
    changes,
  }: Pick<Report, 'roles' | 'rows' | 'proofs' | 'findings' | 'unresolved' | 'changes'>,
  options: VerdictOptions = {},
): ReportSummary {
  const cells = { total: 0, broken: 0, undetermined: 0 };
  for (const row of rows) {
    for (const { holds, outcome } of row.cells) {
      cells.total += 1;
      if (holds) continue;
      if (outcome === 'undetermined') cells.undetermined += 1;
      else cells.broken += 1;
    }
  }
  const ofSeverity = (wanted: string): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  const ofVerdict = (wanted: string): number => proofs.filter(({ verdict }) => verdict === wanted).length;
  const counts = {
    roles: countRoles(roles.map(coverage), unresolved, new Set(roles.map(({ address }) => address))),
    cells,
    proofs: { total: proofs.length, refuted: ofVerdict('refuted'), undecided: ofVerdict('undecided') },
    findings: { error: ofSeverity('error'), warning: ofSeverity('warning'), note: ofSeverity('note') },
    unresolved: unresolved.length,
  };
  const compared = {
    total: changes?.length ?? 0,
    gaining: gaining(changes).length,
    untold: changes?.filter(({ kind }) => kind === 'cannot_tell').length ?? 0,
  };
  const { untold } = compared;
  return {
    ...verdictOf(
      {
        ...counts,
        untold,
        leftOpen: leftOpen({ roles, unresolved, changes }).length,
        gaining: compared.gaining,
        compared: compared.total,
      },
      options,
    ),
    ...counts,
    changes: changes === undefined ? undefined : compared,
  };
}

/** A report with what changed since an earlier version, which its verdict takes in. */
export function withChanges(
  report: Report,
  changes: readonly ReportChange[],
  options: VerdictOptions = {},
): Report {
  const compared = { ...report, changes };
  return { ...compared, summary: summarize(compared, options) };
}

function coverage({ judged, because = '', withoutProvider }: ReportRole): Coverage {
  if (judged === undefined) return { judged: 'in_full' };
  return { judged, because, withoutProvider: withoutProvider === true ? withoutProvider : undefined };
}
