import type { Matrix } from '../judge/index';
import { cutTo, displayWidth, padTo, wrapTo } from './display-width';
import { markOf, MARKS, type Mark } from './mark';
import type { Report } from './report';
import { paint, type TextStyle } from './style';
import { visible } from './visible';
import { rolesOfTable } from './wording';

/** What a matrix needs to become text. */
interface Marked {
  readonly roles: readonly string[];
  readonly rows: readonly {
    readonly number: number;
    readonly label: string;
    readonly marks: readonly Mark[];
  }[];
}

/**
 * The table of pipelines × roles as text. Columns carry role names where they fit, numbers with a legend where they do not, and
 * more roles than fit side by side make more tables. Readable without colour: every mark is a sign of its own.
 */
export function renderReportMatrix(report: Pick<Report, 'roles' | 'rows'>, style: TextStyle): string {
  return renderMarked(
    {
      roles: rolesOfTable(report).map(({ key }) => key),
      rows: report.rows.map(({ number, label, cells }) => ({ number, label, marks: cells.map(markOf) })),
    },
    style,
  );
}

/** The matrix of the judge as text, in as many tables as the width needs. Every mark is a sign, so colour is never needed. */
export function renderMatrix({ roles, rows }: Matrix, style: TextStyle): string {
  return renderMarked(
    {
      roles: roles.map(({ key }) => key),
      rows: rows.map(({ number, row, results }) => ({
        number,
        label: row.label,
        marks: results.map(markOf),
      })),
    },
    style,
  );
}

interface Layout {
  readonly headers: readonly string[];
  readonly numberWidth: number;
  readonly labelWidth: number;
  readonly style: TextStyle;
}

function renderMarked(given: Marked, style: TextStyle): string {
  const rows = given.rows.map((row) => ({ ...row, label: visible(row.label) }));
  const names = given.roles.map(visible);
  const width = Math.max(40, style.columns);
  const numberWidth = String(rows.at(-1)?.number ?? 1).length;
  const longest = rows.reduce((most, { label }) => Math.max(most, displayWidth(label)), 8);
  const free = width - numberWidth - 4;
  const namesNeed = names.reduce((sum, name) => sum + displayWidth(name) + 2, 0);
  const named = free - namesNeed >= Math.min(longest, 36);
  const headers = named ? names : names.map((_, i) => String(i + 1));
  const needed = headers.reduce((sum, header) => sum + displayWidth(header) + 2, 0);
  const labelWidth = Math.min(longest, Math.max(Math.min(28, free - 6), free - needed));
  const layout = { headers, numberWidth, labelWidth, style };
  const tables = columnGroups(headers, free - labelWidth + 2).map((group) => table(rows, group, layout));
  return [...(named ? [] : [legend(names, width)]), ...tables, marksKey(rows, width)].join('\n\n');
}

function table(rows: Marked['rows'], group: readonly number[], layout: Layout): string {
  const { headers, numberWidth, labelWidth } = layout;
  const head = `${' '.repeat(numberWidth)}  ${padTo('pipeline', labelWidth)}  ${group.map((i) => headers[i]).join('  ')}`;
  return [head.trimEnd(), ...rows.map((row) => tableRow(row, group, layout))].join('\n');
}

function tableRow(
  { number, label, marks }: Marked['rows'][number],
  group: readonly number[],
  { headers, numberWidth, labelWidth, style }: Layout,
): string {
  const cells = group.map((i, place) => {
    const { sign, color } = MARKS[marks[i] as Mark];
    const gap = place === group.length - 1 ? 0 : displayWidth(headers[i] as string) - 1;
    return paint(sign, color, style) + ' '.repeat(Math.max(0, gap));
  });
  const shown = padTo(cutTo(label, labelWidth), labelWidth);
  return `${String(number).padStart(numberWidth)}  ${shown}  ${cells.join('  ')}`;
}

function legend(names: readonly string[], width: number): string {
  const entries = names.map(
    (name, i) => `${i + 1}\u00a0${cutTo(name, width - 12).replaceAll(' ', '\u00a0')}`,
  );
  const lines = wrapTo(entries.join('  '), width - 7).map((line) => line.replaceAll('\u00a0', ' ').trim());
  return `roles: ${lines.join('\n       ')}`;
}

function marksKey(rows: Marked['rows'], width: number): string {
  const seen = new Set<Mark>(['can', 'cannot', ...rows.flatMap(({ marks }) => marks)]);
  const shown = (Object.keys(MARKS) as Mark[]).filter((mark) => seen.has(mark));
  const parts = shown.map((mark) => `${MARKS[mark].sign} ${MARKS[mark].text}`.replaceAll(' ', '\u00a0'));
  return wrapTo(parts.join('   '), width)
    .map((line) => line.replaceAll('\u00a0', ' ').trim())
    .join('\n');
}

/** Columns that fit side by side, in order. */
function columnGroups(headers: readonly string[], room: number): readonly (readonly number[])[] {
  const groups: number[][] = [[]];
  let used = 0;
  for (const [i, header] of headers.entries()) {
    const wide = displayWidth(header) + 2;
    if (used > 0 && used + wide > room) {
      groups.push([]);
      used = 0;
    }
    (groups[groups.length - 1] as number[]).push(i);
    used += wide;
  }
  return groups;
}
