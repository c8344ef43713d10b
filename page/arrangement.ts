import { byGroup } from '../policies/index';
import type { Column, Sheet } from './sheet';
import type { Selection } from './filter';

/** What the rows of the grid are; the columns are the other. */
export type RowsAre = 'pipelines' | 'roles';

/** Roles that stand side by side; more become rows. */
const MAX_COLUMNS = 20;

/** A row of the grid: an index into the sheet's lines or columns, or a heading of what follows. */
export type GridRow = number | string;

/** How a selection lies in the grid. */
export interface Arrangement {
  readonly rowsAre: RowsAre;
  readonly rows: readonly GridRow[];
  /** Indexes into what the rows are not. */
  readonly columns: readonly number[];
}

/** Roles become rows, below headings of their account and project, where they are too many for columns, or where that was chosen. */
export function arrange(
  sheet: Sheet,
  { lines, columns }: Selection,
  chosen: RowsAre | undefined,
): Arrangement {
  const rowsAre = chosen ?? (columns.length > MAX_COLUMNS ? 'roles' : 'pipelines');
  if (rowsAre === 'pipelines') return { rowsAre, rows: lines, columns };
  const groups = byGroup(columns, (index) => (sheet.columns[index] as Column).role);
  return {
    rowsAre,
    rows: groups.flatMap(({ group, items }): readonly GridRow[] => [
      `${group.account} · ${group.projects}`,
      ...items,
    ]),
    columns: lines,
  };
}
