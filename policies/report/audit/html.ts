import { visible } from '../visible';
import { html, rich, trusted, type Markup } from '../html/markup';
import type { AuditReport, AuditReportFinding, AuditReportRole } from './audit-report';
import { mintingLines, powerText, subjectOf } from './wording';

/**
 * An audit as one self-contained page with a view for each account and each project, without a script: every view is folded up and has an
 * address, such as `#account-111122223333`. Whatever a user wrote is text, and the page's content security policy lets only its style in.
 */
export function auditHtml(report: AuditReport): string {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="refgate ${report.tool.version}" />
        <title>${shown(report.headline)} · refgate audit</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>refgate audit</h1>
          <p class="${report.verdict}"><strong>${shown(report.headline)}</strong></p>
          <p>${shown(subjectOf(report))}</p>
          <nav>
            <a href="#findings">Findings</a> <a href="#accounts">Accounts</a> <a href="#projects">Projects</a>
          </nav>
        </header>
        <main>
          ${changesSection(report)} ${findingsSection(report)} ${accountsSection(report)}
          ${projectsSection(report)}
        </main>
      </body>
    </html>`;
  return `${text}\n`;
}

function changesSection({ changes }: AuditReport): Markup | undefined {
  if (changes === undefined) return undefined;
  const { before, roles, newFindings, goneFindings } = changes;
  return html`<section id="changes">
    <h2>Since ${shown(before)}</h2>
    <p>
      ${countOf(newFindings.length, 'new finding')}, ${goneFindings.length} gone,
      ${countOf(roles.length, 'role')} changed.
    </p>
    <ul>
      ${roles.map(
        ({ role, changes: own }) =>
          html`<li>
            <code>${shown(role)}</code>
            <ul>
              ${own.map(({ kind, text }) => html`<li>${kind}: ${rich(text)}</li>`)}
            </ul>
          </li>`,
      )}
      ${goneFindings.map(({ id, message }) => html`<li>gone: <code>${id}</code>: ${rich(message)}</li>`)}
    </ul>
  </section>`;
}

function findingsSection(report: AuditReport): Markup {
  const { findings } = report;
  return html`<section id="findings">
    <h2>Findings (${findings.length})</h2>
    ${findings.length === 0 ? html`<p>Nothing was found.</p>` : findingList(findings, report)}
  </section>`;
}

function findingList(findings: readonly AuditReportFinding[], { changes }: AuditReport): Markup {
  const isNew = new Set(changes?.newFindings ?? []);
  return html`<ul class="findings">
    ${findings.map(
      ({ id, severity, message, fix, source, fingerprint }) =>
        html`<li class="${severity}">
          <p class="kind">
            <strong>${severity === 'unknown' ? 'cannot tell' : severity}</strong>
            <a href="${source}">${id}</a
            >${isNew.has(fingerprint) ? html` <span class="new">new</span>` : undefined}
          </p>
          <p>${rich(message)}</p>
          <p class="fix">Fix: ${rich(fix)}.</p>
        </li>`,
    )}
  </ul>`;
}

/** Everything about an account: its roles, worst first, and what was found. */
function accountsSection(report: AuditReport): Markup {
  const roles = grouped(report.roles, ({ account }) => (account === undefined ? [] : [account]));
  const findings = grouped(report.findings, ({ account }) => (account === undefined ? [] : [account]));
  return html`<section id="accounts">
    <h2>Accounts (${report.accounts.length})</h2>
    ${report.accounts.map(({ account, roles: all, audited, providers }) => {
      const own = findings.get(account) ?? [];
      return html`<details
        id="account-${account}"
        ${report.accounts.length === 1 ? trusted(' open') : undefined}
      >
        <summary>
          <code>${account}</code>: ${audited} of ${countOf(all, 'role')} for GitLab,
          ${countOf(own.length, 'finding')}, OIDC providers
          ${{ all: 'read', some: 'read in part', not_seen: 'not read' }[providers]}
        </summary>
        ${own.length === 0 ? undefined : findingList(own, report)}
        ${(roles.get(account) ?? []).map((role) => roleArticle(role, role.who))}
      </details>`;
    })}
  </section>`;
}

/** Everything about a project: which roles its tokens can assume, and how. */
function projectsSection(report: AuditReport): Markup {
  const roles = grouped(report.roles, ({ who }) => [...new Set(who.flatMap(({ projects }) => projects))]);
  const findings = grouped(report.findings, ({ project }) => (project === undefined ? [] : [project]));
  const paths = [...new Set([...roles.keys(), ...findings.keys()])].toSorted();
  return html`<section id="projects">
    <h2>Projects (${paths.length})</h2>
    ${paths.map((path) => {
      const [own, about] = [roles.get(path) ?? [], findings.get(path) ?? []];
      return html`<details id="project-${path}">
        <summary>
          <code>${shown(path)}</code>: ${countOf(own.length, 'role')}, ${countOf(about.length, 'finding')}
        </summary>
        ${about.length === 0 ? undefined : findingList(about, report)}
        ${own.map((role) =>
          roleArticle(
            { ...role, minting: role.minting?.filter(({ project }) => project === path) },
            role.who.filter(({ projects }) => projects.includes(path)),
          ),
        )}
      </details>`;
    })}
  </section>`;
}

function roleArticle(role: AuditReportRole, who: AuditReportRole['who']): Markup {
  return html`<article>
    <h3>
      <code>${shown(role.role)}</code>
      <span class="power ${role.power.level}">can ${powerText(role.power.level)}</span>
    </h3>
    <p class="fix">${rich(role.power.because)}</p>
    <ul class="who">
      ${who.map(({ text, exposure }) => html`<li class="${exposure}">${rich(text)}</li>`)}
    </ul>
    ${mintingList(mintingLines(role))}
  </article>`;
}

function mintingList(lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  return html`<p class="fix">Who can mint such a token:</p>
    <ul class="who">
      ${lines.map((text) => html`<li class="mint">${rich(text)}</li>`)}
    </ul>`;
}

function countOf(number: number, one: string): string {
  return number === 1 ? `1 ${one}` : `${number} ${one}s`;
}

function grouped<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key) ?? [];
      group.push(item);
      groups.set(key, group);
    }
  }
  return groups;
}

const shown = (text: string): string => visible(text);

/** The colors are those of the report's page. */
const STYLE = `
:root { color-scheme: light dark;
  --paper: light-dark(#fbfaf8, #14161a); --card: light-dark(#ffffff, #1b1e24); --line: light-dark(#e2ded6, #2d323b);
  --ink: light-dark(#1c1b19, #e8e6e1); --soft: light-dark(#5d5950, #a4a9b3); --link: light-dark(#1d4f91, #8fbcff);
  --bad: light-dark(#a8201a, #ff9a91); --bad-wash: light-dark(#fbe3e0, #421c1a);
  --open: light-dark(#7a4d00, #f0c25c); --open-wash: light-dark(#fbefd3, #3a2d0e);
  --good: light-dark(#1a6b3c, #6fd398); --plain-wash: light-dark(#eceae5, #2a2f38); }
* { box-sizing: border-box; }
body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; overflow-wrap: anywhere; padding: 1rem; }
code { background: var(--plain-wash); border-radius: 3px; font-family: ui-monospace, monospace; font-size: 0.92em; padding: 0 0.2em; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
header p { margin: 0.3rem 0; }
nav { display: flex; gap: 1rem; margin: 0.8rem 0; }
h1 { margin: 0 0 0.5rem; }
h2 { border-bottom: 1px solid var(--line); margin: 2rem 0 0.8rem; padding-bottom: 0.2rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 0.2rem; }
h3 code { background: none; padding: 0; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; padding: 0.6rem 0.8rem; }
summary { cursor: pointer; }
ul { margin: 0.3rem 0; padding-left: 1.2rem; }
ul.findings, ul.who { list-style: none; padding-left: 0; }
ul.findings > li, ul.who > li { border-left: 4px solid var(--line); padding-left: 0.6rem; }
ul.findings > li { margin: 0.8rem 0; }
ul.who > li { margin: 0.3rem 0; }
ul.findings p { margin: 0; }
.kind strong { background: var(--plain-wash); border-radius: 3px; font-weight: 600; padding: 0 0.4em; }
.fix { color: var(--soft); margin: 0.2rem 0; }
.power, .new { background: var(--plain-wash); border-radius: 3px; font-size: 0.85rem; font-weight: 400; padding: 0.05em 0.4em; white-space: nowrap; }
.broken, .cannot_tell, .holds { border-left: 4px solid var(--good); padding-left: 0.6rem; }
.broken, ul > li.error, ul > li.strangers, ul > li.reused_path { border-left-color: var(--bad); }
.cannot_tell, ul > li.unknown, ul > li.warning, ul > li.unsure, ul > li.unprotected, ul > li.unknown_project { border-left-color: var(--open); }
.error > .kind strong, .power.admin { background: var(--bad-wash); color: var(--bad); }
.unknown > .kind strong, .warning > .kind strong, .power.unknown { background: var(--open-wash); color: var(--open); }
`;
