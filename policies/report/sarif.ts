import { complaints, fileUri, placeOf, type Complaint } from './complaint';
import { fingerprinter } from './fingerprint';
import type { Report } from './report';
import { visible, visibleJson } from './visible';

/**
 * SARIF 2.1.0. Every rule that has a result is described; places are relative to the root of the checkout.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif(report: Report): string {
  const found = complaints(report);
  const rules = [...new Map(found.map((complaint) => [complaint.rule, complaint])).values()];
  const index = new Map(rules.map(({ rule }, i) => [rule, i]));
  const next = fingerprinter();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            rules: rules.map(describeRule),
          },
        },
        properties: { headline: report.summary.headline, roles: report.summary.roles },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'root of the checkout' } } },
        invocations: [{ executionSuccessful: report.summary.verdict !== 'cannot_tell' }],
        results: found.map((complaint) => ({
          ruleId: complaint.rule,
          ruleIndex: index.get(complaint.rule),
          level: complaint.severity,
          message: { text: sentence(complaint) },
          locations: [location(complaint, report)],
          partialFingerprints: {
            'refgate/v1': next([complaint.rule, placeOf(complaint, report).file, ...complaint.identity]),
          },
        })),
      },
    ],
  };
  return `${visibleJson(log, 2)}\n`;
}

function describeRule({ rule, title, severity, fix, page }: Complaint): object {
  const help = [fix, ...(page === undefined ? [] : [`\`${page}\` explains it`])].filter(
    (text) => text !== '',
  );
  return {
    id: rule,
    shortDescription: { text: title },
    defaultConfiguration: { level: severity },
    help: help.length === 0 ? undefined : { text: help.join('; ') },
    properties: { tags: ['security'] },
  };
}

function location(complaint: Complaint, report: Report): object {
  const { file, line, column } = placeOf(complaint, report);
  const uri = fileUri(file);
  return {
    physicalLocation: {
      artifactLocation: uri.startsWith('file:') ? { uri } : { uri, uriBaseId: 'SRCROOT' },
      region: { startLine: line, startColumn: column },
    },
    logicalLocations: [{ fullyQualifiedName: visible(complaint.subject), kind: 'resource' }],
  };
}

function sentence({ subject, message, fix }: Complaint): string {
  return `${visible(subject)}: ${message}${fix === '' ? '' : `; fix: ${fix}`}`;
}
