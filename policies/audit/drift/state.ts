import type { WrittenArtifact, WrittenRole } from '../../artifact/index';
import { issuerHost } from '../../context/index';
import { quote } from '../../errors';
import { declaredArtifact } from '../../judge/index';
import { concernsWebIdentity, parsePolicy } from '../../trust/index';
import { finding, type AuditFinding } from '../finding';
import type { DriftInput } from './drift-input';
import { sameJson } from '../same-json';
import { permissionDifferences } from './permissions';

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
    ...ofProviders(artifact, input),
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
  const changed = isKnown(role) && isKnown(is) ? permissionDifferences(permissions, is.permissions) : [];
  return [
    ...(sameJson(role.document, is.document)
      ? []
      : [
          finding('state-trust-changed', {
            ...common,
            message: `${name} has another trust policy than the state`,
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

function ofProviders(
  artifact: WrittenArtifact,
  { providers, accounts }: DriftInput,
): readonly AuditFinding[] {
  const seen = new Set(accounts.flatMap((one) => one.accounts));
  return artifact.providers.flatMap(({ url, account, clientIds, address }) => {
    if (account === undefined || clientIds === undefined || !seen.has(account)) return [];
    const is = providers.of(account, url);
    if (is?.clientIds === undefined) return [];
    if (is.clientIds.toSorted().join() === clientIds.toSorted().join()) return [];
    const message = `${quote(address)} (${quote(issuerHost(url))}) has the client ids ${is.clientIds.map(quote).join(', ')}, in the state ${clientIds.map(quote).join(', ')}`;
    return [finding('state-provider-changed', { message, account, what: url })];
  });
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
