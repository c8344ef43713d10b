import { markOf, MARKS, type Mark } from '../mark';
import type { Report, ReportCell } from '../report';
import { rolesOfTable } from '../wording';
import { html, type Markup } from './markup';

/** Cells that the plain table shows; more belong on a screen, in the grid that the script draws. */
const MAX_CELLS = 4000;
/** Columns that fit side by side on paper. */
const COLUMNS = 12;

/** The matrix as plain tables: for print, and where scripts are off. */
export function staticMatrix(report: Report): Markup {
  const roles = rolesOfTable(report);
  const cells = report.rows.length * roles.length;
  if (cells > MAX_CELLS) {
    const size = `${report.rows.length} × ${roles.length}`;
    return html`<p class="note">
      The matrix has ${size} cells: too many for paper. Open this page on a screen with scripts on.
    </p>`;
  }
  const groups = Array.from({ length: Math.ceil(roles.length / COLUMNS) }, (_, i) => i * COLUMNS);
  return html`${groups.map((from) => group(report, from))}`;
}

function group({ rows, roles }: Report, from: number): Markup {
  const shown = roles.slice(from, Math.min(from + COLUMNS, rows[0]?.cells.length ?? 0));
  return html`<table class="matrix">
    <caption>
      Which pipeline can assume which role
    </caption>
    <thead>
      <tr>
        <th scope="col">Pipeline</th>
        ${shown.map(({ key }) => html`<th scope="col">${key}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ number, label, note, cells }) =>
          html`<tr>
            <th scope="row">
              <span class="number">${number}</span> ${label}${
                note === undefined ? undefined : html` <span class="muted">${note}</span>`
              }
            </th>
            ${cells.slice(from, from + shown.length).map(tableCell)}
          </tr> `,
      )}
    </tbody>
  </table> `;
}

function tableCell(cell: ReportCell): Markup {
  const mark = markOf(cell);
  return html`<td>${markBadge(mark)}</td>`;
}

/** A mark with its meaning for those who do not see it. */
export function markBadge(mark: Mark): Markup {
  const { sign, text } = MARKS[mark];
  return html`<span class="mark mark-${mark}" role="img" aria-label="${text}" title="${text}">${sign}</span>`;
}

/** What the marks mean; with an earlier report also those of changes. */
export function legend(withChanges: boolean): Markup {
  const entry = (kind: string, sign: string, text: string): Markup =>
    html`<li><span class="mark mark-${kind}" aria-hidden="true">${sign}</span> ${text}</li>`;
  const marks = (Object.keys(MARKS) as Mark[]).map((mark) => entry(mark, MARKS[mark].sign, MARKS[mark].text));
  const changes = withChanges
    ? [entry('gained', '+', 'gained access'), entry('lost', '−', 'lost access')]
    : [];
  return html`<ul class="legend" aria-label="Legend">
    ${[...marks, ...changes]}
  </ul>`;
}
