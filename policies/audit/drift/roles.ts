import type { WrittenRole } from '../../artifact/index';
import { DEFAULT_SESSION_SECONDS } from '../../limits/index';
import { quote } from '../../errors';
import type { Federation, Role } from '../../federation/index';
import { declaredArtifact, readTrusts, type ReadTrust } from '../../judge/index';
import { diffTrust, gitlabWorld, type AccessChange, type RoleTrust } from '../../prove/index';
import { finding, type AuditFinding, type Found } from '../finding';
import type { AuditFindingId } from '../finding-kinds';
import type { DriftInput } from './drift-input';
import { sameJson } from '../same-json';
import { permissionDifferences } from './permissions';
import { tagDifferences } from './tags';

/** The roles of the declaration beside those of the accounts. */
export function roleDrift(input: DriftInput): readonly AuditFinding[] {
  const { federation } = input;
  if (federation === undefined) return [];
  const seen = new Set(input.accounts.flatMap(({ accounts }) => accounts));
  const declared = readTrusts({ artifacts: [declaredArtifact(federation)], federation });
  const actual = new Map(
    input.trusts.flatMap((trust) => (trust.declared === undefined ? [] : [[trust.declared.key, trust]])),
  );
  return [
    ...[...federation.accounts.values()].flatMap(({ key, id }) =>
      seen.has(id)
        ? []
        : [
            finding('account-not-seen', {
              message: `the declared account ${quote(key)} (${id}) is not in the input`,
              account: id,
            }),
          ],
    ),
    ...declared.flatMap((meant) => {
      const { declared: role } = meant;
      if (role === undefined || !seen.has(role.account.id)) return [];
      const there = actual.get(role.key);
      return there === undefined ? [missing(role, meant)] : differences(role, meant, there, federation);
    }),
    ...notDeclared(input),
  ];
}

function missing({ key, account }: Role, { written }: ReadTrust): AuditFinding {
  const message = `the declared role ${quote(key)} does not exist: account ${account.id} has no role ${quote(written.name ?? key)}`;
  return finding('role-missing', { message, role: written.arn, account: account.id });
}

/** Roles that a token of the GitLab can assume and nobody declares, in accounts that are declared. */
function notDeclared({ roles, federation }: DriftInput): readonly AuditFinding[] {
  const accounts = new Set([...(federation?.accounts.values() ?? [])].map(({ id }) => id));
  return roles.flatMap(({ role, account, declared, exposure, hosts, power }) =>
    declared !== undefined || exposure === 'nobody' || hosts.length === 0 || !accounts.has(account ?? '')
      ? []
      : [
          finding('role-not-declared', {
            message: `${quote(role)} (${power.level}) can be assumed by tokens of this GitLab and is not declared`,
            role,
            account,
          }),
        ],
  );
}

function differences(
  role: Role,
  meant: ReadTrust,
  there: ReadTrust,
  federation: Federation,
): readonly AuditFinding[] {
  const { written } = there;
  const say = (id: AuditFindingId, says: string, more: Partial<Found> = {}): AuditFinding =>
    finding(id, {
      message: `${quote(role.key)} (${quote(written.arn ?? written.address)}) ${says}`,
      role: written.arn ?? written.address,
      account: role.account.id,
      ...more,
    });
  return [
    ...trustDifferences(meant, there, federation, say),
    ...(written.arn === meant.written.arn
      ? []
      : [say('role-path', `is declared as ${quote(meant.written.arn ?? '')}`)]),
    ...sessionDifference(meant.written, written, say),
    ...tagDifferences(meant.written.tags ?? {}, written.tags).map(({ id, says, what }) =>
      say(id, says, { what }),
    ),
    ...((written.permissions.unread ?? []).length > 0
      ? [
          say(
            'permissions-not-seen',
            `has permissions that were not read: ${written.permissions.unread?.join('; ')}`,
          ),
        ]
      : permissionDifferences(meant.written.permissions, written.permissions).map(({ id, says, what }) =>
          say(id, `has ${says}`, { what }),
        )),
  ];
}

type Say = (id: AuditFindingId, says: string, more?: Partial<Found>) => AuditFinding;

function trustDifferences(
  meant: ReadTrust,
  there: ReadTrust,
  { instance, projects }: Federation,
  say: Say,
): readonly AuditFinding[] {
  if (sameJson(meant.written.document, there.written.document)) return [];
  const [before, after] = [roleTrust(meant), roleTrust(there)];
  if (before === undefined || after === undefined)
    return [say('trust-not-compared', 'has a trust policy that is malformed')];
  const world = gitlabWorld({ instance, projects: [...projects.values()] });
  const { gained, lost } = diffTrust(before, after, world, { sizes: false, examples: 2 });
  const open = [gained, lost].find(({ kind }) => kind === 'cannot_tell');
  const found = [
    ...(gained.kind === 'some' ? [say('trust-wider', `accepts more than declared: ${labels(gained)}`)] : []),
    ...(lost.kind === 'some' ? [say('trust-narrower', `rejects what is declared: ${labels(lost)}`)] : []),
    ...(open?.kind === 'cannot_tell'
      ? [say('trust-not-compared', `cannot be compared with its declaration: ${open.reason}`)]
      : []),
  ];
  return found.length > 0
    ? found
    : [say('trust-rewritten', 'has another trust policy than declared, which accepts the same tokens')];
}

function labels({ examples }: Extract<AccessChange, { kind: 'some' }>): string {
  return examples.map(({ label }) => label).join('; ');
}

function roleTrust({ policy, provider }: ReadTrust): RoleTrust | undefined {
  if (policy === undefined || provider === undefined) return undefined;
  const { clientIds: _registered, ...anyAudience } = provider;
  return { policy, provider: anyAudience };
}

function sessionDifference(meant: WrittenRole, there: WrittenRole, say: Say): readonly AuditFinding[] {
  const wanted = meant.maxSessionSeconds ?? DEFAULT_SESSION_SECONDS;
  const is = there.maxSessionSeconds;
  // `GetAccountAuthorizationDetails` does not answer it: that is not the default of an hour.
  if (is === undefined)
    return [say('session-not-seen', `has a maximum session length that the input does not contain`)];
  if (is === wanted) return [];
  const says = `has sessions of at most ${is} seconds, declared are ${wanted}`;
  return [say(is > wanted ? 'session-longer' : 'session-shorter', says)];
}
