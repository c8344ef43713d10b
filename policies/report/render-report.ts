import { unreachable } from '../errors';
import { renderCodeQuality } from './code-quality';
import { renderGithubAnnotations } from './github-annotations';
import { renderJson } from './json';
import { renderJunit } from './junit';
import { renderMarkdown } from './markdown';
import { renderPretty } from './pretty';
import type { Report } from './report';
import { renderSarif } from './sarif';
import type { TextStyle } from './style';

/** Every way to say a report. */
export const REPORT_FORMATS = [
  'pretty',
  'json',
  'junit',
  'sarif',
  'codequality',
  'github',
  'markdown',
] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/**
 * A report in a format. Pure: same report, same bytes.
 * @param style for `pretty`; @default 80 columns without colours
 */
export function renderReport(
  report: Report,
  format: ReportFormat,
  style: TextStyle = { columns: 80, colors: false },
): string {
  switch (format) {
    case 'pretty':
      return renderPretty(report, style);
    case 'json':
      return renderJson(report);
    case 'junit':
      return renderJunit(report);
    case 'sarif':
      return renderSarif(report);
    case 'codequality':
      return renderCodeQuality(report);
    case 'github':
      return renderGithubAnnotations(report);
    case 'markdown':
      return renderMarkdown(report);
    default:
      return unreachable(format);
  }
}
