import { RefgateError } from '../errors';
import { renderCodeQuality } from './code-quality';
import type { ReportFormat } from './format-names';
import { renderGithubAnnotations } from './github-annotations';
import { renderHtml, type HtmlOptions } from './html/render-html';
import { renderJson } from './json';
import { renderJunit } from './junit';
import { renderMarkdown, type LinkTo } from './markdown';
import { renderPretty } from './pretty';
import type { Report } from './report';
import { renderSarif } from './sarif';
import type { TextStyle } from './style';

/** `columns` and `colors` are for `pretty`, `linkTo` is for `markdown`, the rest is for `html`. */
export type RenderOptions = Partial<TextStyle> & HtmlOptions & { readonly linkTo?: LinkTo };

/** One renderer for each format. */
const RENDERERS: Readonly<Record<ReportFormat, (report: Report, options: RenderOptions) => string>> = {
  pretty: (report, { columns = 80, colors = false }) => renderPretty(report, { columns, colors }),
  json: renderJson,
  junit: renderJunit,
  sarif: renderSarif,
  codequality: renderCodeQuality,
  github: renderGithubAnnotations,
  markdown: renderMarkdown,
  html: renderHtml,
};

/**
 * A report in a format. Pure: same report, same bytes.
 * @param options how wide, whether with colours, and what the page shows beside the report
 * @default 80 columns without colours; a plain page
 * @throws RefgateError when the text is longer than JavaScript can hold: a table of several hundred thousand cells as JSON
 */
export function renderReport(report: Report, format: ReportFormat, options: RenderOptions = {}): string {
  try {
    return RENDERERS[format](report, options);
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
