import type { Report, ReportRole } from '../report';
import {
  levelOf,
  standingKind,
  standingsByAccount,
  type AccountStanding,
  type RoleStanding,
  type StandingKind,
} from '../role-standing';
import { count } from '../wording';
import { html, rich, type Markup } from './markup';
import { exactRole, viewFragment } from './view-link';

/** Roles that the summary names; the rest is counted, and the matrix has them. */
const MAX_ROLES = 80;
/** Roles of an account that stand open. */
const OPEN = 8;
/** Lines of who can assume a role. */
const MAX_LINES = 4;

/** How each kind looks, in a sign, a colour and words. */
const KINDS: Readonly<
  Record<StandingKind, { readonly sign: string; readonly look: string; readonly text: string }>
> = {
  bad: { sign: '✗', look: 'bad', text: 'broken' },
  open: { sign: '?', look: 'open', text: 'cannot be determined' },
  warned: { sign: '!', look: 'open', text: 'has warnings' },
  unverified: { sign: '–', look: 'plain', text: 'nothing was declared about it' },
  good: { sign: '✓', look: 'good', text: 'as expected' },
};

/** Who can assume each role, with what power, per account, the worst first. `linked`: numbers lead to their rows of the matrix. */
export function summary(report: Report, { linked }: { readonly linked: boolean }): Markup {
  if (report.roles.length === 0) return html`<p class="empty">No role was found.</p>`;
  let room = MAX_ROLES;
  const shown = standingsByAccount(report).flatMap((group) => {
    const roles = group.roles.slice(0, room);
    room -= roles.length;
    return roles.length === 0 ? [] : [account({ ...group, roles }, group.roles.length, linked)];
  });
  const rest = report.roles.length - (MAX_ROLES - room);
  return html`${shown}${
    rest === 0
      ? undefined
      : html`<p class="note">and ${count(rest, 'role')} more, none of them worse: the matrix has all.</p>`
  }`;
}

function account({ account: id, roles }: AccountStanding, all: number, linked: boolean): Markup {
  const entries = roles.map((standing) => entry(standing, linked));
  const folded = entries.slice(OPEN);
  return html`<h3 class="account">
      ${id === undefined ? 'Account not in the input' : html`Account <span class="name">${id}</span>`}
      <span class="muted">${count(all, 'role')}</span>
    </h3>
    <ul class="standings">
      ${entries.slice(0, OPEN)}
    </ul>
    ${
      folded.length === 0
        ? undefined
        : html`<details class="rest">
            <summary>${folded.length} more</summary>
            <ul class="standings">
              ${folded}
            </ul>
          </details>`
    }`;
}

function entry(standing: RoleStanding, linked: boolean): Markup {
  const { role } = standing;
  const { sign, look, text } = KINDS[standingKind(standing)];
  const { level, because } = levelOf(role);
  const kind = { admin: 'bad', unknown: 'open', write: 'plain', read: 'plain', none: 'plain' }[level];
  return html`<li class="standing">
    <div>
      <h4>
        <span class="tag tag-${look}" role="img" aria-label="${text}" title="${text}">${sign}</span>
        ${link(html`<span class="name">${role.key}</span>`, linked ? view(role, {}) : '#roles')}
      </h4>
      <p>
        <span class="tag tag-${kind}">${level === 'none' ? 'no permissions' : level}</span>
        <span class="muted because">${rich(because)}</span>
      </p>
    </div>
    <div class="who">${who(role)}</div>
    <ul class="numbers">
      ${numbers(standing, linked)}
    </ul>
  </li> `;
}

/** In plain words; what comes by role chain stands apart. */
function who(role: ReportRole): Markup {
  const { admits, reachedThrough = [], judged, because } = role;
  const isChained = (line: string): boolean =>
    reachedThrough.some(({ words }) => line.startsWith(`${words}: `));
  const direct = admits.filter((line) => !isChained(line));
  const chained = admits.filter(isChained);
  const unclear =
    judged === undefined
      ? undefined
      : html`<p>
          Judged ${judged === 'in_part' ? 'in part' : 'not'}: ${rich(because ?? 'no reason was given')}
        </p>`;
  if (direct.length + chained.length === 0)
    return html`${unclear ?? html`<p class="muted">The report does not put it into words.</p>`}`;
  return html`${unclear}${lines(direct)}${chained.length === 0 ? undefined : html`<p class="muted">By role chain:</p>`}${lines(chained)}`;
}

function lines(texts: readonly string[]): Markup {
  const shown = texts.slice(0, MAX_LINES).map((text) => html`<p>${rich(text)}</p>`);
  const rest = texts.length - shown.length;
  return html`${shown}${rest > 0 ? html`<p class="muted">and ${count(rest, 'statement')} more</p>` : undefined}`;
}

function numbers(standing: RoleStanding, linked: boolean): readonly Markup[] {
  const {
    role,
    index,
    rows,
    can,
    unexpected,
    missing,
    unknown,
    proved,
    refuted,
    undecided,
    errors,
    warnings,
  } = standing;
  const matrix = (verdict: string): string => (linked ? view(role, { verdict }) : '#matrix');
  const item = (number: number, look: string, text: string, href: string): readonly Markup[] =>
    number === 0 ? [] : [html`<li class="number-${look}">${link(html`${text}`, href)}</li> `];
  return [
    ...item(unexpected, 'bad', `! ${unexpected} unexpected access`, matrix('broken')),
    ...item(missing, 'bad', `✗ ${missing} missing access`, matrix('broken')),
    ...item(unknown, 'open', `? ${count(unknown, 'row')} undetermined`, matrix('unknown')),
    ...item(refuted, 'bad', `✗ ${count(refuted, 'proof')} refuted`, `#proofs-${index}`),
    ...item(undecided, 'open', `? ${count(undecided, 'proof')} undecided`, `#proofs-${index}`),
    ...item(errors, 'bad', `✗ ${count(errors, 'error')}`, '#attention'),
    ...item(warnings, 'open', `! ${count(warnings, 'warning')}`, '#attention'),
    ...(rows === 0
      ? []
      : [
          html`<li>
            ${link(html`${can} of ${count(rows, 'row')} can assume it`, matrix(can === 0 ? '' : 'can'))}
          </li> `,
        ]),
    ...item(proved, 'plain', `✓ ${count(proved, 'property', 'properties')} proved`, `#proofs-${index}`),
  ];
}

function view({ key }: ReportRole, { verdict = '' }: { readonly verdict?: string }): string {
  return viewFragment({ role: exactRole(key), verdict });
}

function link(text: Markup, href: string): Markup {
  return html`<a href="${href}">${text}</a>`;
}
