import type { AuditReport, AuditReportRole } from './audit-report';

/** What a session of a role can do, in a word or two. */
export const POWER_WORDS: Readonly<Record<AuditReportRole['power']['level'], string>> = {
  admin: 'administer',
  unknown: 'do something unknown',
  write: 'write',
  read: 'read',
  none: 'nothing',
};

/** What a session of a role can do, after the word `can`. */
export function powerText(level: AuditReportRole['power']['level']): string {
  return level === 'none' ? 'do nothing' : POWER_WORDS[level];
}

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
  return minting.flatMap(({ project, ways, ownCode, unknown, archived }) => {
    if (archived === true)
      return [
        `${project}: nobody: the project is archived, and runs no pipeline until an Owner unarchives it`,
      ];
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

function wayText(way: Way, what: string): string {
  const { text, steps, atLeast } = way;
  return `it takes ${atLeast === undefined ? text : `at least ${text} (${atLeast})`}${what}: ${steps.join(', ')}${todayText(way)}`;
}

/** So many user names are shown of those who could be one person. */
const MAX_NAMES = 3;

function todayText({ members, there, customRoles }: Way): string {
  if (members === undefined || there === undefined) return '';
  if (there === false) return '; no member can today';
  if (customRoles !== undefined)
    return `; whether a member can today depends on the custom ${customRoles.length === 1 ? 'role' : 'roles'} of ${someNames(customRoles).replaceAll(' or ', ' and ')}`;
  const lists = [...new Set(members.flatMap((names) => (names === null ? [] : [someNames(names)])))];
  return lists.length === 0 ? '' : `; today: ${lists.join('; with ')}`;
}

function someNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} or ${more} more` : shown.join(' or ');
}
