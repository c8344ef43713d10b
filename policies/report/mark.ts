import type { ReportCell, ReportProof, ReportSummary } from './report';
import type { Color } from './style';

/**
 * How a cell of the matrix is shown. `broken_in`: can assume the role and should not; `broken_out`: should assume the role and cannot.
 * Every mark has a sign of its own, so that colour is never needed.
 */
export type Mark = 'can' | 'cannot' | 'broken_in' | 'broken_out' | 'unknown';

/** How each mark looks: its sign, its colour where colours are wanted, and the words of the legend. */
export const MARKS: Readonly<
  Record<Mark, { readonly sign: string; readonly color: Color; readonly text: string }>
> = {
  can: { sign: '✓', color: 'green', text: 'can assume the role' },
  cannot: { sign: '·', color: 'dim', text: 'cannot' },
  broken_in: { sign: '!', color: 'red', text: 'can assume the role and should not' },
  broken_out: { sign: '✗', color: 'red', text: 'should assume the role and cannot' },
  unknown: { sign: '?', color: 'yellow', text: 'cannot tell' },
};

/** The mark of a cell: its outcome, and whether that was promised. */
export function markOf({ outcome, holds }: Pick<ReportCell, 'outcome' | 'holds'>): Mark {
  if (outcome === 'undetermined') return 'unknown';
  if (holds) return outcome === 'allow' ? 'can' : 'cannot';
  return outcome === 'allow' ? 'broken_in' : 'broken_out';
}

export const PROOF_SIGNS: Readonly<
  Record<ReportProof['verdict'], { readonly sign: string; readonly color: Color }>
> = {
  proved: { sign: '✓', color: 'green' },
  refuted: { sign: '✗', color: 'red' },
  undecided: { sign: '?', color: 'yellow' },
};

/** How the verdict of a report looks; its words are the summary's `headline`. */
export const VERDICTS: Readonly<
  Record<ReportSummary['verdict'], { readonly sign: string; readonly color: Color }>
> = {
  holds: { sign: '✓', color: 'green' },
  broken: { sign: '✗', color: 'red' },
  cannot_tell: { sign: '?', color: 'yellow' },
};

/** How access that changed looks in every text: what was gained may be a hole, what was lost at most stops a job. */
export const CHANGE_COLORS = { gained: 'red', lost: 'yellow' } as const satisfies Record<string, Color>;
