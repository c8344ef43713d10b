import { markOf, MARKS, type Mark } from '../mark';
import type { Report, ReportCell } from '../report';
import { byGroup } from '../role-projects';
import { rolesOfTable } from '../wording';
import { html, type Markup } from './markup';

/** Cells that the plain table shows; beyond it, and with more roles than columns, the pipelines of each role are listed. */
const MAX_CELLS = 4000;
/** Columns that fit side by side on paper. */
const COLUMNS = 12;
/** More belong on a screen, in the grid that the script draws. */
const MAX_ON_PAPER = 100_000;
/** Roles and marks that the list holds. */
const MAX_LISTED = 2000;
/** Marks of a role. */
const MAX_MARKS = 20;

/** The matrix as plain text: for print, and where scripts are off. */
export function staticMatrix(report: Report): Markup {
  const roles = rolesOfTable(report);
  const size = `${report.rows.length} × ${roles.length}`;
  if (report.rows.length * roles.length > MAX_ON_PAPER)
    return html`<p class="note">
      The matrix has ${size} cells: too many for paper. Open this page on a screen with scripts on.
    </p>`;
  if (roles.length > 2 * COLUMNS || report.rows.length * roles.length > MAX_CELLS) return byRole(report);
  const groups = Array.from({ length: Math.ceil(roles.length / COLUMNS) }, (_, i) => i * COLUMNS);
  return html`${groups.map((from) => group(report, from))}`;
}

/** A line for each role below its account and project: the pipelines that can assume it, and those that it should not refuse. */
function byRole(report: Report): Markup {
  const { rows } = report;
  const roles = rolesOfTable(report);
  let room = MAX_LISTED;
  const groups = byGroup(
    roles.map((role, column) => ({ role, column })),
    ({ role }) => role,
  ).map(({ group: { account, projects }, items }) => {
    const lines = items.slice(0, Math.max(0, room)).map(({ role, column }) => {
      const told = rows.flatMap(({ label, cells }) => {
        const mark = markOf(cells[column] as ReportCell);
        return mark === 'cannot' ? [] : [html`<li>${markBadge(mark)} ${label}</li> `];
      });
      room -= 1 + Math.min(told.length, MAX_MARKS);
      return html`<li>
        <span class="name">${role.key}</span>
        <ul class="marked">
          ${told.length === 0 ? html`<li class="muted">none can assume it</li> ` : told.slice(0, MAX_MARKS)}
          ${told.length > MAX_MARKS ? html`<li class="muted">and ${told.length - MAX_MARKS} more</li> ` : undefined}
        </ul>
      </li> `;
    });
    return lines.length === 0
      ? undefined
      : html`<h4>${account} · ${projects}</h4>
          <ul class="listed">
            ${lines}
          </ul>`;
  });
  return html`<p class="note">
      Of ${rows.length} × ${roles.length} cells, a role has the pipelines that can assume it here, and what is
      not as promised. Every other pipeline
      cannot.${
        room > 0 ? undefined : ' Not every role fits here: open this page on a screen with scripts on.'
      }
    </p>
    ${groups}`;
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
