import type { AuditReport, AuditReportRole } from './audit-report';

/** What a session of a role can do, in a word or two. */
export const POWER_WORDS: Readonly<Record<AuditReportRole['power']['level'], string>> = {
  admin: 'administer',
  unknown: 'do something unknown',
  write: 'write',
  read: 'read',
  none: 'nothing',
};

/** What was audited, in one line. */
export function subjectOf({ accounts, roles, gitlab }: AuditReport): string {
  const all = accounts.reduce((sum, account) => sum + account.roles, 0);
  const words = (number: number, one: string): string => (number === 1 ? `1 ${one}` : `${number} ${one}s`);
  const known = {
    snapshot: `, ${words(gitlab.projects, 'project')} in the snapshot`,
    declaration: `, ${words(gitlab.projects, 'declared project')}`,
    none: ', no project known',
  }[gitlab.source];
  return `${words(accounts.length, 'account')}, ${words(all, 'role')}: ${roles.length} for ${gitlab.issuer ?? 'any GitLab'}${known}`;
}

/** What a text omits: `and 1 more role`, `and 7 more findings`. */
export function andMore(number: number, one: string): string {
  return `and ${number} more ${one}${number === 1 ? '' : 's'}`;
}
