import { code, linked, markdownTable, prose } from '../markdown-text';
import type { AuditReport } from './audit-report';
import { andMore, mintingLines, POWER_WORDS, subjectOf } from './wording';

/** An audit as Markdown: for an issue, a merge request or a weekly mail. */
export function auditMarkdown(report: AuditReport, top: number): string {
  const sections = [
    '## refgate audit',
    `**${prose(report.headline)}**. ${prose(subjectOf(report))}.`,
    ...auditChangesMarkdown(report),
    ...findingsSection(report, top),
    ...rolesSection(report, top),
    ...accountsSection(report),
  ];
  return `${sections.join('\n\n')}\n`;
}

function findingsSection({ findings, changes }: AuditReport, top: number): readonly string[] {
  if (findings.length === 0) return [];
  const isNew = new Set(changes?.newFindings ?? []);
  return [
    '### Findings',
    findingsTable(findings.slice(0, top), isNew),
    ...more(findings.length - top, 'finding'),
  ];
}

/** @param isNew fingerprints that an earlier audit did not have */
export function findingsTable(
  findings: AuditReport['findings'],
  isNew: ReadonlySet<string> = new Set(),
): string {
  return markdownTable(
    ['severity', 'finding', 'what', 'fix'],
    findings.map(({ severity, id, source, message, fix, fingerprint }) => [
      `${severity}${isNew.has(fingerprint) ? ' (new)' : ''}`,
      linked(code(id), source),
      prose(message),
      prose(fix),
    ]),
  );
}

function rolesSection({ roles }: AuditReport, top: number): readonly string[] {
  if (roles.length === 0) return [];
  return [
    '### Who can assume what, worst first',
    markdownTable(
      ['role', 'can', 'who'],
      roles
        .slice(0, top)
        .map((row) => [
          code(row.role),
          prose(`${POWER_WORDS[row.power.level]}: ${row.power.because}`),
          [...row.who.map(({ text }) => text), ...mintingLines(row)].map(prose).join('<br>'),
        ]),
    ),
    ...more(roles.length - top, 'role'),
  ];
}

function accountsSection({ accounts }: AuditReport): readonly string[] {
  return [
    '### Accounts',
    markdownTable(
      ['account', 'roles', 'for GitLab', 'OIDC providers'],
      accounts.map(({ account, roles, audited, providers }) => [
        code(account),
        String(roles),
        String(audited),
        { all: 'read', some: 'read in part', not_seen: 'not read' }[providers],
      ]),
    ),
  ];
}

/** What changed since an earlier audit, under a heading; nothing where there is none. */
export function auditChangesMarkdown({ changes }: AuditReport): readonly string[] {
  if (changes === undefined) return [];
  const { before, roles, newFindings, goneFindings } = changes;
  const lines = [
    ...roles.map(
      ({ role, changes: own }) =>
        `- ${code(role)}\n${own.map(({ kind, text }) => `  - ${kind}: ${prose(text)}`).join('\n')}`,
    ),
    ...goneFindings.map(({ id, message }) => `- gone: ${code(id)}: ${prose(message)}`),
  ];
  return [
    `### Since ${code(before)}`,
    `${newFindings.length} new findings, ${goneFindings.length} gone, ${roles.length} roles changed.`,
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
  ];
}

function more(number: number, what: string): readonly string[] {
  return number > 0 ? [andMore(number, what)] : [];
}
