import type { Report, ReportRole } from '../report';
import {
  levelOf,
  standingKind,
  standingsByAccount,
  type AccountStanding,
  type RoleStanding,
  type StandingKind,
} from '../role-standing';
import { byGroup } from '../role-projects';
import { count } from '../wording';
import { html, rich, type Markup } from './markup';
import { exactRole, viewFragment } from './view-link';

/** Roles that the summary names; the rest is counted, and the matrix has them. */
const MAX_ROLES = 600;
/** Roles that are shown in full, and how many of them of one account; the others have a line each, by project. */
const MAX_FULL = 40;
const OPEN = 8;
/** Lines of who can assume a role. */
const MAX_LINES = 4;

/** Up to the first `;` outside of backticks: who; the rest are the conditions. */
const FIRST_CLAUSE = /^((?:[^;`]|`[^`]*`)+)(; .*)$/s;

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
  let room = { named: MAX_ROLES, full: MAX_FULL };
  const accounts = standingsByAccount(report).flatMap((group) => {
    const roles = group.roles.slice(0, room.named);
    const full = Math.min(OPEN, room.full, roles.length);
    room = { named: room.named - roles.length, full: room.full - full };
    const worst = group.roles[0] === undefined ? 'good' : standingKind(group.roles[0]);
    return roles.length === 0
      ? []
      : [{ worst, markup: account({ ...group, roles }, { all: group.roles.length, full, linked }) }];
  });
  const rest = report.roles.length - (MAX_ROLES - room.named);
  const ofKind = (isBad: boolean): readonly Markup[] =>
    accounts.filter(({ worst }) => (worst === 'bad') === isBad).map(({ markup }) => markup);
  return html`${ofKind(true)}${unread(report)}${ofKind(false)}${
    rest === 0
      ? undefined
      : html`<p class="note">and ${count(rest, 'role')} more, none of them worse: the matrix has all.</p>`
  }`;
}

/** Roles that are in the input and in no list of roles, as nothing of them could be read. */
function unread({ roles, unresolved }: Report): Markup | undefined {
  const known = new Set(roles.map(({ address }) => address));
  const lost = unresolved.filter(({ address, concerns }) => concerns === 'trust' && !known.has(address));
  if (lost.length === 0) return undefined;
  const shown = lost.slice(0, OPEN).map(
    ({ address, reason }) =>
      html`<li class="standing">
        <div>
          <h4>${kindTag('open')} ${link(html`<span class="name">${address}</span>`, '#attention')}</h4>
        </div>
        <div class="who"><p>Cannot tell who can assume it: ${rich(reason)}</p></div>
      </li> `,
  );
  return html`<h3 class="account">Not judged <span class="muted">${count(lost.length, 'role')}</span></h3>
    <ul class="standings">
      ${shown}
    </ul>
    ${lost.length > OPEN ? html`<p class="note">and ${count(lost.length - OPEN, 'role')} more, in what needs attention.</p>` : undefined}`;
}

interface Shown {
  /** Roles of the account, of which the first `full` are shown in full. */
  readonly all: number;
  readonly full: number;
  readonly linked: boolean;
}

function account({ account: id, roles }: AccountStanding, { all, full, linked }: Shown): Markup {
  const folded = byGroup(roles.slice(full), ({ role }) => role);
  const rest = roles.length - full;
  return html`<h3 class="account">
      ${id === undefined ? 'Account not in the input' : html`Account <span class="name">${id}</span>`}
      <span class="muted">${count(all, 'role')}</span>
    </h3>
    ${
      full === 0
        ? undefined
        : html`<ul class="standings">
            ${roles.slice(0, full).map((standing) => entry(standing, linked))}
          </ul>`
    }
    ${
      rest === 0
        ? undefined
        : html`<details class="rest">
            <summary>${full === 0 ? count(rest, 'role') : `${rest} more`}, by project</summary>
            <div class="projects">
              ${folded.map(
                ({ group: { projects }, items }) =>
                  html`<div>
                    <h4 class="project">${projects}</h4>
                    <ul class="brief">
                      ${items.map((standing) => briefEntry(standing, linked))}
                    </ul>
                  </div> `,
              )}
            </div>
          </details>`
    }`;
}

/** One line: what it is like, what it can do, and how many rows can assume it. */
function briefEntry(standing: RoleStanding, linked: boolean): Markup {
  const { role, rows, can } = standing;
  const { level } = levelOf(role);
  return html`<li>
    ${kindTag(standingKind(standing))} ${link(html`${role.key}`, linked ? view(role, {}) : '#roles')}
    ${level === 'none' ? 'no permissions' : level}${rows === 0 ? undefined : html`, ${can} of ${count(rows, 'row')}`}
  </li> `;
}

function kindTag(kind: StandingKind): Markup {
  const { sign, look, text } = KINDS[kind];
  return html`<span class="tag tag-${look}" role="img" aria-label="${text}" title="${text}">${sign}</span>`;
}

function entry(standing: RoleStanding, linked: boolean): Markup {
  const { role } = standing;
  const { level, because } = levelOf(role);
  const kind = { admin: 'bad', unknown: 'open', write: 'plain', read: 'plain', none: 'plain' }[level];
  return html`<li class="standing">
    <div>
      <h4>
        ${kindTag(standingKind(standing))}
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
          ${judged === 'in_part' ? 'Judged in part' : 'Not judged'}: ${rich(because ?? 'no reason was given')}
        </p>`;
  if (direct.length + chained.length === 0)
    return html`${unclear ?? html`<p class="muted">The report does not put it into words.</p>`}`;
  return html`${unclear}${lines(direct)}${chained.length === 0 ? undefined : html`<p class="muted">By role chain:</p>`}${lines(chained)}`;
}

function lines(texts: readonly string[]): Markup {
  const shown = texts.slice(0, MAX_LINES).map((text) => {
    const [, first = text, more = ''] = FIRST_CLAUSE.exec(text) ?? [];
    return html`<p>
      ${rich(first)}${more === '' ? undefined : html`<span class="muted">${rich(more)}</span>`}
    </p>`;
  });
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
    through,
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
    ...through.map(
      (key) =>
        html`<li class="number-open">${link(html`! through ${key}, which has findings`, '#attention')}</li> `,
    ),
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
