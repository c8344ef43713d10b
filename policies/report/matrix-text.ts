import type { Cell, Matrix, MatrixRow } from '../judge/index';

/** How a text report may look: how wide, and whether colours are wanted. */
export interface TextStyle {
  /** Columns of the terminal; at least 40 are assumed. */
  readonly columns: number;
  readonly colors: boolean;
}

const MARKS = { can: '✓', cannot: '·', broken: '✗', unknown: '?' } as const;
type Mark = keyof typeof MARKS;

const COLORS: Readonly<Record<Mark, number>> = { can: 32, cannot: 90, broken: 31, unknown: 33 };

/**
 * The table of pipelines × roles as text. Columns carry role names where they fit, numbers with a legend where they do not, and
 * more roles than fit side by side make more tables. Readable without colour: every mark is a letter of its own.
 */
export function renderMatrix(matrix: Matrix, style: TextStyle): string {
  const width = Math.max(40, style.columns);
  const numberWidth = String(matrix.rows.length).length;
  const names = matrix.roles.map((role) => role.key);
  const longest = Math.max(8, ...matrix.rows.map(({ row }) => row.label.length));
  const free = width - numberWidth - 4;
  const namesNeed = names.reduce((sum, name) => sum + name.length + 2, 0);
  const named = free - namesNeed >= Math.min(longest, 36);
  const needed = named ? namesNeed : names.reduce((sum, _, i) => sum + String(i + 1).length + 2, 0);
  const labelWidth = Math.min(longest, Math.max(28, free - needed));
  const room = free - labelWidth + 2;
  const headers = named ? names : names.map((_, i) => String(i + 1));
  const tables = columnGroups(headers, room).map((group) =>
    table(matrix, group, headers, { numberWidth, labelWidth, style }),
  );
  const legend = named
    ? []
    : [
        `roles: ${wrap(
          names.map((name, i) => `${i + 1} ${name}`),
          width - 7,
          '       ',
        )}`,
      ];
  return [...legend, ...tables, key(matrix)].join('\n\n');
}

interface Layout {
  readonly numberWidth: number;
  readonly labelWidth: number;
  readonly style: TextStyle;
}

function table(matrix: Matrix, group: readonly number[], headers: readonly string[], layout: Layout): string {
  const head = `${' '.repeat(layout.numberWidth)}  ${'pipeline'.padEnd(layout.labelWidth)}  ${group.map((i) => headers[i]).join('  ')}`;
  const body = matrix.rows.map((row) => tableRow(row, group, headers, layout));
  return [head.trimEnd(), ...body].join('\n');
}

function tableRow(
  { number, row, cells }: MatrixRow,
  group: readonly number[],
  headers: readonly string[],
  layout: Layout,
): string {
  const label = cut(row.label, layout.labelWidth).padEnd(layout.labelWidth);
  const marks = group.map((i) => {
    const mark = markOf(cells[i] as Cell);
    const padded = MARKS[mark].padEnd((headers[i] as string).length);
    return layout.style.colors ? `\u001b[${COLORS[mark]}m${padded}\u001b[39m` : padded;
  });
  return `${String(number).padStart(layout.numberWidth)}  ${label}  ${marks.join('  ').trimEnd()}`;
}

function markOf(cell: Cell): Mark {
  if (cell.breaks === undefined) return cell.expected ? 'can' : 'cannot';
  return cell.breaks.decision.outcome === 'undetermined' ? 'unknown' : 'broken';
}

function key(matrix: Matrix): string {
  const cells = matrix.rows.flatMap((row) => row.cells);
  const marks = new Set(cells.map(markOf));
  const parts = [`${MARKS.can} can assume the role`, `${MARKS.cannot} cannot`];
  if (marks.has('broken')) parts.push(`${MARKS.broken} not as promised`);
  if (marks.has('unknown')) parts.push(`${MARKS.unknown} cannot tell`);
  return parts.join('   ');
}

/** Columns that fit side by side, in order. */
function columnGroups(headers: readonly string[], room: number): readonly (readonly number[])[] {
  const groups: number[][] = [[]];
  let used = 0;
  for (const [i, header] of headers.entries()) {
    if (used > 0 && used + header.length + 2 > room) {
      groups.push([]);
      used = 0;
    }
    (groups[groups.length - 1] as number[]).push(i);
    used += header.length + 2;
  }
  return groups;
}

/** Joins words with two spaces, breaking before the width is passed. */
function wrap(words: readonly string[], width: number, indent: string): string {
  const lines: string[] = [''];
  for (const word of words) {
    const line = lines[lines.length - 1] as string;
    if (line !== '' && line.length + 2 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line}  ${word}`;
  }
  return lines.join(`\n${indent}`);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
