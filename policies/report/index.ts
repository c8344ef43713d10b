export type {
  Report,
  ReportCell,
  ReportFinding,
  ReportGap,
  ReportProof,
  ReportRole,
  ReportRow,
  ReportSummary,
} from './report';
export { REPORT_VERSION } from './report';
export type { TextStyle } from './matrix-text';
export { renderMatrix } from './matrix-text';
