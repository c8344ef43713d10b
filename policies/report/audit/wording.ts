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
  const own = roles.filter(({ forGitlab }) => forGitlab !== false);
  return `${words(accounts.length, 'account')}, ${words(all, 'role')}: ${own.length} for ${gitlab.issuer ?? 'any GitLab'}${known}`;
}

/** What a text omits: `and 1 more role`, `and 7 more findings`. */
export function andMore(number: number, one: string): string {
  return `and ${number} more ${one}${number === 1 ? '' : 's'}`;
}

/** Who it takes to mint a token for a role, in sentences. */
export function mintingLines({ minting = [] }: AuditReportRole): readonly string[] {
  return minting.flatMap(({ project, ways, ownCode, unknown }) => {
    const perhaps = unknown.map((because) => `${project}: perhaps weaker people can: ${because}`);
    if (ways.length === 0 && unknown.length === 0)
      return [`${project}: nobody can start such a pipeline under the rules as they are`];
    return [
      ...ways.map((way) => `${project}: ${wayText(way, way.ownCode ? '' : ' to run what is there')}`),
      ...ownCode.map((way) => `${project}: ${wayText(way, ' to run code of their own')}`),
      ...perhaps,
    ];
  });
}

type Way = NonNullable<AuditReportRole['minting']>[number]['ways'][number];

function wayText({ text, steps, atLeast }: Way, what: string): string {
  return `it takes ${atLeast === undefined ? text : `at least ${text} (${atLeast})`}${what}: ${steps.join(', ')}`;
}
