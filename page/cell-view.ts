import type { PageCell, RawClaims, ReportRole } from '../policies/index';
import { el, rich, sentence, type Child } from './dom';
import { adviceList, claimsView, decisionView } from './decision-view';
import type { Judged } from './engine';
import type { Column, Explained, Line, Sheet, Side } from './sheet';
import { badge, signOf } from './sign';
import { layerSteps } from './trace-view';

export interface CellViewOptions {
  readonly judge: (role: ReportRole, claims: RawClaims) => Judged;
  /** Takes the token to the place where it can be changed. */
  readonly tryIt: (claims: RawClaims) => void;
}

/** Why one pipeline can or cannot assume one role, in one version. */
export function cellView(
  sheet: Sheet,
  { line, column, side }: { readonly line: Line; readonly column: Column; readonly side: Side },
  { judge, tryIt }: CellViewOptions,
): readonly Child[] {
  const cell = sheet.cell(line, column, side);
  if (cell === undefined) return [el('p', { class: 'muted' }, 'This version does not have it.')];
  const sign = signOf(cell);
  const told = sheet.explanation(line, column, side);
  const claims = sheet.token(line, column, side);
  const role = sheet.reports[side]?.roles[column.at[side]] ?? column.role;
  const judged = claims === undefined ? undefined : judge(role, claims);
  // The engine's trace shows more, as long as it tells of the same decision.
  const live =
    judged?.decision.outcome === cell.outcome && judged.decision.layer === cell.layer ? judged : undefined;
  return [
    el('p', { class: 'status' }, badge(sign, false), ' ', el('strong', {}, sentence(statusOf(cell)))),
    live === undefined ? told && writtenView(cell, told) : decisionView(live),
    told?.assuming.map((text) => el('p', { class: 'muted' }, 'Assuming that ', rich(text))),
    live === undefined && told === undefined
      ? el('p', { class: 'muted' }, 'The report holds no explanation of this cell.')
      : undefined,
    claims === undefined
      ? undefined
      : [
          claimsView(claims, 'The token that was judged'),
          el('button', { type: 'button', click: () => tryIt(claims) }, 'Change this token and try again'),
        ],
  ];
}

function statusOf(cell: PageCell): string {
  if (!cell.holds) return `${signOf(cell).text}, against the table`;
  const does = cell.outcome === 'allow' ? 'can assume it' : 'cannot assume it';
  return cell.expected === undefined ? does : `${does}, as the table says`;
}

/** What the report says, where the engine cannot say it again. */
function writtenView(cell: Parameters<typeof layerSteps>[0], told: Explained): readonly Child[] {
  return [
    layerSteps(cell),
    el('p', {}, sentence(told.reason)),
    el('pre', { tabindex: 0 }, told.steps.join('\n')),
    adviceList(told.advice, cell.outcome),
  ];
}
