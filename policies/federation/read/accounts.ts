import type { z } from 'zod';
import type { Instance } from '../../gitlab/index';
import { quote } from '../../errors';
import { issuerHost } from '../../context/index';
import { LIMITS, partitionOf } from '../../limits/index';
import type { Account, AssumeRole } from '../federation';
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
  const fault =
    region === undefined || partition === undefined ? undefined : LIMITS.partition(partition, region);
  if (fault !== undefined) reading.atValue([...path, 'partition'], fault);
  return fault === undefined;
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

function checkAssumeRole(reading: Reading, path: Path, account: Account): void {
  const arn = account.assumeRole?.roleArn;
  const fault = arn === undefined ? undefined : LIMITS.assumedRole(arn, account);
  if (fault !== undefined) reading.atValue([...path, 'assume_role', 'role_arn'], fault);
}

function checkProvider(reading: Reading, path: Path, account: Account, { issuer }: Instance): void {
  const { existingProvider: existing, partition, id } = account;
  if (existing === undefined || 'lookup' in existing) return;
  const fault = LIMITS.providerMismatch(existing.arn, { partition, account: id, host: issuerHost(issuer) });
  if (fault !== undefined) reading.atValue([...path, 'provider', 'arn'], fault);
}
