import type { WrittenArtifact, WrittenRole } from '../../artifact/index';
import { issuerHost } from '../../context/index';
import { quote } from '../../errors';
import { declaredArtifact } from '../../judge/index';
import { concernsWebIdentity, parsePolicy } from '../../trust/index';
import { finding, type AuditFinding } from '../finding';
import type { DriftInput } from './drift-input';
import { sameJson } from '../same-json';
import type { AuditFindingId } from '../finding-kinds';
import { permissionDifferences } from './permissions';
import { tagDifferences } from './tags';

/** The state of Terraform beside the accounts and the declaration. Roles that no token is for are left to Terraform. */
export function stateDrift(input: DriftInput): readonly AuditFinding[] {
  const { state, federation } = input;
  if (state === undefined) return [];
  const { artifact, file } = state;
  const seen = new Set(input.accounts.flatMap(({ accounts }) => accounts));
  const there = new Map(
    input.trusts.flatMap(({ written }) => (written.arn === undefined ? [] : [[written.arn, written]])),
  );
  const roles = artifact.roles.filter(isOfTokens);
  return [
    ...artifact.unresolved
      .filter(({ concerns }) => concerns === 'trust' || concerns === 'module')
      .map(({ address, reason }) =>
        finding('state-not-read', { message: `${quote(file)}: ${quote(address)}: ${reason}`, what: address }),
      ),
    ...roles.flatMap((role) =>
      role.account !== undefined && seen.has(role.account) ? ofRole(role, there) : [],
    ),
    ...notRead(artifact, roles, seen),
    ...ofProviders(artifact, input),
    ...ofPolicies(artifact, input),
    ...(federation === undefined ? [] : ofDeclared(roles, declaredArtifact(federation), there)),
  ];
}

function isOfTokens({ document }: WrittenRole): boolean {
  const parsed = parsePolicy(document);
  return !parsed.ok || concernsWebIdentity(parsed.policy);
}

function ofRole(role: WrittenRole, there: ReadonlyMap<string, WrittenRole>): readonly AuditFinding[] {
  const { arn, address, account, permissions } = role;
  const is = arn === undefined ? undefined : there.get(arn);
  const common = { role: arn ?? address, account };
  if (is === undefined) {
    const message = `${quote(address)} of the state (${quote(arn ?? role.name ?? '')}) does not exist`;
    return [finding('state-role-deleted', { ...common, message })];
  }
  const name = `${quote(address)} (${quote(arn ?? '')})`;
  const isWhole = isKnown(role) && isKnown(is);
  const changed = isWhole ? permissionDifferences(permissions, is.permissions) : [];
  const settings = [...sessionSays(role, is), ...tagSays(role, is)];
  return [
    ...(sameJson(role.document, is.document)
      ? []
      : [
          finding('state-trust-changed', {
            ...common,
            message: `${name} has another trust policy than the state`,
          }),
        ]),
    ...settings.map(([says, what]) =>
      finding('state-settings-changed', { ...common, message: `${name} ${says}, unlike the state`, what }),
    ),
    ...(isWhole || isKnown(role) === false
      ? []
      : [
          finding('state-not-compared', {
            ...common,
            message: `${name} has permissions that were not read: ${is.permissions.unread?.join('; ')}`,
            what: 'permissions',
          }),
        ]),
    ...changed.map(({ says, what, id }) =>
      finding('state-permissions-changed', {
        ...common,
        message: `${name} has ${says}, unlike the state`,
        what: `${id} ${what}`,
      }),
    ),
  ];
}

/** Whether all of the permissions of a role were read: a policy that is attached elsewhere is not a drift. */
function isKnown({ permissions }: WrittenRole): boolean {
  return (permissions.unread ?? []).length === 0;
}

/** A length that one of the two does not tell is no difference; the declaration says where it is not known. */
function sessionSays({ maxSessionSeconds: meant }: WrittenRole, { maxSessionSeconds: is }: WrittenRole) {
  if (meant === undefined || is === undefined || meant === is) return [];
  return [[`has sessions of at most ${is} seconds`, 'session']] as const;
}

function tagSays({ tags: meant }: WrittenRole, { tags: is }: WrittenRole) {
  if (meant === undefined || is === undefined) return [];
  return tagDifferences(meant, is).map(({ says, what }) => [says, `tag ${what}`] as const);
}

/** What the state has in accounts that were not read: that is not agreement. */
function notRead(
  { providers }: WrittenArtifact,
  roles: readonly WrittenRole[],
  seen: ReadonlySet<string>,
): readonly AuditFinding[] {
  const missing = new Map<string, string>();
  for (const { account, address } of [...roles, ...providers])
    if (account === undefined || !seen.has(account)) missing.set(account ?? '', address);
  return [...missing].map(([account, address]) => {
    const which = account === '' ? 'an account that it does not tell' : `account ${account}`;
    const message = `the state has ${quote(address)} in ${which}, which is not in the input`;
    return finding('state-not-compared', { message, account: account === '' ? undefined : account });
  });
}

function ofProviders(
  artifact: WrittenArtifact,
  { providers, accounts }: DriftInput,
): readonly AuditFinding[] {
  const seen = new Set(accounts.flatMap((one) => one.accounts));
  return artifact.providers.flatMap((meant) => {
    const { url, account, address } = meant;
    if (account === undefined || !seen.has(account)) return [];
    const name = `${quote(address)} (${quote(issuerHost(url))})`;
    const say = (id: AuditFindingId, says: string, what = ''): AuditFinding =>
      finding(id, { message: `${name} ${says}`, account, what: `${url}${what}` });
    const is = providers.of(account, url);
    if (is === undefined)
      return providers.isComplete(account)
        ? [say('state-provider-changed', 'of the state does not exist', ' deleted')]
        : [say('state-not-compared', 'of the state was not read')];
    if (is.clientIds === undefined) return [say('state-not-compared', 'has client ids that were not read')];
    return [
      ...(meant.clientIds === undefined || isSame(meant.clientIds, is.clientIds)
        ? []
        : [
            say(
              'state-provider-changed',
              `has the client ids ${is.clientIds.map(quote).join(', ')}, in the state ${meant.clientIds.map(quote).join(', ')}`,
            ),
          ]),
      // the state has none where AWS chooses them
      ...(meant.thumbprints === undefined ||
      meant.thumbprints.length === 0 ||
      is.thumbprints === undefined ||
      isSame(meant.thumbprints, is.thumbprints)
        ? []
        : [
            say(
              'state-provider-changed',
              `has the thumbprints ${is.thumbprints.join(', ')}, unlike the state`,
              ' thumbprints',
            ),
          ]),
    ];
  });
}

/** Managed policies of the state whose document is another one today. */
function ofPolicies({ policies = [] }: WrittenArtifact, { accounts }: DriftInput): readonly AuditFinding[] {
  const there = new Map(
    accounts.flatMap(({ artifact }) => (artifact.policies ?? []).map(({ arn, document }) => [arn, document])),
  );
  return policies.flatMap(({ arn, document }) =>
    !there.has(arn) || sameJson(there.get(arn), document)
      ? []
      : [
          finding('state-permissions-changed', {
            message: `the managed policy ${quote(arn)} has another document than in the state`,
            what: arn,
          }),
        ],
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  const sorted = (list: readonly string[]): string =>
    list
      .map((text) => text.toLowerCase())
      .toSorted()
      .join('\n');
  return sorted(one) === sorted(other);
}

function ofDeclared(
  roles: readonly WrittenRole[],
  declared: WrittenArtifact,
  there: ReadonlyMap<string, WrittenRole>,
): readonly AuditFinding[] {
  const byArn = new Map(roles.map((role) => [role.arn, role]));
  return declared.roles.flatMap(({ arn, account, document, address }) => {
    const applied = byArn.get(arn);
    const common = { role: arn, account };
    if (applied === undefined)
      return arn !== undefined && there.has(arn)
        ? [
            finding('state-role-unknown', {
              ...common,
              message: `${quote(arn)} exists and is not in the state`,
            }),
          ]
        : [];
    if (sameJson(applied.document, document)) return [];
    const message = `the declared trust policy of ${quote(address)} is not the one of ${quote(applied.address)} in the state`;
    return [finding('state-not-applied', { ...common, message })];
  });
}
