import { code, prose } from '../markdown-text';
import { paint, type TextStyle } from '../style';
import { visible } from '../visible';
import type { AuditReport } from './audit-report';
import { auditChangesMarkdown, findingsTable } from './markdown';
import { auditChangesPretty, findingText } from './pretty';

/** How two audits are compared in a format. */
export type AuditChangesFormat = 'pretty' | 'markdown';

/** What changed between two audits, without the rest of the later one. @param report the later one, with `changes` */
export function renderAuditChanges(
  report: AuditReport,
  format: AuditChangesFormat,
  style: TextStyle,
): string {
  const isNew = new Set(report.changes?.newFindings ?? []);
  const added = report.findings.filter(({ fingerprint }) => isNew.has(fingerprint));
  const { before = '' } = report.changes ?? {};
  const sections =
    format === 'pretty'
      ? [
          ...auditChangesPretty(report, style),
          ...added.map((finding) => findingText(finding, { ...report, changes: undefined }, style)),
          paint(visible(headline(report)), 'bold', style),
        ]
      : [
          `## refgate: what changed since ${code(before)}`,
          `**${prose(headline(report))}**`,
          ...auditChangesMarkdown(report).slice(1),
          ...(added.length === 0 ? [] : ['### New findings', findingsTable(added)]),
        ];
  return `${sections.join('\n\n')}\n`;
}

function headline({ changes }: AuditReport): string {
  const { roles = [], newFindings = [], goneFindings = [] } = changes ?? {};
  const words = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;
  return `${words(newFindings.length, 'new finding')}, ${goneFindings.length} gone, ${words(roles.length, 'role')} changed`;
}

/** Whether the later audit lets anybody in who was not let in before, or finds something that was not there. Notes are news, and no failure. */
export function hasWorsened({ changes, findings }: AuditReport): boolean {
  if (changes === undefined) return false;
  const isNew = new Set(changes.newFindings);
  return (
    changes.roles.some((role) => role.changes.some(({ kind }) => kind === 'gained' || kind === 'stronger')) ||
    findings.some(({ fingerprint, severity }) => severity !== 'note' && isNew.has(fingerprint))
  );
}
