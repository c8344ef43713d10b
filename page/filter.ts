import { visible } from '../policies/index';
import type { PageCell } from '../policies/index';
import type { Column, Line, Sheet } from './sheet';
import type { Shown } from './sign';

/** What of the matrix is wanted. Empty texts want everything. */
export interface Filter {
  /** Path of a project. */
  readonly project: string;
  /** Part of a ref or of a row's label. */
  readonly ref: string;
  /** Part of a role's key, name, account or project; in double quotes, the whole key. */
  readonly role: string;
  readonly verdict: Verdict;
}

export const VERDICTS = ['any', 'broken', 'can', 'cannot', 'unknown', 'changed'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const EVERYTHING: Filter = { project: '', ref: '', role: '', verdict: 'any' };

/** Indexes of what is shown, in order. */
export interface Selection {
  readonly lines: readonly number[];
  readonly columns: readonly number[];
}

/** Cost: with a verdict one look at every cell, else linear in rows and roles. */
export function select(sheet: Sheet, filter: Filter, shown: Shown): Selection {
  const lines = indexes(sheet.lines, (line) => wantsLine(line, filter));
  const columns = indexes(sheet.columns, (column) => wantsColumn(column, filter));
  if (filter.verdict === 'any') return { lines, columns };
  const keptLines: number[] = [];
  const kept = new Set<number>();
  for (const l of lines) {
    let any = false;
    for (const c of columns) {
      if (!matches(sheet, sheet.lines[l] as Line, sheet.columns[c] as Column, filter.verdict, shown))
        continue;
      any = true;
      kept.add(c);
    }
    if (any) keptLines.push(l);
  }
  return { lines: keptLines, columns: columns.filter((c) => kept.has(c)) };
}

function wantsLine({ row }: Line, { project, ref }: Filter): boolean {
  if (project !== '' && row.project !== project) return false;
  return includes([row.label, row.ref, row.note], ref);
}

function wantsColumn({ role }: Column, filter: Filter): boolean {
  const exact = /^"(.*)"$/s.exec(filter.role.trim())?.[1];
  if (exact !== undefined) return visible(role.key) === exact || role.key === exact;
  return includes([role.key, role.name, role.account, role.address, ...(role.projects ?? [])], filter.role);
}

function includes(texts: readonly (string | undefined)[], part: string): boolean {
  const wanted = part.trim().toLowerCase();
  return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}

function matches(sheet: Sheet, line: Line, column: Column, verdict: Verdict, shown: Shown): boolean {
  const cell = sheet.cell(line, column, shown === 'before' ? 'before' : 'after');
  if (verdict !== 'changed') return is(cell, verdict);
  const before = sheet.cell(line, column, 'before');
  const after = sheet.cell(line, column, 'after');
  return (before?.outcome ?? 'deny') !== (after?.outcome ?? 'deny');
}

function is(cell: PageCell | undefined, verdict: Exclude<Verdict, 'changed'>): boolean {
  if (cell === undefined) return false;
  switch (verdict) {
    case 'any':
      return true;
    case 'broken':
      return !cell.holds;
    case 'can':
      return cell.outcome === 'allow';
    case 'cannot':
      return cell.outcome === 'deny';
    case 'unknown':
      return cell.outcome === 'undetermined';
  }
}

function indexes<T>(items: readonly T[], wants: (item: T) => boolean): readonly number[] {
  return [...items.keys()].filter((i) => wants(items[i] as T));
}
