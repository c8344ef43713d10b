import { PERMISSION_LEVELS } from '../catalog/index';
import { quote } from '../errors';
import type { ReadTrust } from '../judge/index';
import type { WhoLine } from './access';
import type { AuditedRole } from './audited-role';
import { finding, type AuditFinding } from './finding';
import type { AuditSeverity } from './finding-kinds';
import type { GitlabView } from './gitlab-view';

/** What is wrong with who can assume the roles. */
export function accessFindings(
  roles: readonly AuditedRole[],
  trusts: readonly ReadTrust[],
  view: GitlabView,
): readonly AuditFinding[] {
  return [
    ...roles.flatMap((role) => role.who.flatMap((line) => ofLine(role, line, view))),
    ...reusedPaths(roles, view),
    ...chains(roles, trusts),
  ];
}

function ofLine(
  { role, account, power, hosts, declared }: AuditedRole,
  line: WhoLine,
  view: GitlabView,
): readonly AuditFinding[] {
  const { exposure, text, because, through, unprotected, refType, projects, dependsOnReusedPaths, origin } =
    line;
  // Lines of chains are findings of the role that the token assumes.
  if (through !== undefined) return [];
  const weak: AuditSeverity | undefined =
    power.level === 'read' || power.level === 'none' ? 'warning' : undefined;
  const can = `${quote(role)} (${power.level}: ${power.because})`;
  switch (exposure) {
    case 'other_callers':
      return [
        finding('other-callers', {
          message: `${can} can be assumed by ${text}`,
          role,
          account,
          severity: line.caller === 'inside' ? 'note' : undefined,
          what: text,
        }),
      ];
    case 'strangers':
      if (line.caller !== undefined)
        return [
          finding('any-aws-principal', {
            message: `${can} can be assumed by ${text}`,
            role,
            account,
            what: text,
          }),
        ];
      return [
        finding('any-project', {
          message: `${can} can be assumed by ${text}`,
          role,
          account,
          severity: weak,
        }),
      ];
    // What it names is found by name; without a declaration or a snapshot nothing can be.
    case 'unknown_project':
      return view.source === 'none'
        ? [finding('project-not-known', { message: `${can} can be assumed by ${text}`, role, account })]
        : [];
    case 'reused_path':
      return [
        finding('reused-path', {
          message: `${can} can be assumed by ${text}`,
          role,
          account,
          severity: weak,
          what: origin,
        }),
      ];
    case 'unprotected': {
      const [project] = projects;
      const message = `${can} can be assumed by ${text}: no rule protects the ${refType ?? 'ref'} ${quote(unprotected ?? '')}`;
      // What is declared so is not a surprise; what is wider than declared is drift.
      const severity = declared === undefined ? weak : 'note';
      return [finding('unprotected-ref', { message, role, account, project, severity, what: refType })];
    }
    case 'unsure': {
      if (dependsOnReusedPaths === true) return [];
      const [project] = projects;
      if (unprotected === 'unknown')
        return [
          finding('protection-not-known', {
            message: `${can} can be assumed by ${text}, and the protected ${refType === 'tag' ? 'tags' : 'branches'} of the project are not known`,
            role,
            account,
            project,
            severity: declared === undefined ? undefined : 'note',
            what: refType,
          }),
        ];
      return [
        finding('undecided-access', {
          message: `${can}: ${because ?? text}`,
          role,
          account,
          project,
          what: origin ?? refType,
        }),
      ];
    }
    case 'nobody':
      return hosts.length === 0
        ? []
        : [
            finding('no-token', {
              message: `no token can assume ${quote(role)}: ${because ?? text}`,
              role,
              account,
            }),
          ];
    case 'own':
      return [];
  }
}

/** One unknown of the instance, however many roles depend on it. */
function reusedPaths(roles: readonly AuditedRole[], { instance }: GitlabView): readonly AuditFinding[] {
  const depending = roles.filter(({ who }) => who.some((line) => line.dependsOnReusedPaths === true));
  const [first] = depending;
  if (first === undefined) return [];
  const others =
    depending.length > 1
      ? ` and ${depending.length === 2 ? 'one more role' : `${depending.length - 1} more roles`}`
      : '';
  const message = `who can assume ${quote(first.role)}${others} depends on whether ${quote(instance?.url ?? 'the GitLab')} gives ID tokens to a project that took over the path of another`;
  return [finding('reused-paths-not-known', { message, what: instance?.issuer })];
}

/** A token that reaches more by a chain than by the role that it assumes, and chains of which it is not known. */
function chains(roles: readonly AuditedRole[], trusts: readonly ReadTrust[]): readonly AuditFinding[] {
  const byRole = new Map(roles.map((role) => [role.role, role]));
  const level = (role: AuditedRole): number => PERMISSION_LEVELS.indexOf(role.power.level);
  return trusts.flatMap(({ written, reachedBy = [] }) => {
    const role = written.arn ?? written.address;
    const target = byRole.get(role);
    if (target === undefined) return [];
    return reachedBy.flatMap(({ entry, answer, dependsOn }): AuditFinding[] => {
      const first = byRole.get(entry);
      if (first === undefined || first.exposure === 'nobody') return [];
      const common = { role, account: target.account, what: entry };
      if (answer !== 'yes') {
        const message = `whether a session of ${quote(entry)} can assume ${quote(role)} depends on ${dependsOn.map(quote).join(', ')}`;
        return [finding('chain-not-known', { ...common, message })];
      }
      if (level(target) >= level(first)) return [];
      const message = `a token that assumes ${quote(entry)} (${first.power.level}) can go on to ${quote(role)} (${target.power.level}: ${target.power.because})`;
      return [finding('stronger-by-chain', { ...common, message })];
    });
  });
}
