import type { TextStyle } from '../style';
import { visibleJson } from '../visible';
import type { AuditReport } from './audit-report';
import { auditHtml } from './html';
import { auditMarkdown } from './markdown';
import { auditPretty } from './pretty';
import { auditSarif } from './sarif';

/** How an audit is written. */
export interface RenderAuditOptions extends TextStyle {
  /** Roles and findings to show in texts for readers; JSON and SARIF have all. */
  readonly top: number;
  /** What SARIF names as the file: the declaration, or the first input. */
  readonly file: string;
}

const RENDERERS = {
  pretty: (report, options) => auditPretty(report, options, options.top),
  json: (report) => `${visibleJson(report, 2)}\n`,
  sarif: (report, { file }) => auditSarif(report, file),
  markdown: (report, { top }) => auditMarkdown(report, top),
  html: (report) => auditHtml(report),
} as const satisfies Readonly<Record<string, (report: AuditReport, options: RenderAuditOptions) => string>>;

/** The formats of an audit, by the names that `--format` takes. */
export type AuditFormat = keyof typeof RENDERERS;
/** Each {@link AuditFormat}. */
export const AUDIT_FORMATS = Object.keys(RENDERERS) as readonly AuditFormat[];

/** An audit in a format. Pure: the same report is the same text. */
export function renderAudit(report: AuditReport, format: AuditFormat, options: RenderAuditOptions): string {
  return RENDERERS[format](report, options);
}
