/**
 * Every report format, by the name that `--format` takes. A name without a renderer in `render-report.ts` does not compile. This file
 * imports nothing, so that `--help` can list the formats without loading the engine.
 */
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

/** The name of a report format. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];
