import type { RawClaims, ReportRole } from '../policies/index';
import { arrange, type Arrangement, type GridRow } from './arrangement';
import { keepInAddress, onViewInAddress } from './address';
import { cellView } from './cell-view';
import { el, fill, type Child } from './dom';
import type { Judged } from './engine';
import { FilterBar } from './filter-bar';
import { select } from './filter';
import { Grid, type Place } from './grid';
import { Inspector } from './inspector';
import { roleView } from './role-view';
import { rowView, type RowViewOptions } from './row-view';
import type { Column, Line, Sheet, Side } from './sheet';
import { changeOf, signOf, type Shown, type Sign } from './sign';

export interface MatrixOptions extends RowViewOptions {
  readonly judge: (role: ReportRole, claims: RawClaims) => Judged;
}

/** Numbered pipelines that are named below the matrix; fewer than the second stand open. */
const MAX_NUMBERED = 200;
const MAX_OPEN_KEY = 24;

/** The matrix with its filters and the panel that explains: everything below the legend. */
export function matrixView(sheet: Sheet, options: MatrixOptions): HTMLElement {
  const inspector = new Inspector(() => grid.mark(undefined));
  const hint = el('p', { class: 'hint muted', 'aria-hidden': 'true' });
  const numbers = el('div', {});
  const grid = new Grid({
    label: 'Pipelines against roles',
    open: (place) => open(place),
    point: (text) => fill(hint, text),
  });
  const none = el(
    'p',
    { class: 'empty', hidden: true },
    'Nothing matches these filters. ',
    el('button', { type: 'button', click: () => bar.clear() }, 'Show everything'),
  );
  const bar = new FilterBar(sheet, () => {
    inspector.dismiss();
    update();
    keepInAddress(bar.view);
  });
  let arrangement: Arrangement = { rowsAre: 'pipelines', rows: [], columns: [] };

  const lineAt = (index: GridRow | undefined): Line => sheet.lines[index as number] as Line;
  const columnAt = (index: GridRow | undefined): Column => sheet.columns[index as number] as Column;
  /** What a place is about; the header of rows has no column of the grid, that of columns no row. */
  const at = ({ row, column }: Place): { readonly line?: Line; readonly column?: Column } => {
    const [down, across] = [arrangement.rows[row], arrangement.columns[column]];
    const [line, role] = arrangement.rowsAre === 'pipelines' ? [down, across] : [across, down];
    return {
      line: typeof line === 'number' ? lineAt(line) : undefined,
      column: typeof role === 'number' ? columnAt(role) : undefined,
    };
  };

  function update(): void {
    const { shown } = bar;
    const { lines, columns } = select(sheet, bar.filter, shown);
    arrangement = arrange(sheet, { lines, columns }, bar.rowsAre);
    const isEmpty = lines.length === 0 || columns.length === 0;
    none.hidden = !isEmpty;
    grid.element.hidden = isEmpty;
    bar.say(
      `${of(lines.length, sheet.lines.length)} pipelines, ${of(columns.length, sheet.columns.length)} roles`,
    );
    fill(hint, '');
    const { rowsAre, rows } = arrangement;
    fill(numbers, rowsAre === 'roles' && !isEmpty ? numberKey(lines.map(lineAt)) : undefined);
    const common = {
      rows: rows.length,
      columns: arrangement.columns.length,
      sign: (row: number, index: number): Sign => {
        const { line, column } = at({ row, column: index });
        return signFor(sheet, line as Line, column as Column, shown);
      },
    };
    grid.show(
      rowsAre === 'pipelines'
        ? {
            ...common,
            corner: 'pipeline',
            rowLabel: (row) => {
              const { number, label, note } = lineAt(rows[row]).row;
              return { number: String(number), label, note };
            },
            columnLabel: (index) => columnAt(columns[index]).key,
          }
        : {
            ...common,
            corner: 'role',
            rowLabel: (row) => {
              const entry = rows[row];
              return typeof entry === 'string'
                ? { number: '', label: entry, isHeading: true }
                : { number: '', label: columnAt(entry).key };
            },
            columnLabel: (index) => lineAt(lines[index]).row.label,
            columnNumber: (index) => String(lineAt(lines[index]).row.number),
          },
    );
  }

  function open(place: Place): void {
    const { line, column } = at(place);
    if (line === undefined && column === undefined) return;
    const back = (): void => grid.focus(place);
    grid.mark(place);
    if (line !== undefined && column !== undefined)
      inspector.open(
        [name(line.row.label), el('span', { class: 'muted' }, ' at role '), name(column.key)],
        sides((side) => cellView(sheet, { line, column, side }, options)),
        back,
      );
    else if (column !== undefined)
      inspector.open(
        ['Role ', name(column.key)],
        sides((side) => roleView(sheet, column, side)),
        back,
      );
    else if (line !== undefined)
      inspector.open(
        ['Pipeline ', name(line.row.label)],
        sides((side) => rowView(sheet, line, side, options)),
        back,
      );
  }

  /** One part for each version that is shown. */
  function sides(render: (side: Side) => readonly Child[]): readonly Child[] {
    if (sheet.reports.before === undefined) return render('after');
    if (bar.shown !== 'changes') return render(bar.shown);
    return (['after', 'before'] as const).flatMap((side) => [
      el('h4', { class: 'version' }, side === 'after' ? 'After' : 'Before'),
      ...render(side),
    ]);
  }

  onViewInAddress((view) => {
    bar.take(view);
    inspector.dismiss();
    update();
  });
  update();
  return el(
    'div',
    { class: 'workbench' },
    bar.element,
    el(
      'div',
      { class: 'panes' },
      el('div', { class: 'pane' }, grid.element, hint, none, numbers),
      inspector.element,
    ),
  );
}

function signFor(sheet: Sheet, line: Line, column: Column, shown: Shown): Sign {
  if (shown !== 'changes') return signOf(sheet.cell(line, column, shown));
  return changeOf(sheet.cell(line, column, 'before'), sheet.cell(line, column, 'after'));
}

/** Which pipeline each number is, where pipelines are columns. */
function numberKey(lines: readonly Line[]): HTMLElement {
  const shown = lines.slice(0, MAX_NUMBERED);
  const rest = lines.length - shown.length;
  return el(
    'details',
    { class: 'key', open: lines.length <= MAX_OPEN_KEY },
    el('summary', {}, lines.length === 1 ? 'The pipeline by its number' : 'The pipelines by their numbers'),
    el(
      'ul',
      {},
      shown.map(({ row }) =>
        el('li', {}, el('span', { class: 'number' }, String(row.number)), ' ', name(row.label)),
      ),
    ),
    rest > 0 ? el('p', { class: 'muted' }, `and ${rest} more: point at a column, or open it`) : undefined,
  );
}

function name(text: string): HTMLElement {
  return el('span', { class: 'name' }, text);
}

function of(shown: number, all: number): string {
  return shown === all ? String(all) : `${shown} of ${all}`;
}
