export type { HtmlOptions, PageAssets } from './html/render-html';
export type {
  PageCell,
  PageData,
  PageExplanation,
  PagePipeline,
  PageReport,
  PageRow,
} from './html/page-data';
export type { View } from './html/view-link';
export type { AuditReport } from './audit/audit-report';
export type { AuditFormat } from './audit/render-audit';
export type { DiagnosisFormat } from './diagnosis/render-diagnosis';
export type { Mark } from './mark';
export type { ReportFormat } from './format-names';
export type { LinkTo } from './markdown';
export type { RenderOptions } from './render-report';
export type {
  Report,
  ReportCell,
  ReportChange,
  ReportFinding,
  ReportGap,
  ReportGitlab,
  ReportProof,
  ReportRole,
  ReportRow,
  ReportSummary,
  ReportWitness,
} from './report';
export type { ReadReport } from './schema';
export type { TextStyle } from './style';
export type { ReportFrame } from './to-report';
export { decodeCell, rowPipeline, toPageReport } from './html/page-data';
export { readViewFragment, viewFragment } from './html/view-link';
export { renderHtml } from './html/render-html';
export { auditJsonSchema, readAuditReport, toAuditReport } from './audit/audit-report';
export { withAuditChanges } from './audit/compare-audits';
export { hasWorsened, renderAuditChanges } from './audit/changes';
export { AUDIT_FORMATS, renderAudit } from './audit/render-audit';
export { NOT_COVERED_HINT } from './not-covered';
export { renderDiagnosis } from './diagnosis/render-diagnosis';
export { markOf, MARKS } from './mark';
export { COMMENT_MARKER } from './markdown';
export { renderMatrix } from './matrix-text';
export { REPORT_FORMATS } from './format-names';
export { renderBesideChecks } from './beside-checks';
export { renderChanges } from './render-changes';
export { renderReport } from './render-report';
export { REPORT_VERSION } from './report';
export { byGroup } from './role-projects';
export { readReport, reportJsonSchema, reportSchema } from './schema';
export { summarize, withChanges } from './summarize';
export { toReport } from './to-report';
export { visible } from './visible';
export { toChanges } from './to-changes';
export { proofReason } from './wording';
