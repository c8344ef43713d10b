import { visible, visibleJson } from '../visible';
import type { AuditReport, AuditReportFinding } from './audit-report';

const LEVELS: Readonly<Record<AuditReportFinding['severity'], 'error' | 'warning' | 'note'>> = {
  error: 'error',
  // "cannot tell" is never green
  unknown: 'error',
  warning: 'warning',
  note: 'note',
};

/**
 * The findings of an audit as SARIF 2.1.0. They are about roles, accounts and projects, and about no line of a file: each has a logical
 * location, and the declaration as its artifact where there is one.
 * @param file the declaration, or the first input
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function auditSarif(report: AuditReport, file: string): string {
  const rules = [...new Map(report.findings.map((finding) => [finding.id, finding])).values()];
  const index = new Map(rules.map(({ id }, place) => [id, place]));
  const isNew = report.changes === undefined ? undefined : new Set(report.changes.newFindings);
  const gone = (report.changes?.goneFindings ?? []).map((finding) => ({
    ...resultOf(finding, file),
    baselineState: 'absent',
  }));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            rules: rules.map(({ id, title, fix, source, severity }) => ({
              id,
              shortDescription: { text: title },
              helpUri: source,
              help: { text: fix },
              defaultConfiguration: { level: LEVELS[severity] },
              properties: { tags: ['security'] },
            })),
          },
        },
        properties: { headline: report.headline },
        invocations: [{ executionSuccessful: report.verdict !== 'cannot_tell' }],
        results: [
          ...report.findings.map((finding) => ({
            ...resultOf(finding, file),
            ruleIndex: index.get(finding.id),
            ...(isNew === undefined
              ? {}
              : { baselineState: isNew.has(finding.fingerprint) ? 'new' : 'unchanged' }),
          })),
          ...gone,
        ],
      },
    ],
  };
  return `${visibleJson(log, 2)}\n`;
}

function resultOf(
  { id, severity, message, fix, role, account, project, fingerprint }: AuditReportFinding,
  file: string,
) {
  return {
    ruleId: id,
    level: LEVELS[severity],
    message: { text: `${visible(message)}; fix: ${fix}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: 1 } },
        logicalLocations: [
          { fullyQualifiedName: visible(role ?? project ?? account ?? id), kind: 'resource' },
        ],
      },
    ],
    partialFingerprints: { 'refgate/audit/v1': fingerprint },
  };
}
