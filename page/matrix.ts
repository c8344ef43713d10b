import type { RawClaims, ReportRole } from '../policies/index';
import { keepInAddress, onViewInAddress } from './address';
import { cellView } from './cell-view';
import { el, type Child } from './dom';
import type { Judged } from './engine';
import { FilterBar } from './filter-bar';
import { select, type Selection } from './filter';
import { Grid, type Place } from './grid';
import { Inspector } from './inspector';
import { roleView } from './role-view';
import { rowView, type RowViewOptions } from './row-view';
import type { Column, Line, Sheet, Side } from './sheet';
import { changeOf, signOf, type Shown, type Sign } from './sign';

export interface MatrixOptions extends RowViewOptions {
  readonly judge: (role: ReportRole, claims: RawClaims) => Judged;
}

/** The matrix with its filters and the panel that explains: everything below the legend. */
export function matrixView(sheet: Sheet, options: MatrixOptions): HTMLElement {
  const inspector = new Inspector(() => grid.mark(undefined));
  const grid = new Grid({ label: 'Pipelines against roles', open: (place) => open(place) });
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
  let selection: Selection = { lines: [], columns: [] };

  const line = (row: number): Line => sheet.lines[selection.lines[row] as number] as Line;
  const column = (index: number): Column => sheet.columns[selection.columns[index] as number] as Column;

  function update(): void {
    const { shown } = bar;
    selection = select(sheet, bar.filter, shown);
    const { lines, columns } = selection;
    const isEmpty = lines.length === 0 || columns.length === 0;
    none.hidden = !isEmpty;
    grid.element.hidden = isEmpty;
    bar.say(
      `${of(lines.length, sheet.lines.length)} pipelines, ${of(columns.length, sheet.columns.length)} roles`,
    );
    grid.show({
      rows: lines.length,
      columns: columns.length,
      rowLabel: (row) => {
        const { number, label, note } = line(row).row;
        return { number: String(number), label, note };
      },
      columnLabel: (index) => column(index).key,
      sign: (row, index) => signFor(sheet, line(row), column(index), shown),
    });
  }

  function open(place: Place): void {
    if (place.row < 0 && place.column < 0) return;
    const back = (): void => grid.focus(place);
    grid.mark(place);
    if (place.row < 0) {
      const role = column(place.column);
      inspector.open(
        ['Role ', name(role.key)],
        sides((side) => roleView(sheet, role, side)),
        back,
      );
    } else if (place.column < 0) {
      const row = line(place.row);
      inspector.open(
        ['Pipeline ', name(row.row.label)],
        sides((side) => rowView(sheet, row, side, options)),
        back,
      );
    } else {
      const [row, role] = [line(place.row), column(place.column)];
      inspector.open(
        [name(row.row.label), el('span', { class: 'muted' }, ' at role '), name(role.key)],
        sides((side) => cellView(sheet, { line: row, column: role, side }, options)),
        back,
      );
    }
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
    el('div', { class: 'panes' }, el('div', { class: 'pane' }, grid.element, none), inspector.element),
  );
}

function signFor(sheet: Sheet, line: Line, column: Column, shown: Shown): Sign {
  if (shown !== 'changes') return signOf(sheet.cell(line, column, shown));
  return changeOf(sheet.cell(line, column, 'before'), sheet.cell(line, column, 'after'));
}

function name(text: string): HTMLElement {
  return el('span', { class: 'name' }, text);
}

function of(shown: number, all: number): string {
  return shown === all ? String(all) : `${shown} of ${all}`;
}
