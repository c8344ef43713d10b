import type { RawClaims } from '../policies/index';
import { claimsView } from './decision-view';
import { el, type Child } from './dom';
import type { Column, Line, Sheet, Side } from './sheet';
import { badge, signOf } from './sign';
import { rowStart, type Start } from './starts';

const MOST = 50;

export interface RowViewOptions {
  readonly tryIt: (claims: RawClaims) => void;
  /** Begins the form with the pipeline of a row. */
  readonly tryRow: (start: Start) => void;
}

/** A pipeline: which roles it can assume, and its token. */
export function rowView(
  sheet: Sheet,
  line: Line,
  side: Side,
  { tryIt, tryRow }: RowViewOptions,
): readonly Child[] {
  const marked = (wanted: (column: Column) => boolean): readonly Column[] => sheet.columns.filter(wanted);
  const can = marked((column) => sheet.cell(line, column, side)?.outcome === 'allow');
  const broken = marked((column) => sheet.cell(line, column, side)?.holds === false);
  const [column] = sheet.columns;
  const claims = column === undefined ? undefined : sheet.token(line, column, side);
  const report = sheet.reports[side];
  const own = report?.rows[line.at[side]];
  const start = report === undefined || own === undefined ? undefined : rowStart(report, own);
  const list = (columns: readonly Column[]): Child => [
    el(
      'ul',
      { class: 'marked' },
      columns
        .slice(0, MOST)
        .map((entry) => el('li', {}, badge(signOf(sheet.cell(line, entry, side))), ' ', entry.key)),
    ),
    columns.length > MOST ? el('p', { class: 'muted' }, `and ${columns.length - MOST} more`) : undefined,
  ];
  return [
    line.row.note === undefined ? undefined : el('p', {}, line.row.note),
    broken.length === 0 ? undefined : [el('h4', {}, 'Not as promised'), list(broken)],
    el('h4', {}, `Can assume ${can.length} of ${sheet.columns.length} roles`),
    list(can),
    start === undefined
      ? undefined
      : el('button', { type: 'button', click: () => tryRow(start) }, 'Change this pipeline and try again'),
    claims === undefined
      ? undefined
      : [
          claimsView(claims),
          el('button', { type: 'button', click: () => tryIt(claims) }, 'Change this token and try again'),
        ],
  ];
}
