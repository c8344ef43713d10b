import { PERMISSION_LEVELS } from '../../catalog/index';
import type { AuditReport, AuditReportRole } from './audit-report';
import { mintingChanges } from './compare-minting';

/** The later report with what changed since the earlier one. Access is compared sentence by sentence, findings by fingerprint, and who it takes to mint a token by whom it takes. */
export function withAuditChanges(now: AuditReport, before: AuditReport, file: string): AuditReport {
  const old = new Map(before.roles.map((role) => [role.role, role]));
  const current = new Map(now.roles.map((role) => [role.role, role]));
  const names = [...new Set([...current.keys(), ...old.keys()])];
  const roles = names.flatMap((role) => {
    const changes = changesOf(old.get(role), current.get(role));
    return changes.length === 0 ? [] : [{ role, changes }];
  });
  const was = new Set(before.findings.map(({ fingerprint }) => fingerprint));
  const is = new Set(now.findings.map(({ fingerprint }) => fingerprint));
  return {
    ...now,
    changes: {
      before: file,
      roles,
      newFindings: [...is].filter((fingerprint) => !was.has(fingerprint)),
      goneFindings: before.findings.filter(({ fingerprint }) => !is.has(fingerprint)),
    },
  };
}

type Change = NonNullable<AuditReport['changes']>['roles'][number]['changes'][number];

function changesOf(before: AuditReportRole | undefined, now: AuditReportRole | undefined): readonly Change[] {
  const lines = (role: AuditReportRole | undefined): readonly string[] =>
    (role?.who ?? []).flatMap(({ text, exposure }) => (exposure === 'nobody' ? [] : [text]));
  const [old, current] = [lines(before), lines(now)];
  const found: Change[] = [
    ...current.filter((text) => !old.includes(text)).map((text) => ({ kind: 'gained', text }) as const),
    ...old.filter((text) => !current.includes(text)).map((text) => ({ kind: 'lost', text }) as const),
  ];
  if (before === undefined) return [{ kind: 'new', text: powerOf(now) }, ...found];
  if (now === undefined) return [{ kind: 'gone', text: powerOf(before) }, ...found];
  found.push(...mintingChanges(before, now));
  const rank = (role: AuditReportRole): number => PERMISSION_LEVELS.indexOf(role.power.level);
  if (rank(now) === rank(before)) return found;
  const kind = rank(now) < rank(before) ? 'stronger' : 'weaker';
  return [{ kind, text: `${before.power.level} before, now ${powerOf(now)}` }, ...found];
}

function powerOf(role: AuditReportRole | undefined): string {
  return role === undefined ? '' : `${role.power.level}: ${role.power.because}`;
}
