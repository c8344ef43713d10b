import type { z } from 'zod';
import { quote } from '../../errors';
import type { Instance } from '../../gitlab/instance';
import { issuerHost } from '../../context/index';
import type { Account, AssumeRole } from '../federation';
import { arnPartition } from '../rules/arn';
import { partitionOf } from '../rules/region';
import { accountSchema } from '../schema/account';
import type { Path } from '../yaml-tree';
import { Declared, keyFault, sectionKeys } from './declared';
import type { Reading } from './reading';
import { StatePlaces, toStateBackend } from './state-backend';
import { type Fields, readUnit } from './unit';

type AccountFields = Fields<z.output<typeof accountSchema>>;

export function readAccounts(reading: Reading, instance: Instance | undefined): Declared<Account> {
  const accounts = new Declared<Account>('account');
  const taken = new Map<string, string>();
  const states = new StatePlaces();
  for (const key of sectionKeys(reading, ['accounts'])) {
    const path = ['accounts', key];
    const badKey = keyFault('account', key);
    if (badKey !== undefined) reading.atKey(path, badKey);
    const fields = readUnit(reading, accountSchema, path);
    checkUnique(reading, path, key, fields, taken);
    const account = partitionAgrees(reading, path, fields)
      ? toAccount(key, fields, reading, path)
      : undefined;
    if (account !== undefined) {
      if (instance !== undefined) checkProvider(reading, path, account, instance);
      checkAssumeRole(reading, path, account);
      states.claim(reading, path, account);
    }
    accounts.declare(key, account);
  }
  return accounts;
}

function toAccount(key: string, fields: AccountFields, reading: Reading, path: Path): Account | undefined {
  const { id, region, partition, profile, assume_role: assumed, backend, quotas } = fields;
  if (id === undefined || region === undefined) return undefined;
  const state = backend === undefined ? undefined : toStateBackend(backend);
  return {
    key,
    id,
    region,
    partition: partition ?? partitionOf(region),
    ...toProvider(fields.provider),
    ...(profile === undefined ? {} : { profile }),
    ...(assumed === undefined ? {} : { assumeRole: toAssumeRole(assumed) }),
    ...(state === undefined ? {} : { backend: state }),
    quotas: {
      ...(quotas?.trust_policy_size === undefined ? {} : { trustPolicySize: quotas.trust_policy_size }),
      ...(quotas?.managed_policies === undefined ? {} : { managedPolicies: quotas.managed_policies }),
      ...(quotas?.roles === undefined ? {} : { roles: quotas.roles }),
    },
    adopt: fields.adopt ?? [],
    moved: fields.moved ?? [],
    position: reading.positionOf(path),
  };
}

function toProvider(
  provider: AccountFields['provider'],
): Pick<Account, 'existingProvider' | 'createdProvider'> {
  if (provider === undefined) return {};
  if (provider === 'lookup') return { existingProvider: { lookup: true } };
  const { arn, thumbprints, tags } = provider;
  if (arn !== undefined) return { existingProvider: { arn } };
  return {
    createdProvider: {
      ...(thumbprints === undefined
        ? {}
        : { thumbprints: thumbprints.map((thumbprint) => thumbprint.toLowerCase()) }),
      ...(tags === undefined ? {} : { tags }),
    },
  };
}

function toAssumeRole(role: NonNullable<AccountFields['assume_role']>): AssumeRole {
  const { role_arn: roleArn, external_id: externalId, session_name: sessionName } = role;
  return {
    roleArn,
    ...(externalId === undefined ? {} : { externalId }),
    ...(sessionName === undefined ? {} : { sessionName }),
  };
}

function partitionAgrees(reading: Reading, path: Path, { region, partition }: AccountFields): boolean {
  if (region === undefined || partition === undefined || partition === partitionOf(region)) return true;
  reading.atValue([...path, 'partition'], {
    code: 'ERR_ACCOUNT',
    message: `region ${quote(region)} is not in partition ${quote(partition)}`,
    expected: quote(partitionOf(region)),
    fix: 'remove `partition`, or correct `region`',
  });
  return false;
}

function checkUnique(
  reading: Reading,
  path: Path,
  key: string,
  { id }: AccountFields,
  taken: Map<string, string>,
): void {
  if (id === undefined) return;
  const first = taken.get(id);
  taken.set(id, first ?? key);
  if (first === undefined) return;
  const { line, column } = reading.positionOf(['accounts', first]);
  reading.atValue([...path, 'id'], {
    code: 'ERR_ACCOUNT',
    message: `the accounts ${quote(first)} and ${quote(key)} have the same id`,
    got: `${quote(id)}, as at ${line}:${column}`,
    fix: 'declare each account once',
  });
}

/** In any other account, `allowed_account_ids` would stop every plan. */
function checkAssumeRole(reading: Reading, path: Path, { key, id, partition, assumeRole }: Account): void {
  const prefix = `arn:${partition}:iam::${id}:role/`;
  if (assumeRole === undefined || assumeRole.roleArn.startsWith(prefix)) return;
  reading.atValue([...path, 'assume_role', 'role_arn'], {
    code: 'ERR_ACCOUNT',
    message: `${quote(assumeRole.roleArn)} is not a role of account ${quote(key)}`,
    expected: `an ARN that begins with ${quote(prefix)}`,
    fix: 'name a role of this account',
  });
}

/** The provider of an account is named after the issuer: any other ARN would admit nobody, or somebody else. */
function checkProvider(reading: Reading, path: Path, account: Account, instance: Instance): void {
  const existing = account.existingProvider;
  if (existing === undefined || 'lookup' in existing) return;
  const expected = `arn:${account.partition}:iam::${account.id}:oidc-provider/${issuerHost(instance.issuer)}`;
  if (existing.arn === expected) return;
  const reason =
    arnPartition(existing.arn) !== account.partition
      ? 'is in another partition'
      : existing.arn.includes(`::${account.id}:`)
        ? 'is of another issuer'
        : 'is in another account';
  reading.atValue([...path, 'provider', 'arn'], {
    code: 'ERR_ACCOUNT',
    message: `provider ${quote(existing.arn)} ${reason}`,
    expected: quote(expected),
    fix: 'correct it, or write `provider: lookup`',
  });
}
