export type { ReportFormat } from './render-report';
export type {
  Report,
  ReportCell,
  ReportChange,
  ReportFinding,
  ReportGap,
  ReportProof,
  ReportRole,
  ReportRow,
  ReportSummary,
  ReportWitness,
} from './report';
export type { ReadReport } from './schema';
export type { TextStyle } from './style';
export { COMMENT_MARKER } from './markdown';
export { renderMatrix, renderReportMatrix } from './matrix-text';
export { REPORT_FORMATS, renderReport } from './render-report';
export { REPORT_VERSION } from './report';
export { readReport, reportJsonSchema, reportSchema } from './schema';
export { summarize } from './summarize';
export type { ReportFrame } from './to-report';
export { toReport } from './to-report';
