import { CHANGE_COLORS, VERDICTS } from './mark';
import { NOT_COVERED_HINT } from './not-covered';
import type { Report, ReportChange } from './report';
import { paint, type TextStyle } from './style';
import { visible } from './visible';
import { changeAssumptions, count, leftOpen } from './wording';

/** A comparison as plain text: a line for each role and each example, then the verdict of the report, as its exit code has it. */
export function renderChanges(report: Report, style: TextStyle): string {
  const { summary, changes = [] } = report;
  const { sign, color } = VERDICTS[summary.verdict];
  const needs = changeAssumptions(changes);
  const more = {
    holds: `: proved for every token of ${count(changes.length, 'role')}${needs.length === 0 ? '' : ` (needs: ${needs.join(', ')})`}`,
    broken: '',
    cannot_tell: openCount(
      new Set([
        ...leftOpen(report),
        ...changes.flatMap(({ kind, role }) => (kind === 'cannot_tell' ? [role] : [])),
      ]).size,
    ),
  }[summary.verdict];
  // what the new version is by itself stands after the proof
  const [claim = '', ...alone] = summary.headline.split('; ');
  const verdict = [`${sign} ${claim}${more}`, ...alone].join('; ');
  const lines = [
    ...changes.map((change) => renderChange(change, style)),
    '',
    paint(NOT_COVERED_HINT, 'dim', style),
    paint(verdict, color, style),
  ];
  return `${lines.join('\n')}\n`;
}

function openCount(open: number): string {
  return open === 0 ? '' : `: ${count(open, 'policy', 'policies')} could not be read or compared`;
}

function renderChange({ kind, gained, lost, needs = [], ...named }: ReportChange, style: TextStyle): string {
  const role = visible(named.role);
  const reason = named.reason === undefined ? undefined : visible(named.reason);
  const what = {
    added: 'is new',
    removed: 'is gone',
    changed: 'changes',
    same: 'admits the same',
    cannot_tell: 'cannot be compared',
  }[kind];
  const first = kind === 'same' && reason !== undefined ? `${role}: ${reason}` : undefined;
  const rests =
    needs.length === 0 || first !== undefined ? '' : ` (nothing gained needs: ${needs.join(', ')})`;
  return [
    `${first ?? `${role} ${what}${reason === undefined ? '' : `: ${reason}`}`}${rests}`,
    ...gained.map(({ pipeline }) =>
      paint(`  + ${visible(pipeline ?? 'a token')}`, CHANGE_COLORS.gained, style),
    ),
    ...lost.map(({ pipeline }) => paint(`  - ${visible(pipeline ?? 'a token')}`, CHANGE_COLORS.lost, style)),
  ].join('\n');
}
