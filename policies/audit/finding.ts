import { AUDIT_FINDINGS, type AuditFindingId, type AuditSeverity, type AuditTopic } from './finding-kinds';

/** One thing that an audit found. */
export interface AuditFinding {
  readonly id: AuditFindingId;
  readonly topic: AuditTopic;
  readonly severity: AuditSeverity;
  /** Lower case, user text in backticks, no full stop. */
  readonly message: string;
  readonly fix: string;
  /** ARN of the role, or its address where it has none. */
  readonly role?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** Full path of the project. */
  readonly project?: string;
  /** What the finding is, whatever its words: the same in the next audit. */
  readonly identity: readonly string[];
}

/** What a finder says; the rest is in the table of kinds. */
export interface Found extends Pick<AuditFinding, 'message' | 'role' | 'account' | 'project'> {
  readonly severity?: AuditSeverity;
  /** Tells apart what one role, account or project has several of. @default nothing */
  readonly what?: string;
}

/** A finding of a kind. */
export function finding(id: AuditFindingId, found: Found): AuditFinding {
  const { topic, severity, fix } = AUDIT_FINDINGS[id];
  const { role, account, project, message } = found;
  return {
    id,
    topic,
    severity: found.severity ?? severity,
    message,
    fix,
    role,
    account,
    project,
    identity: [id, account ?? '', role ?? '', project ?? '', found.what ?? ''],
  };
}
