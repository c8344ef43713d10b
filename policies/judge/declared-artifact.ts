import { iamArn } from '../arn';
import { accountAudiences, type Account, type Federation, type Role } from '../federation/index';
import { providerArn } from '../context/index';
import { TRUST_POLICY_QUOTA } from '../trust/index';
import { meantPolicy } from './meant-policy';
import type { Unresolved, WrittenArtifact, WrittenProvider, WrittenRole } from '../artifact/index';

/**
 * What a synth of the federation would write, as far as trust goes: for a declaration that has not been synthesized yet. The
 * account's provider is taken to be registered; what really ships is judged from the synthesized stack.
 */
export function declaredArtifact(federation: Federation): WrittenArtifact {
  const roles: WrittenRole[] = [];
  const unresolved: Unresolved[] = [];
  for (const role of federation.roles.values()) {
    const { id, partition, quotas } = role.account;
    const arn = providerArn(federation.instance.issuer, id, partition);
    const fitting = meantPolicy(role.grant, arn, quotas.trustPolicySize ?? TRUST_POLICY_QUOTA);
    // One that is too long is judged in full: that it is too long is a finding.
    const { written } = fitting.written.ok ? fitting : meantPolicy(role.grant, arn);
    if (written.ok) roles.push(writtenRole(role, written.document));
    else {
      const reason = written.problems.map(({ message }) => message).join('; ');
      unresolved.push({ address: role.key, concerns: 'trust', reason, position: role.position });
    }
  }
  const providers = [...federation.accounts.values()]
    .filter(({ existingProvider }) => existingProvider === undefined)
    .map((account) => writtenProvider(account, federation));
  return { roles, providers, unresolved };
}

function writtenRole(role: Role, document: object): WrittenRole {
  const { managed, inline, boundary } = role.permissions;
  return {
    address: `aws_iam_role.${role.key}`,
    name: role.name,
    account: role.account.id,
    partition: role.account.partition,
    arn: iamArn(role.account.partition, role.account.id, `role${role.path}${role.name}`),
    maxSessionSeconds: role.maxSessionSeconds,
    tags: role.tags,
    document,
    text: JSON.stringify(document),
    position: role.position,
    permissions: {
      managed: managed.toSorted(),
      inline: Object.entries(inline).map(([name, policy]) => ({ name, document: policy })),
      boundary,
    },
  };
}

function writtenProvider(account: Account, federation: Federation): WrittenProvider {
  const { instance } = federation;
  return {
    address: `${account.key}: aws_iam_openid_connect_provider.gitlab`,
    url: instance.issuer,
    clientIds: accountAudiences(federation, account),
    thumbprints: account.createdProvider?.thumbprints,
    tags: account.createdProvider?.tags,
    arn: providerArn(instance.issuer, account.id, account.partition),
    account: account.id,
    partition: account.partition,
    position: account.position,
  };
}
