import type { Report, ReportSummary } from './report';

/**
 * Counts a report and gives its verdict. What could not be told outweighs what is broken only where nothing is: a broken promise is
 * certain, whatever else is open. A warning or a note breaks nothing.
 */
export function summarize({
  rows,
  proofs,
  findings,
  unresolved,
  changes = [],
}: Pick<Report, 'rows' | 'proofs' | 'findings' | 'unresolved' | 'changes'>): ReportSummary {
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
    cells,
    proofs: { total: proofs.length, refuted: ofVerdict('refuted'), undecided: ofVerdict('undecided') },
    findings: { error: ofSeverity('error'), warning: ofSeverity('warning'), note: ofSeverity('note') },
    unresolved: unresolved.length,
  };
  const broken = cells.broken + counts.proofs.refuted + counts.findings.error;
  const open =
    cells.undetermined +
    counts.proofs.undecided +
    counts.unresolved +
    changes.filter(({ kind }) => kind === 'cannot_tell').length;
  return { verdict: broken > 0 ? 'broken' : open > 0 ? 'cannot_tell' : 'holds', ...counts };
}
