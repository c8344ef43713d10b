import { RefgateError, unreachable } from '../errors';
import { renderCodeQuality } from './code-quality';
import { renderGithubAnnotations } from './github-annotations';
import { renderHtml, type HtmlOptions } from './html/render-html';
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
  'html',
] as const;

/** The name of a way to say a report, as `--format` takes it. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** `columns` and `colors` are for `pretty`, the rest is for `html`. */
export type RenderOptions = Partial<TextStyle> & HtmlOptions;

/**
 * A report in a format. Pure: same report, same bytes.
 * @param options how wide, whether with colours, and what the page shows beside the report
 * @default 80 columns without colours; a plain page
 * @throws RefgateError when the text is longer than JavaScript can hold: a table of several hundred thousand cells as JSON
 */
export function renderReport(report: Report, format: ReportFormat, options: RenderOptions = {}): string {
  try {
    return render(report, format, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { total } = report.summary.cells;
    throw new RefgateError({
      code: 'ERR_QUOTA',
      message: `the report is too long for \`${format}\``,
      got: `${total} cells of the table, ${report.findings.length} findings`,
      fix: 'take `html` or `pretty`, or judge fewer rows at a time',
    });
  }
}

function render(report: Report, format: ReportFormat, options: RenderOptions): string {
  const { columns = 80, colors = false } = options;
  switch (format) {
    case 'pretty':
      return renderPretty(report, { columns, colors });
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
    case 'html':
      return renderHtml(report, options);
    default:
      return unreachable(format);
  }
}
