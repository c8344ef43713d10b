import { wrapTo } from '../display-width';
import { VERDICTS } from '../mark';
import { paint, type Color, type TextStyle } from '../style';
import { visible } from '../visible';
import type { AuditReport, AuditReportFinding, AuditReportRole } from './audit-report';
import { andMore, mintingLines, POWER_WORDS, powerText, subjectOf } from './wording';

const SIGNS: Readonly<
  Record<
    AuditReportFinding['severity'],
    { readonly sign: string; readonly color: Color; readonly word: string }
  >
> = {
  error: { sign: '✗', color: 'red', word: 'error' },
  unknown: { sign: '?', color: 'yellow', word: 'cannot tell' },
  warning: { sign: '!', color: 'yellow', word: 'warning' },
  note: { sign: 'i', color: 'blue', word: 'note' },
};

/** An audit for a terminal: who can assume what, worst first, then what was found, then what changed. */
export function auditPretty(report: AuditReport, given: TextStyle, top: number): string {
  const style = { ...given, columns: Math.max(40, given.columns) };
  const { sign, color } = VERDICTS[report.verdict];
  const sections = [
    paint(visible(subjectOf(report)), 'bold', style),
    ...report.roles.slice(0, top).map((role) => roleText(role, style)),
    ...(report.roles.length > top
      ? [`${andMore(report.roles.length - top, 'role')}; see them with \`--top\` or \`--format json\``]
      : []),
    ...report.findings.slice(0, top).map((finding) => findingText(finding, report, style)),
    ...(report.findings.length > top
      ? [`${andMore(report.findings.length - top, 'finding')}; see them with \`--top\` or \`--format json\``]
      : []),
    ...auditChangesPretty(report, style),
    paint(`${sign} ${visible(report.headline)}`, color, style),
  ];
  return `${sections.join('\n\n')}\n`;
}

function roleText(given: AuditReportRole, style: TextStyle): string {
  const { role, power, who } = given;
  return [
    `${paint(POWER_WORDS[power.level], power.level === 'admin' ? 'red' : 'bold', style)}  ${visible(role)}`,
    ...indented(`can ${powerText(power.level)}: ${power.because}`, style),
    ...who.flatMap(({ text }) => indented(`- ${text}`, style)),
    ...mintingLines(given).flatMap((text) => indented(`> ${text}`, style)),
  ].join('\n');
}

/** A finding with its fix and its source. */
export function findingText(finding: AuditReportFinding, { changes }: AuditReport, style: TextStyle): string {
  const { sign, color, word } = SIGNS[finding.severity];
  const isNew = changes?.newFindings.includes(finding.fingerprint) === true ? '  new' : '';
  return [
    `${paint(`${sign} ${word}`, color, style)}  ${finding.id}${isNew}`,
    ...indented(finding.message, style),
    ...indented(`fix: ${finding.fix}`, style),
    paint(`    ${finding.source}`, 'dim', style),
  ].join('\n');
}

/** What changed since an earlier audit; nothing where there is none. */
export function auditChangesPretty({ changes }: AuditReport, style: TextStyle): readonly string[] {
  if (changes === undefined) return [];
  const { before, roles, newFindings, goneFindings } = changes;
  if (roles.length + newFindings.length + goneFindings.length === 0)
    return [`nothing changed since ${visible(before)}`];
  return [
    paint(`changed since ${visible(before)}`, 'bold', style),
    ...roles.map((role) =>
      [
        visible(role.role),
        ...role.changes.flatMap(({ kind, text }) => indented(`${kind}: ${text}`, style)),
      ].join('\n'),
    ),
    ...goneFindings.map(({ id, message }) => [`gone  ${id}`, ...indented(message, style)].join('\n')),
  ];
}

function indented(text: string, style: TextStyle): readonly string[] {
  return wrapTo(visible(text), style.columns - 4).map((line) => `    ${line}`);
}
