import { complaints, placeOf } from './complaint';
import { fingerprinter } from './fingerprint';
import type { Report } from './report';
import { visible, visibleJson } from './visible';

const SEVERITIES = { error: 'critical', warning: 'major', note: 'info' } as const;

/**
 * GitLab's Code Quality report: the widget of a merge request shows what is new and what is fixed, by fingerprint, so the
 * fingerprint does not know about lines.
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function renderCodeQuality(report: Report): string {
  const next = fingerprinter();
  const entries = complaints(report).map((complaint) => {
    const { file, line } = placeOf(complaint, report);
    const { rule, subject, message, fix, severity, identity } = complaint;
    return {
      description: `${visible(subject)}: ${message}${fix === '' ? '' : ` (fix: ${fix})`}`,
      check_name: rule,
      fingerprint: next([rule, file, ...identity]),
      severity: SEVERITIES[severity],
      location: { path: file.replace(/^(?:\.\/)+/, ''), lines: { begin: line } },
    };
  });
  return `${visibleJson(entries, 2)}\n`;
}
