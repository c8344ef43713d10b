import { visible } from '../visible';
import { html, trusted, type Markup } from '../html/markup';
import type { AuditReport, AuditReportFinding, AuditReportRole } from './audit-report';
import { mintingLines, POWER_WORDS, subjectOf } from './wording';

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
    <p>${newFindings.length} new findings, ${goneFindings.length} gone, ${roles.length} roles changed.</p>
    <ul>
      ${roles.map(
        ({ role, changes: own }) =>
          html`<li>
            <code>${shown(role)}</code>
            <ul>
              ${own.map(({ kind, text }) => html`<li>${kind}: ${shown(text)}</li>`)}
            </ul>
          </li>`,
      )}
      ${goneFindings.map(({ id, message }) => html`<li>gone: <code>${id}</code>: ${shown(message)}</li>`)}
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
          <strong>${severity === 'unknown' ? 'cannot tell' : severity}</strong>
          <a href="${source}">${id}</a>${isNew.has(fingerprint) ? ' (new)' : ''}: ${shown(message)}
          <em>Fix: ${shown(fix)}.</em>
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
          <code>${account}</code>: ${audited} of ${all} roles for GitLab, ${countOf(own)}, OIDC providers
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
        <summary><code>${shown(path)}</code>: ${own.length} roles, ${countOf(about)}</summary>
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
      <span class="${role.power.level}">${POWER_WORDS[role.power.level]}</span>
    </h3>
    <p>${shown(role.power.because)}</p>
    <ul>
      ${who.map(({ text, exposure }) => html`<li class="${exposure}">${shown(text)}</li>`)}
      ${mintingLines(role).map((text) => html`<li class="mint">${shown(text)}</li>`)}
    </ul>
  </article>`;
}

function countOf(findings: readonly AuditReportFinding[]): string {
  return findings.length === 1 ? '1 finding' : `${findings.length} findings`;
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

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem; }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin-bottom: 0; }
details { border: 1px solid #8886; border-radius: 4px; margin: 0.5rem 0; padding: 0.5rem; }
summary { cursor: pointer; }
li.error, li.strangers, li.reused_path, .broken { border-left: 4px solid #c22; padding-left: 0.5rem; }
li.unknown, li.warning, li.unsure, li.unprotected, li.unknown_project, .cannot_tell { border-left: 4px solid #b80; padding-left: 0.5rem; }
.admin { color: #c22; }
ul.findings { list-style: none; padding-left: 0; }
ul.findings li { margin: 0.5rem 0; padding-left: 0.5rem; }
`;
